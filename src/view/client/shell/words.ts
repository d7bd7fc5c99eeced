import type { VerdictName } from '../../../core/verdict.ts';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,345` */
export const count = (value: number): string => number.format(value);

/** `1 sample`, `12,345 samples` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A fraction as a percentage without its sign. */
export const percent = (fraction: number, digits = 1): string => (100 * fraction).toFixed(digits);

/** Of a latency: `4 ms`, `1.3 s`, `2 min 5 s`. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 120
    ? `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`
    : `${(minutes / 60).toFixed(1)} h`;
};

/** A point in time as the reader's clock shows it. */
export const when = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? iso
    : time.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
};

export const verdictWords: Readonly<Record<VerdictName, string>> = {
  correct: 'correct',
  incorrect: 'incorrect',
  'no-answer': 'no answer',
  unscored: 'unscored',
};
