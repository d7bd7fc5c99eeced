import type { Sample } from '../../src/core/index.ts';

/** `target` is the number after `#### `, without commas. */
export type Gsm8kSample = Sample & {
  /** The worked solution with its last line `#### N`, as it stands in the file. */
  readonly solution: string;
};

const mark = '#### ';

/** The number that a gold solution ends in, without commas. */
export const goldOf = (solution: string): string =>
  solution
    .slice(solution.lastIndexOf(mark) + mark.length)
    .replaceAll(',', '')
    .trim();
