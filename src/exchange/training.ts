import { EurusError } from '../core/index.ts';
import type { RunRecord, TaskRecord } from '../record/index.ts';
import {
  contaminationWarning,
  openTrees,
  type PairRow,
  type PreferenceTree,
  pairRow,
  pairsOf,
  paperPairs,
  placedNodes,
  type RowContext,
  type SftRow,
  sftRows,
  type TreeReader,
} from '../tree/index.ts';
import type { ExportOptions, TrainingOptions } from './exporter.ts';
import { leftOutLines } from './training-notes.ts';

const defaults: TrainingOptions = {
  ...paperPairs,
  ...{ history: true, allowTestSplit: false },
  about: () => ({ domain: null, split: 'test' }),
};

/** Right actions as rows for supervised fine-tuning. @throws EurusError `USAGE` for a test split that is not allowed */
export const sftRowsOf = (options: ExportOptions): AsyncIterable<SftRow> => rowsOf(options, 'row', sftRows);

/** Pairs of a right and a wrong action. @throws EurusError `USAGE` for a test split that is not allowed */
export const pairRowsOf = (options: ExportOptions): AsyncIterable<PairRow> =>
  rowsOf(options, 'pair', (tree, context, training) =>
    pairsOf(tree, training).map(pair => pairRow(tree, pair, context)),
  );

/** Runs that asked the same benchmark, and the grader whose verdicts count. */
type Asked = {
  /** Of the tasks. */
  readonly names: readonly string[];
  readonly grader: string;
  readonly sources: readonly { readonly run: RunRecord; readonly task: TaskRecord }[];
  readonly context: RowContext;
};

/** One instruction at a time is in memory: benchmarks by name, samples in the order of the data. */
async function* rowsOf<Row>(
  options: ExportOptions,
  what: string,
  make: (tree: PreferenceTree, context: RowContext, training: TrainingOptions) => readonly Row[],
): AsyncGenerator<Row, void, undefined> {
  const { note = () => {}, training = defaults } = options;
  const asked = askedIn(options, training, note);
  const count = { trees: 0, rows: 0, without: 0, unscored: 0, unjudged: 0, disputed: 0 };
  const lost: TreeReader['leftOut'][] = [];
  const tests = asked.filter(({ context }) => context.split === 'test');
  if (tests.length > 0 && !training.allowTestSplit) throw testSplits(tests.flatMap(({ names }) => names));
  if (tests.length > 0) note(`Warning: ${contaminationWarning}`);
  for (const { sources, grader, context } of asked) {
    const reader = await openTrees(sources, grader);
    try {
      for (const id of reader.ids) {
        for (const tree of await reader.read(id)) {
          const rows = make(tree, context, training);
          count.trees += 1;
          count.rows += rows.length;
          count.without += rows.length === 0 ? 1 : 0;
          for (const { node } of placedNodes(tree)) {
            if (node.verdict === 'unscored' || node.verdict === 'disputed') count[node.verdict] += 1;
            else if (node.verdict === 'unjudged' && node.kind === 'proposal') count.unjudged += 1;
          }
          yield* rows;
        }
      }
      lost.push(reader.leftOut);
    } finally {
      await reader.close();
    }
  }
  for (const line of leftOutLines(what, count, lost)) note(line);
}

const askedIn = (
  { runs, wanted, version }: ExportOptions,
  training: TrainingOptions,
  note: (line: string) => void,
): readonly Asked[] => {
  const { about, seed, history, outcomes } = training;
  return judgedTogether(runs, wanted, note).map(tasks => {
    const [{ grader }] = tasks;
    const sources = tasks.flatMap(({ judged }) => judged);
    const known = sources.map(({ run, task }) => about(run, task.benchmark));
    // Of runs that contradict each other the one that calls for more care is believed.
    const split = known.some(one => one.split === 'test') ? 'test' : (known[0]?.split ?? 'test');
    const domain = known.find(one => one.domain !== null)?.domain ?? null;
    const context = { version, domain, split, seed, history, outcomes };
    return { names: tasks.map(({ name }) => name), grader, sources, context };
  });
};

type JudgedTask = { readonly name: string; readonly grader: string; readonly judged: Asked['sources'] };

/**
 * Tasks of one benchmark that one grader has judged: an instruction may be asked in several (`cot`, `cot-turns3`), and is
 * one tree all the same. What was asked in other words is told apart when trees are read.
 */
const judgedTogether = (
  runs: ExportOptions['runs'],
  wanted: ExportOptions['wanted'],
  note: (line: string) => void,
): readonly (readonly [JudgedTask, ...JudgedTask[]])[] => {
  const sources = runs.flatMap(run => run.tasks.map(task => ({ run, task })));
  const byName = [...Map.groupBy(sources, ({ task }) => task.name)].sort(([a], [b]) => (a < b ? -1 : 1));
  const together = new Map<string, [JudgedTask, ...JudgedTask[]]>();
  for (const [name, all] of byName) {
    const graders = all.map(({ task }) => task.graders.find(one => wanted(task, one.name))?.name);
    const grader = graders.find(found => found !== undefined);
    if (grader === undefined) continue;
    const judged = all.filter(({ task }) => task.graders.some(one => one.name === grader));
    for (const { run } of all.filter(one => !judged.includes(one))) {
      note(`Left out: ${run.directory} has no verdicts of ${grader} on ${name}.`);
    }
    const of = JSON.stringify([judged[0]?.task.benchmark, grader]);
    const before = together.get(of);
    if (before === undefined) together.set(of, [{ name, grader, judged }]);
    else before.push({ name, grader, judged });
  }
  return [...together.values()];
};

const testSplits = (names: readonly string[]): EurusError => {
  const [first = '', ...others] = names;
  const what =
    others.length === 0 ? `${first} asks a test split` : `${first} and ${others.length} more ask test splits`;
  const them = others.length === 0 ? 'it' : 'them';
  return new EurusError(
    'USAGE',
    `${what}: a model trained on the answers must not be evaluated on ${them}.`,
    {
      hint: '--allow-test-split exports it all the same, with a warning in every row.',
    },
  );
};
