import type { Estimate } from './data.ts';

/** A fraction as a percentage with as many digits as a picture can show: equal data, equal and short bytes. */
export const percentOf = (fraction: number): number => Math.round(fraction * 1e5) / 1e3;

/** `55.5` */
export const shown = (fraction: number): string => (100 * fraction).toFixed(1);

/** `55.5 %, 95 % interval 47.8 to 62.9` */
export const inWords = ({ value, ci95 }: Estimate): string =>
  ci95 === null
    ? `${shown(value)} %`
    : `${shown(value)} %, 95 % interval ${shown(ci95[0])} to ${shown(ci95[1])}`;

/** The end of an axis in percent that starts at 0 and holds the fractions. */
export const percentEnd = (fractions: readonly number[]): number => {
  const most = Math.max(0, ...fractions) * 100;
  return most > 60 ? 100 : Math.max(10, Math.ceil(most / 10) * 10);
};

export const unique = <T>(values: Iterable<T>): readonly T[] => [...new Set(values)];

/** What the lines across bars and points are. */
export const intervalNote = (estimates: readonly Pick<Estimate, 'ci95'>[]): readonly string[] => {
  const known = estimates.filter(({ ci95 }) => ci95 !== null).length;
  if (known === 0) return ['No intervals: how many samples the numbers are of is not known.'];
  return [
    known === estimates.length ? 'Lines: 95 % intervals.' : 'Lines: 95 % intervals, where they are known.',
  ];
};
