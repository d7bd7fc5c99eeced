import { percent } from './plain.ts';

/** What a line of progress is drawn from; the pipeline's Progress is one. */
export type ProgressCounts = {
  /** Trials in all; 0 while that is not known. */
  readonly planned: number;
  readonly generated: number;
  /** Of `generated`, those that were there at the start. */
  readonly resumed: number;
  readonly scored: number;
  readonly correct: number;
  readonly unscored: number;
  readonly inFlight: number;
  readonly retries: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly startedAtMs: number;
};

/** One line, at most `width` columns: the parts that matter least are left out first. */
export const renderProgressLine = (progress: ProgressCounts, nowMs: number, width: number): string => {
  const parts = partsOf(progress, nowMs);
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop();
  return parts.join('  ').slice(0, Math.max(0, width));
};

/** Most important first. */
const partsOf = (progress: ProgressCounts, nowMs: number): string[] => {
  const { planned, generated, resumed, scored, correct, unscored, inFlight, retries, errors } = progress;
  const done = planned === 0 ? scored + unscored : generated;
  const seconds = Math.max(0, nowMs - progress.startedAtMs) / 1000;
  const rate = seconds === 0 ? 0 : (done - resumed) / seconds;
  const tokens = progress.inputTokens + progress.outputTokens;
  return [
    planned === 0 ? `${done} scored` : `${done}/${planned} ${percent(done / planned, 0)} %`,
    ...(scored === 0 ? [] : [`correct ${percent(correct / scored, 1)} %`]),
    ...(rate > 0 && planned > done ? [`ETA ${duration((planned - done) / rate)}`] : []),
    ...(errors === 0 ? [] : [`errors ${errors}`]),
    ...(rate > 0 ? [`${rate.toFixed(rate < 10 ? 1 : 0)}/s`] : []),
    ...(planned > 0 && scored + unscored < generated ? [`to score ${generated - scored - unscored}`] : []),
    ...(unscored === 0 ? [] : [`unscored ${unscored}`]),
    ...(inFlight === 0 ? [] : [`in flight ${inFlight}`]),
    ...(retries === 0 ? [] : [`retries ${retries}`]),
    ...(tokens === 0
      ? []
      : [`tokens ${short(progress.inputTokens)} in, ${short(progress.outputTokens)} out`]),
  ];
};

/** Seconds as `45 s`, `12 min 5 s`, `3 h 20 min`. */
const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};

/** `950`, `12.3k`, `4.5M`. */
const short = (count: number): string => {
  if (count < 1000) return String(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)}k` : `${(count / 1e6).toFixed(1)}M`;
};
