import type { Rational } from '../rational.ts';

/** Real arithmetic of one precision. Results may be NaN or infinite. */
export type Field<T> = {
  /** Relative error of one operation, functions included. */
  readonly rounding: number;
  /** Largest error, absolute or relative, with which two values may still be called the same. */
  readonly trusted: number;
  rational(value: Rational): T;
  number(value: number): T;
  /** For comparisons of size; the sign is exact. */
  toNumber(value: T): number;
  readonly pi: T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  sqrt(a: T): T;
  exp(a: T): T;
  ln(a: T): T;
  sin(a: T): T;
  cos(a: T): T;
  atan2(y: T, x: T): T;
  /** Greatest integer that is not greater. */
  floor(a: T): T;
};
