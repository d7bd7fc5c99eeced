import type { Metric } from '../core/index.ts';
import { estimates } from './estimate.ts';

/** The scored trials of one sample: how many there are, and how many of them a proposal of each turn got right. */
export type SolvedByTurn = {
  readonly scored: number;
  /** By turn: the first place is turn 1. */
  readonly solved: readonly number[];
};

/**
 * `within@1` to `within@turns` of one run: the share of trials whose answer was right by turn k at the latest, each
 * sample weighing the same, as in pass@1. Not the success rate of a run that is told to end at turn k: here the model was
 * told that it had more.
 * @param samples those without a scored trial are left out
 */
export const withinTurns = (samples: readonly SolvedByTurn[], turns: number): Record<string, Metric> => {
  const counted = samples.filter(({ scored }) => scored > 0);
  if (counted.length === 0) return {};
  const trials = counted.reduce((least, { scored }) => Math.min(least, scored), Number.POSITIVE_INFINITY);
  const soFar = counted.map(() => 0);
  const columns = Array.from({ length: turns }, (_, turn) =>
    counted.map(({ scored, solved }, index) => {
      soFar[index] = (soFar[index] ?? 0) + (solved[turn] ?? 0);
      return (soFar[index] ?? 0) / scored;
    }),
  );
  return Object.fromEntries(
    estimates(columns, trials).map((metric, index) => [`within@${index + 1}`, metric]),
  );
};
