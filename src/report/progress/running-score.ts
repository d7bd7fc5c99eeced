import { percent } from '../plain.ts';
import type { TaskCounts } from './counts.ts';

/** A 95 % interval for `correct` of `n`, as fractions. */
export type IntervalOf = (correct: number, n: number) => readonly [number, number];

/** Score in percent and its interval, of what has been judged so far; empty where nothing has. */
export const runningScore = (
  { scored, correct, trials }: Pick<TaskCounts, 'scored' | 'correct' | 'trials'>,
  intervalOf: IntervalOf,
): { readonly score: string; readonly interval: string } => {
  if (scored === 0) return { score: '', interval: '' };
  // Trials of one sample are alike: as if only samples had been drawn, which is never too narrow.
  const [low, high] = intervalOf(correct / trials, scored / trials);
  return {
    score: `${percent(correct / scored, 1)} %`,
    interval: `[${percent(low, 1)}, ${percent(high, 1)}]`,
  };
};
