import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Field } from './field.ts';

/** The part of mathjs' BigNumber that is used. */
type BigNumber = {
  plus(other: BigNumber): BigNumber;
  minus(other: BigNumber): BigNumber;
  times(other: BigNumber): BigNumber;
  div(other: BigNumber): BigNumber;
  sqrt(): BigNumber;
  exp(): BigNumber;
  ln(): BigNumber;
  sin(): BigNumber;
  cos(): BigNumber;
  atan(): BigNumber;
  floor(): BigNumber;
  isNegative(): boolean;
  isZero(): boolean;
  toNumber(): number;
};
type BigNumberClass = new (value: string | number) => BigNumber;

const digits = 60;

/** Beyond these sizes a function's argument would need more digits than there are, or the result overflows. */
const maxAngle = 1e12;
const maxPower = 1e4;

let field: Field<BigNumber> | null = null;

/** Arithmetic in decimals of 60 digits with mathjs' BigNumber, loaded on first use. */
export const preciseField = (): Field<BigNumber> => {
  field ??= fieldOf(loadBigNumber());
  return field;
};

/**
 * Only the file with the number class: all of mathjs takes a second to load, this takes 15 ms. Its package does not
 * export the file, so it is found beside the entry that it does export.
 */
const loadBigNumber = (): BigNumberClass => {
  const load = createRequire(import.meta.url);
  const file = join(dirname(load.resolve('mathjs')), 'type', 'bignumber', 'BigNumber.js');
  const { createBigNumberClass } = load(file) as {
    createBigNumberClass: (parts: object) => BigNumberClass;
  };
  return createBigNumberClass({ on: null, config: { number: 'number', precision: digits } });
};

const fieldOf = (Big: BigNumberClass): Field<BigNumber> => {
  const nan = new Big(Number.NaN);
  const [one, two] = [new Big(1), new Big(2)];
  const pi = one.atan().times(new Big(4));
  const within = (limit: number, value: BigNumber, run: () => BigNumber): BigNumber =>
    Math.abs(value.toNumber()) <= limit ? run() : nan;
  const atan2 = (y: BigNumber, x: BigNumber): BigNumber => {
    if (x.isZero()) return y.isZero() ? y : pi.div(two).times(new Big(y.isNegative() ? -1 : 1));
    const angle = y.div(x).atan();
    if (!x.isNegative()) return angle;
    return y.isNegative() && !y.isZero() ? angle.minus(pi) : angle.plus(pi);
  };
  return {
    rounding: 1e-57,
    trusted: 1e-25,
    rational: ({ numerator, denominator }) =>
      new Big(numerator.toString()).div(new Big(denominator.toString())),
    number: value => new Big(value),
    toNumber: value => value.toNumber(),
    pi,
    add: (a, b) => a.plus(b),
    subtract: (a, b) => a.minus(b),
    multiply: (a, b) => a.times(b),
    divide: (a, b) => a.div(b),
    sqrt: a => a.sqrt(),
    exp: a => within(maxPower, a, () => a.exp()),
    ln: a => a.ln(),
    sin: a => within(maxAngle, a, () => a.sin()),
    cos: a => within(maxAngle, a, () => a.cos()),
    atan2,
    floor: a => a.floor(),
  };
};
