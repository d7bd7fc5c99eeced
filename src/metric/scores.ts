import type { Counts, Ending, Metric, VerdictName } from '../core/index.ts';
import { type Asked, type OverK, overK, type Pool } from './curves.ts';
import { estimate } from './estimate.ts';
import { withinTurns } from './within.ts';

/** What became of one sample's trials, by one grader. */
export type Tally = { [name in VerdictName]: number } & {
  readonly id: string;
  readonly groups: Readonly<Record<string, string>>;
  /** Trials by how their answer ended, whatever their verdict. */
  readonly endings: { [ending in Ending]: number };
  /** Of those that were judged and not cut off. */
  readonly completed: { trials: number; correct: number };
  /** The scored trials one by one, where a score was asked for. */
  readonly trials: TallyTrial[] | null;
  /** Trials that were right, by the turn of the proposal that was: the first place is turn 1. */
  readonly solved: number[];
};

export type TallyTrial = { readonly trial: number; readonly correct: boolean; readonly score: number | null };

/** A sample of which no trial has been seen yet. */
export const newTally = (id: string, groups: Tally['groups'], keepsTrials = false): Tally => ({
  ...{ id, groups, correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0 },
  endings: { finished: 0, 'cut-off': 0, filtered: 0, unknown: 0 },
  completed: { trials: 0, correct: 0 },
  trials: keepsTrials ? [] : null,
  solved: [],
});

type NotedTrial = {
  readonly trial: number;
  readonly score: number | null;
  /** Of the proposal that was judged, from 1; null where there is none. */
  readonly turn: number | null;
};

/** Counts a trial in its sample's tally. */
export const noteTrial = (
  tally: Tally,
  verdict: VerdictName,
  ending: Ending,
  { trial, score, turn }: NotedTrial,
): void => {
  tally[verdict] += 1;
  tally.endings[ending] += 1;
  if (verdict === 'correct' && turn !== null) tally.solved[turn - 1] = (tally.solved[turn - 1] ?? 0) + 1;
  if (verdict !== 'unscored') tally.trials?.push({ trial, correct: verdict === 'correct', score });
  if (verdict === 'unscored' || ending === 'cut-off') return;
  tally.completed.trials += 1;
  if (verdict === 'correct') tally.completed.correct += 1;
};

/**
 * Which trials of a sample say the same wrong thing: lists of trials, a list a class. Undefined for a sample whose answers
 * were not compared.
 */
export type WrongClasses = (id: string) => readonly (readonly number[])[] | undefined;

/** What numbers are wanted. */
export type Wanted = Asked & {
  readonly wrongClasses?: WrongClasses | undefined;
  /** Most turns of an episode: `within@k` is given for each; absent where there is one turn. */
  readonly turns?: number | undefined;
};

/**
 * Metrics and counts of some samples. Unscored trials are left out of n, and samples that have no other
 * are left out altogether. `pass@1` is there unless nothing was scored; numbers over more trials only when every
 * sample has so many.
 */
export const scoresOf = (
  tallies: readonly Tally[],
  { wrongClasses, turns, ...asked }: Wanted,
): OverK & { readonly counts: Counts } => {
  const pools = tallies.map(tally => poolOf(tally, wrongClasses?.(tally.id))).filter(({ n }) => n > 0);
  const scores = pools.length === 0 ? { metrics: {} } : overK(pools, asked);
  const counts = countsOf(tallies);
  if (turns === undefined || !tallies.every(knowsTurns)) return { ...scores, counts };
  const solved = tallies.map(tally => ({ scored: trialsOf(tally).n, solved: tally.solved }));
  return { ...scores, metrics: { ...scores.metrics, ...withinTurns(solved, turns) }, counts };
};

/** False where a right answer does not say at which turn: one turn of each would be made up. */
const knowsTurns = ({ correct, solved }: Tally): boolean =>
  solved.reduce((sum, trials) => sum + trials, 0) === correct;

/** What numbers over k trials are made from. @param classes of the sample's wrong answers, where they were compared */
export const poolOf = (tally: Tally, classes: ReturnType<WrongClasses>): Pool => {
  const { n, c } = trialsOf(tally);
  const wrong = classes?.map(({ length }) => length) ?? null;
  // Classes of other verdicts than these would tell of another pool.
  const fits = wrong !== null && wrong.reduce((sum, size) => sum + size, 0) <= tally.incorrect;
  const answerOf = new Map(classes?.flatMap((trials, index) => trials.map(trial => [trial, index + 1])));
  const trials = tally.trials
    ?.toSorted((a, b) => a.trial - b.trial)
    .map(({ trial, correct, score }) => ({
      correct,
      score,
      answer: fits ? (correct ? 0 : (answerOf.get(trial) ?? -1)) : null,
    }));
  return { n, c, wrong: fits ? wrong : null, trials: trials ?? null };
};

/** A pass@k that was asked for and cannot be given. */
export type LeftOut = {
  readonly k: number;
  /** Samples that have scored trials, but fewer than k. */
  readonly samples: number;
};

/** Each k for which a sample has scored trials, but too few of them. */
export const leftOutOf = (tallies: readonly Tally[], ks: readonly number[]): readonly LeftOut[] =>
  [...new Set(ks)].flatMap(k => {
    const samples = tallies.map(trialsOf).filter(({ n }) => n > 0 && n < k).length;
    return samples === 0 ? [] : [{ k, samples }];
  });

const trialsOf = (tally: Tally): { n: number; c: number } => ({
  n: tally.correct + tally.incorrect + tally['no-answer'],
  c: tally.correct,
});

/**
 * `pass@1` over the trials that were not cut off, samples without any left out. Null when there is none, or when of no
 * answer it is known how it ended.
 */
export const completedOf = (tallies: readonly Tally[]): Metric | null => {
  const whole = tallies.map(({ completed }) => completed).filter(({ trials }) => trials > 0);
  if (whole.length === 0 || tallies.every(isUnknown)) return null;
  return estimate(
    whole.map(({ trials, correct }) => correct / trials),
    whole.reduce((least, { trials }) => Math.min(least, trials), Number.POSITIVE_INFINITY),
  );
};

const isUnknown = ({ endings }: Tally): boolean =>
  endings.finished + endings['cut-off'] + endings.filtered === 0;

const countsOf = (tallies: readonly Tally[]): Counts => {
  const sum = (count: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + count(tally), 0);
  const [filtered, unknown] = [sum(tally => tally.endings.filtered), sum(tally => tally.endings.unknown)];
  return {
    correct: sum(tally => tally.correct),
    incorrect: sum(tally => tally.incorrect),
    'no-answer': sum(tally => tally['no-answer']),
    unscored: sum(tally => tally.unscored),
    truncated: sum(tally => tally.endings['cut-off']),
    ...(filtered === 0 ? {} : { filtered }),
    ...(unknown === 0 ? {} : { unknown_ending: unknown }),
  };
};
