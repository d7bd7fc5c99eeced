import type { Domain, Message, Split } from '../core/index.ts';
import type { Pair } from './pairs.ts';
import { type Placed, placedNodes, standingOf } from './standing.ts';
import { type PreferenceTree, sha256 } from './tree.ts';

/** What rows say beyond the tree. */
export type RowContext = {
  /** Version of eurus-eval. */
  readonly version: string;
  readonly domain: Domain | null;
  readonly split: Split;
  readonly seed: number;
  /** False: the instruction of an SFT row is the instruction alone, whatever the turn. */
  readonly history: boolean;
  /** False: SFT rows are of answers that were judged right, and not of code by what came of it. */
  readonly outcomes: boolean;
};

/** What every row made of a test split says. */
export const contaminationWarning =
  'Made from the test split of this benchmark: a model trained on it must not be evaluated on this benchmark.';

/** Where an action comes from. */
type Source = {
  /** Id of the node. */
  readonly node: string;
  readonly turn: number;
  /** Its own: `unjudged` for code that ran in between. */
  readonly verdict: string;
  /** `verdict`: judged itself; `outcome`: as the trials through it ended. */
  readonly by: 'verdict' | 'outcome';
  readonly reason: string;
  /** Trials that took it. */
  readonly count: number;
  /** The first of them. */
  readonly trials: readonly { readonly run: string; readonly model: string; readonly key: string }[];
};

type Origin = {
  readonly eurus_eval: string;
  readonly benchmark: string;
  readonly protocol: string;
  readonly sample: string;
  readonly split: Split;
  /** Null for data that is no test split. */
  readonly warning: string | null;
  readonly grader: string;
  readonly seed: number;
};

/** A row in the shape of `openbmb/UltraInteract_sft`, and where it comes from. */
export type SftRow = {
  readonly task: string;
  readonly dataset: string;
  readonly instruction: string;
  readonly response: string;
  readonly id: string;
  readonly parent_id: string;
  readonly provenance: Origin & { readonly response: Source };
};

/** A row in the shape of `openbmb/UltraInteract_pair`, and where it comes from. */
export type PairRow = {
  readonly task: string;
  readonly dataset: string;
  readonly trajectory: readonly { readonly from: string; readonly value: string }[];
  readonly chosen: string;
  readonly rejected: string;
  readonly id: string;
  readonly parent_id: string;
  readonly provenance: Origin & {
    readonly pair: Pair['kind'];
    readonly chosen: Source;
    readonly rejected: Source;
  };
};

/** Every right action of a tree with what it answers, once: from the first turn on, those of a turn by their ids. */
export const sftRows = (tree: PreferenceTree, context: RowContext): readonly SftRow[] => {
  const seen = new Set<string>();
  return placedNodes(tree).flatMap(placed => {
    const { node, dialogue } = placed;
    const standing = standingOf(node);
    if (standing?.is !== 'correct' || node.text.trim() === '') return [];
    if (standing.by === 'outcome' && !context.outcomes) return [];
    const instruction = joined(context.history ? dialogue : tree.messages);
    const same = sha256([instruction, node.text]);
    if (seen.has(same)) return [];
    seen.add(same);
    return [
      {
        ...headOf(tree, context),
        ...{ instruction, response: node.text },
        ...{ id: `${node.id}_${tree.depth}_${node.turn}`, parent_id: tree.id },
        provenance: { ...originOf(tree, context), response: sourceOf(placed) },
      },
    ];
  });
};

export const pairRow = (tree: PreferenceTree, pair: Pair, context: RowContext): PairRow => {
  const { kind, chosen, rejected } = pair;
  const dialogue = kind === 'trajectory' ? chosen.dialogue : tree.messages;
  const unique = sha256([kind, chosen.node.id, rejected.node.id]);
  return {
    ...headOf(tree, context),
    trajectory: dialogue.map(({ role, content }) => ({ from: role, value: content })),
    ...{ chosen: chosen.node.text, rejected: rejected.node.text },
    ...{ id: `${unique}_${tree.depth}_${chosen.node.turn}`, parent_id: tree.id },
    provenance: {
      ...{ ...originOf(tree, context), pair: kind },
      ...{ chosen: sourceOf(chosen), rejected: sourceOf(rejected) },
    },
  };
};

const headOf = ({ benchmark, protocol }: PreferenceTree, { domain }: RowContext) => ({
  task: taskName(domain, protocol),
  dataset: benchmark,
});

/** The four names of tasks in UltraInteract. Where nobody says what a benchmark is about, its setting does. */
const taskName = (domain: Domain | null, protocol: string): string => {
  const [setting = ''] = protocol.split(/[@-]/);
  if (domain === 'code' || (domain === null && setting === 'code')) return 'Coding';
  if (domain === 'math') return setting === 'cot' || setting === 'direct' ? 'Math_CoT' : 'Math_PoT';
  return domain === null && setting === 'pot' ? 'Math_PoT' : 'Logic';
};

const originOf = (tree: PreferenceTree, { version, split, seed }: RowContext): Origin => ({
  eurus_eval: version,
  ...{ benchmark: tree.benchmark, protocol: tree.protocol, sample: tree.sample, split },
  warning: split === 'test' ? contaminationWarning : null,
  ...{ grader: tree.grader, seed },
});

/** Trials that a row names. */
const maxTrials = 8;

const sourceOf = ({ node }: Placed): Source => {
  const { is, by } = standingOf(node) ?? { is: 'incorrect', by: 'verdict' };
  const ended =
    is === 'correct' ? 'a trial that went on from it ended right' : 'all trials through it ended wrong';
  return {
    ...{ node: node.id, turn: node.turn, verdict: node.verdict, by },
    reason: by === 'verdict' ? node.reason : `${node.reason}; ${ended}`,
    count: node.trials.length,
    trials: node.trials.slice(0, maxTrials).map(({ run, model, key }) => ({ run, model, key })),
  };
};

/** A dialogue as the one text that an SFT row has for it. */
const joined = (messages: readonly Message[]): string => messages.map(({ content }) => content).join('\n');
