import { toNumber } from '../rational.ts';
import type { Field } from './field.ts';

/** Arithmetic in doubles: fast, so it comes first, and it only rejects. */
export const doubles: Field<number> = {
  rounding: 2 ** -51,
  trusted: Number.POSITIVE_INFINITY,
  rational: toNumber,
  number: value => value,
  toNumber: value => value,
  pi: Math.PI,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  sqrt: Math.sqrt,
  exp: Math.exp,
  ln: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  atan2: Math.atan2,
  floor: Math.floor,
};
