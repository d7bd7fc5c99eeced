import { doneOf, judgedOf, type ProgressCounts } from './counts.ts';

/** How fast it goes now. Numbers a second. */
export type RecentRates = {
  /** Of the last seconds; null as long as there is nothing to measure. */
  readonly done: number | null;
  /** Verdicts of the last seconds, by the headline grader; null or left out as `done`. */
  readonly judged?: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Trials a second, oldest first, a number for each step of the last seconds. */
  readonly meter: readonly number[];
  /** Seconds until all is done if it goes on like this; null where that cannot be said. */
  readonly left: number | null;
};

/** Steps of the meter, and how long one is. The rate is that of all of them together. */
const steps = 8;
const stepMs = 2_000;
/** The time left is judged by more than that, so that it does not jump. */
const kept = 45;
const shortestMs = 1_000;

type Mark = {
  readonly atMs: number;
  readonly done: number;
  readonly judged: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/** Measures rates by looking at the counts now and then. */
export const recentRates = () => {
  let marks: Mark[] = [];
  let resumed = Number.NaN;
  const note = (progress: ProgressCounts, nowMs: number): void => {
    // What earlier commands did comes in at one stroke, and is no speed.
    if (progress.resumed !== resumed) marks = [];
    resumed = progress.resumed;
    const last = marks.at(-1);
    if (last === undefined || nowMs - last.atMs >= stepMs) marks.push(markOf(progress, nowMs));
    if (marks.length > kept) marks.shift();
  };
  return {
    /** Looks, and tells what the rates are now. */
    at: (progress: ProgressCounts, nowMs: number): RecentRates => {
      note(progress, nowMs);
      const now = markOf(progress, nowMs);
      const recent = marks.slice(-steps - 1);
      // When all has been asked for, judging is what goes on.
      const what = progress.generated < progress.planned ? 'done' : 'judged';
      return {
        done: between(recent[0], now, what),
        judged: between(recent[0], now, 'judged'),
        inputTokens: between(recent[0], now, 'inputTokens') ?? 0,
        outputTokens: between(recent[0], now, 'outputTokens') ?? 0,
        meter: recent.slice(1).map((mark, step) => between(recent[step], mark, what) ?? 0),
        left: secondsLeft(progress, marks[0], now),
      };
    },
  };
};

const markOf = (progress: ProgressCounts, atMs: number): Mark => ({
  atMs,
  done: doneOf(progress, progress),
  judged: judgedOf(progress),
  inputTokens: progress.inputTokens,
  outputTokens: progress.outputTokens,
});

const between = (from: Mark | undefined, to: Mark, what: Exclude<keyof Mark, 'atMs'>): number | null =>
  from === undefined || to.atMs - from.atMs < shortestMs
    ? null
    : Math.max(0, ((to[what] - from[what]) * 1000) / (to.atMs - from.atMs));

/** Asking and judging go on side by side: the slower of them ends last. */
const secondsLeft = (progress: ProgressCounts, from: Mark | undefined, now: Mark): number | null => {
  const { planned } = progress;
  if (planned === 0) return null;
  const times = (['done', 'judged'] as const).map(what => {
    const open = planned - now[what];
    return open <= 0 ? 0 : open / (between(from, now, what) ?? 0);
  });
  const longest = Math.max(...times);
  return Number.isFinite(longest) ? longest : null;
};
