import type { ComparedCell, FlipSide } from '../../core/index.ts';
import { plainName } from '../plain.ts';

/** A fraction in percent, or a difference of fractions in points. */
export const points = (fraction: number): string => {
  const text = (100 * fraction).toFixed(1);
  return text === '-0.0' ? '0.0' : text;
};

/** With its sign. */
export const signed = (fraction: number): string => {
  const text = points(fraction);
  return text === '0.0' || text.startsWith('-') ? text : `+${text}`;
};

export const interval = ([low, high]: readonly [number, number]): string =>
  `${signed(low)} to ${signed(high)}`;

/** A p value: `<0.0001` below what is worth telling apart. */
export const pText = (p: number): string => {
  if (p < 0.0001) return '<0.0001';
  return p < 0.1 ? p.toFixed(4) : p.toFixed(2);
};

/** `gsm8k.cot (strict)` */
export const cellName = ({ benchmark, protocol, grader }: ComparedCell): string =>
  `${plainName(`${benchmark}.${protocol}`)} (${plainName(grader)})`;

/** A verdict, or how many trials were right: `2/4`. */
export const sideText = ({ verdict, correct, trials }: FlipSide): string => verdict ?? `${correct}/${trials}`;
