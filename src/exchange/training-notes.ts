import type { TreeReader } from '../tree/index.ts';

/** What an export of trees has seen. */
export type TreeCounts = {
  readonly trees: number;
  readonly rows: number;
  /** Trees that gave no row. */
  readonly without: number;
  readonly unscored: number;
  readonly unjudged: number;
  readonly disputed: number;
};

/** What was made and what was left out, in lines for people. */
export const leftOutLines = (
  what: string,
  count: TreeCounts,
  lost: readonly TreeReader['leftOut'][],
): readonly string[] => {
  const sum = (name: keyof TreeReader['leftOut']): number =>
    lost.reduce((total, one) => total + one[name], 0);
  const without = count.without === 0 ? '' : `; ${count.without} gave none`;
  const actions = listed([
    [count.unscored, 'could not be scored'],
    [count.unjudged, 'not judged by this grader'],
    [count.disputed, 'judged both right and wrong'],
  ]);
  const trials = listed([
    [sum('failed'), 'without an answer'],
    [sum('turns-missing'), 'whose turns are not in the run'],
    [sum('prompt-missing'), 'whose prompt is not in the run'],
  ]);
  return [
    `${several(count.rows, what)} from ${several(count.trees, 'instruction')}${without}.`,
    ...(actions === '' ? [] : [`Left out, neither right nor wrong: actions: ${actions}.`]),
    ...(trials === '' ? [] : [`Left out: trials: ${trials}.`]),
  ];
};

const listed = (counts: readonly (readonly [number, string])[]): string =>
  counts.flatMap(([number, why]) => (number === 0 ? [] : [`${number} ${why}`])).join(', ');

const several = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
