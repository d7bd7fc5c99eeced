import { describe, expect, it } from 'vitest';
import { readTurns } from '../../src/cli/interaction-options.ts';

describe('--turns', () => {
  it.each([
    ['3', [3]],
    ['1-5', [1, 2, 3, 4, 5]],
    ['5,1,3', [1, 3, 5]],
    ['1-3, 2-4', [1, 2, 3, 4]],
    [4, [4]],
    [
      [1, '3-4'],
      [1, 3, 4],
    ],
    [undefined, undefined],
  ])('%j is %j', (value, turns) => expect(readTurns(value)).toEqual(turns));

  it.each(['', '0', '-1', '1-', '3-1', '1.5', '100', '1-100', 'five', '1,,2'])('refuses %j', value =>
    expect(() => readTurns(value)).toThrow(/^--turns is ".*", expected N, N,M or N-M/),
  );
});
