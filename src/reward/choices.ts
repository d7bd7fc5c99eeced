import {
  builtInScores,
  type Completion,
  decodeRewardRecord,
  type Key,
  scoreOf,
  type TaskChoices,
} from '../core/index.ts';
import {
  choicesOver,
  newTally,
  noteTrial,
  type Pool,
  poolOf,
  type ScoreColumn,
  type Tally,
} from '../metric/index.ts';
import {
  type GraderRecord,
  namedRewards,
  newestCompletions,
  newestVerdicts,
  type RunRecord,
  type TaskRecord,
} from '../record/index.ts';
import { completionSha256 } from '../run/canonical.ts';
import { readRecords, sizeOf } from '../run/records.ts';
import { decodeVoteRow } from '../run/votes/index.ts';

export type ChoicesOptions = {
  readonly ns: readonly number[];
  /** Only tasks whose name or benchmark is among them; all when left out. */
  readonly benchmarks?: readonly string[] | undefined;
  /** Only these graders; the headline's when left out. */
  readonly graders?: readonly string[] | undefined;
  /** Only these scores, in this order; all that answers have when left out. */
  readonly scores?: readonly string[] | undefined;
};

/** The scores that a run asks servers for, in the order in which they are shown. */
const logprobScores = ['logprob_sum', 'logprob_mean'];

/**
 * What each way to choose one of N answers comes to, for the tasks of a run that have several trials a sample. Answers,
 * verdicts, votes and rewards are joined by key, and by the hash of the answer.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const choicesOf = async (run: RunRecord, options: ChoicesOptions): Promise<readonly TaskChoices[]> => {
  const { benchmarks, graders } = options;
  const found: TaskChoices[] = [];
  for (const task of run.tasks) {
    if (benchmarks !== undefined && !benchmarks.includes(task.name) && !benchmarks.includes(task.benchmark))
      continue;
    const chosen = task.graders.filter(({ name }, at) => graders?.includes(name) ?? at === 0);
    if (chosen.length === 0) continue;
    const answers = await readAnswers(task, run.directory, options);
    for (const grader of chosen) {
      const its = await taskChoices(task, grader, answers, options.ns);
      if (its !== null) found.push(its);
    }
  }
  return found;
};

/** What is kept of an answer: its scores by the place of their name. */
type Answer = {
  readonly id: string;
  readonly trial: number;
  readonly sha256: string;
  readonly scores: Float64Array;
};

type Answers = { readonly names: readonly string[]; readonly byKey: ReadonlyMap<Key, Answer> };

const readAnswers = async (
  task: TaskRecord,
  directory: string,
  { scores: wanted }: ChoicesOptions,
): Promise<Answers> => {
  const rewards = (await namedRewards(directory, task)).filter(({ name }) => wanted?.includes(name) ?? true);
  const own = wanted ?? [...(await ownScores(task))].sort(logprobsFirst);
  const names = wanted ?? [...new Set([...own, ...rewards.map(({ name }) => name)])];
  const byKey = await newestCompletions(task.completions, completion => ({
    id: completion.id,
    trial: completion.trial,
    sha256: completionSha256(completion).slice(0, 16),
    scores: Float64Array.from(names, name => scoreOf(completion, name) ?? Number.NaN),
  }));
  for (const { name, path } of rewards) {
    const at = names.indexOf(name);
    for await (const record of readRecords(path, decodeRewardRecord, await sizeOf(path))) {
      const answer = byKey.get(record.key);
      if (answer === undefined || record.reward !== name || record.score === null) continue;
      if (record.completionSha256.startsWith(answer.sha256)) answer.scores[at] = record.score;
    }
  }
  return { names, byKey };
};

const ownScores = async ({ completions }: TaskRecord): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  await newestCompletions(completions, ({ scores = {} }: Completion) => {
    for (const name of Object.keys(scores)) if (!builtInScores.includes(name)) names.add(name);
  });
  return names;
};

const logprobsFirst = (a: string, b: string): number => {
  const [first, second] = [a, b].map(name =>
    logprobScores.includes(name) ? logprobScores.indexOf(name) : 9,
  );
  return (first ?? 0) - (second ?? 0) || (a < b ? -1 : 1);
};

const taskChoices = async (
  { benchmark, protocol }: TaskRecord,
  grader: GraderRecord,
  { names, byKey }: Answers,
  ns: readonly number[],
): Promise<TaskChoices | null> => {
  const tallies = new Map<string, { readonly tally: Tally; readonly scores: Map<number, Float64Array> }>();
  let answers = 0;
  const verdicts = await newestVerdicts(grader.verdicts, ({ verdict, completionSha256: sha256 }) => ({
    verdict,
    sha256: sha256.slice(0, 16),
  }));
  for (const [key, { id, trial, sha256, scores }] of byKey) {
    const judged = verdicts.get(key);
    if (judged === undefined || judged.sha256 !== sha256) continue;
    const its = tallies.get(id) ?? { tally: newTally(id, {}, true), scores: new Map() };
    tallies.set(id, its);
    noteTrial(its.tally, judged.verdict, 'unknown', { trial, score: null, turn: null });
    its.scores.set(trial, scores);
    answers += 1;
  }
  const classes = await wrongClasses(grader);
  const samples = [...tallies.values()]
    .sort((a, b) => (a.tally.id < b.tally.id ? -1 : 1))
    .map(({ tally, scores }) => ({ tally, scores, pool: poolOf(tally, classes.get(tally.id)) }))
    .filter(({ pool }) => pool.n > 0);
  const trials = samples.reduce((least, { pool }) => Math.min(least, pool.n), Number.POSITIVE_INFINITY);
  if (samples.length === 0 || trials < 2) return null;
  const columns = names.map(
    (name, at): ScoreColumn => ({
      name,
      of: samples.map(({ tally, scores }) =>
        trialsInOrder(tally).map(trial => numberOrNull(scores.get(trial)?.[at])),
      ),
    }),
  );
  return {
    ...{ benchmark, protocol, grader: grader.name, samples: samples.length, trials, answers },
    unscored: [...tallies.values()].reduce((sum, { tally }) => sum + tally.unscored, 0),
    rows: choicesOver(
      samples.map(({ pool }): Pool => pool),
      columns.filter(({ of }) => of.some(its => its.some(score => score !== null))),
      ns,
    ),
  };
};

/** The judged trials of a sample, as its pool has them. */
const trialsInOrder = ({ trials }: Tally): readonly number[] =>
  (trials ?? []).map(({ trial }) => trial).sort((a, b) => a - b);

const numberOrNull = (score: number | undefined): number | null =>
  score === undefined || Number.isNaN(score) ? null : score;

const wrongClasses = async ({
  votes,
}: GraderRecord): Promise<ReadonlyMap<string, readonly (readonly number[])[]>> => {
  const found = new Map<string, readonly (readonly number[])[]>();
  for await (const { id, classes } of readRecords(votes, decodeVoteRow, await sizeOf(votes))) {
    found.set(
      id,
      classes.flatMap(({ verdict, trials }) => (verdict === 'incorrect' ? [trials] : [])),
    );
  }
  return found;
};
