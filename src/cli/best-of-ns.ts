import { wholeNumber } from './arguments.ts';

/** The N of the paper's Table 9. */
export const usualNs = '2,4,8,16';

/** Numbers of answers to choose from: `2,4,8,16`. */
export const readNs = (value: unknown): readonly number[] | undefined => {
  if (value === undefined) return undefined;
  const numbers = [value]
    .flat()
    .flatMap(item => String(item).split(','))
    .map(item => wholeNumber('--best-of', 2)(item.trim()) as number);
  return [...new Set(numbers)].sort((a, b) => a - b);
};

/** Gives a bare `--best-of` its value, which yargs would otherwise ask for. */
export const withNs = (argv: readonly string[]): readonly string[] =>
  argv.flatMap((word, at) =>
    word === '--best-of' && !/^\d[\d,]*$/.test(argv[at + 1] ?? '') ? [word, usualNs] : [word],
  );
