import type { Budget } from '../budget.ts';
import { add, negate, sameRational, toNumber } from '../rational.ts';
import { childrenOf, type Node, symbolsIn } from '../read/ast.ts';
import { decimalsOf, isRoundedBy } from './approximation.ts';
import { complexOver } from './complex.ts';
import { doubles } from './doubles.ts';
import { evaluate } from './evaluate.ts';
import { type Assignment, exactValue } from './exact.ts';
import { type Meeting, meet, type Place } from './meeting.ts';
import { integerPointAt, pointAt, rationalPoints, realPoints } from './points.ts';
import { preciseField } from './precise.ts';

/** What evaluation proves about two expressions; `same: null` when it proves nothing. */
export type Sameness = {
  readonly same: boolean | null;
  readonly method: 'number' | 'symbolic' | 'sampled';
};

type LogBase = 10 | 'e';
type Where = Omit<Place<number>, 'complex' | 'cost'>;

const noValues: Assignment = new Map();
const complexDoubles = complexOver(doubles);

/** A step with 60 digits beside a step in doubles. */
const preciseCost = 40;

/** Places at which 60 digits confirm what doubles say. */
const confirmations = 2;

/** Compares two expressions by their values: exactly where that is possible, else in doubles, then in 60 digits. */
export const sameValue = (a: Node, b: Node, budget: Budget): Sameness => {
  const names = [...symbolsIn(b, symbolsIn(a))].sort();
  if (names.length === 0) return sameConstant(a, b, budget);
  const exact = sameAtExactPoints(a, b, names, budget);
  if (exact !== null) return { same: exact, method: 'symbolic' };
  return { same: firstProof(a, b, base => sameAtPoints(a, b, names, base, budget)), method: 'sampled' };
};

/** A logarithm without base may have base 10 or e, unless a base is written on either side. */
const firstProof = (a: Node, b: Node, prove: (logBase: LogBase) => boolean | null): boolean | null => {
  const logs = [...logArguments(a), ...logArguments(b)];
  const withTen = prove(10);
  if (withTen === true || !logs.includes(1) || logs.includes(2)) return withTen;
  return prove('e') ?? withTen;
};

const logArguments = (node: Node): readonly number[] => [
  ...(node.kind === 'function' && node.name === 'log' ? [node.args.length] : []),
  ...childrenOf(node).flatMap(logArguments),
];

const sameConstant = (a: Node, b: Node, budget: Budget): Sameness => {
  const [left, right] = [exactValue(a, noValues, budget), exactValue(b, noValues, budget)];
  if (left !== null && right !== null) {
    if (sameRational(left, right)) return { same: true, method: 'number' };
    const error = toNumber(add(right, negate(left)));
    const same = (!isLiteral(b) && isRounded(a, error)) || (!isLiteral(a) && isRounded(b, -error));
    return { same, method: 'number' };
  }
  const same = firstProof(a, b, logBase => {
    const where: Where = { symbols: noValues, budget, logBase, realOnly: false };
    const near = inDoubles(a, b, where);
    const far = near === 'same' ? inDigits(a, b, where) : near;
    if (far === 'undefined') return null;
    return far === 'same' || isRoundedValue(a, b, where) || isRoundedValue(b, a, where);
  });
  return { same, method: 'sampled' };
};

const inDoubles = (a: Node, b: Node, where: Where): Meeting =>
  meet(a, b, { ...where, complex: complexDoubles, cost: 1 });

const inDigits = (a: Node, b: Node, where: Where): Meeting =>
  meet(a, b, { ...where, complex: complexOver(preciseField()), cost: preciseCost });

const isRounded = (literal: Node, error: number): boolean => {
  const decimals = decimalsOf(literal);
  return decimals !== null && isRoundedBy(error, decimals, toNumber(exactLiteral(literal)));
};

/** A number in digits says exactly what it says; only a fraction or an expression may be rounded. */
const isLiteral = (node: Node): boolean =>
  node.kind === 'negative' ? isLiteral(node.of) : node.kind === 'number' && node.literal !== '';

const exactLiteral = (node: Node): { numerator: bigint; denominator: bigint } => {
  if (node.kind === 'number') return node.value;
  return node.kind === 'negative' ? negate(exactLiteral(node.of)) : { numerator: 0n, denominator: 1n };
};

/** A long decimal against an irrational value. */
const isRoundedValue = (literal: Node, other: Node, { budget, logBase }: Where): boolean => {
  if (decimalsOf(literal) === null || decimalsOf(other) !== null) return false;
  const complex = complexOver(preciseField());
  const value = evaluate(other, { complex, symbols: noValues, budget, logBase, cost: preciseCost });
  if (value === null || !complex.isReal(value)) return false;
  const error = complex.field.subtract(value.re, complex.field.rational(exactLiteral(literal)));
  return isRounded(literal, complex.field.toNumber(error));
};

/** Decided when both sides are rational at all points, of one kind or the other. */
const sameAtExactPoints = (a: Node, b: Node, names: readonly string[], budget: Budget): boolean | null => {
  for (const points of [pointAt, integerPointAt]) {
    let met = 0;
    for (let place = 0; place < rationalPoints; place += 1) {
      const symbols = points(names, place);
      const left = exactValue(a, symbols, budget);
      const right = left === null ? null : exactValue(b, symbols, budget);
      if (left === null || right === null) break;
      if (!sameRational(left, right)) return false;
      met += 1;
    }
    if (met === rationalPoints) return true;
    if (!hasIntegerFunction(a) && !hasIntegerFunction(b)) return null;
  }
  return null;
};

const integerFunctions = new Set(['factorial', 'binomial', 'gcd', 'lcm', 'mod', 'floor', 'ceil']);

const hasIntegerFunction = (node: Node): boolean =>
  node.kind === 'series' ||
  (node.kind === 'function' && integerFunctions.has(node.name)) ||
  childrenOf(node).some(hasIntegerFunction);

/** Real values first: identities such as √(x²) = |x| are meant over the reals. Complex ones where there are none. */
const sameAtPoints = (
  a: Node,
  b: Node,
  names: readonly string[],
  logBase: LogBase,
  budget: Budget,
): boolean | null => {
  for (const realOnly of [true, false]) {
    const places: Where[] = [];
    for (let place = 0; place < realPoints; place += 1) {
      const where: Where = { symbols: pointAt(names, place), budget, logBase, realOnly };
      const meeting = inDoubles(a, b, where);
      if (meeting === 'apart' && inDigits(a, b, where) !== 'same') return false;
      if (meeting === 'same') places.push(where);
    }
    if (places.length === 0) continue;
    return places.slice(0, confirmations).every(where => inDigits(a, b, where) === 'same');
  }
  return null;
};
