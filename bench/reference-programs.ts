import type { Program } from '../src/core/index.ts';
import {
  hasReferences,
  humanevalReferences,
  mbppReferences,
  type Reference,
  SLOW_MBPP,
} from '../test/support/reference-programs.ts';

/** Reference solutions of a data set, for a sandbox and as one text each for a loop without one. */
export type References = {
  readonly title: string;
  readonly programs: readonly Program[];
  readonly texts: readonly string[];
};

export const limits = { timeoutMs: 20_000, memoryMb: 512, maxOutputBytes: 65_536 };

const setOf = (title: string, references: readonly Reference[]): References => ({
  title,
  programs: references.map(({ program }) => program),
  texts: references.map(({ text }) => text),
});

/** What of HumanEval and MBPP is in the data directory; tells what is not. */
export const referencesIn = (dataDirectory: string): readonly References[] => {
  const sets = {
    humaneval: () => setOf('HumanEval', humanevalReferences(dataDirectory)),
    // The slow one would hide what all the others cost.
    mbpp: () =>
      setOf(
        'MBPP',
        mbppReferences(dataDirectory).filter(({ id }) => id !== SLOW_MBPP),
      ),
  };
  return (['humaneval', 'mbpp'] as const).flatMap(name => {
    if (hasReferences(dataDirectory, name)) return [sets[name]()];
    console.log(`sandbox       left out: no ${name} in ${dataDirectory}`);
    return [];
  });
};
