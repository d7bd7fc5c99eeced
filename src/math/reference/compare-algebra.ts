import { newBudget, OverBudget } from '../budget.ts';
import { keyOf } from '../compare/key.ts';
import { isClose } from '../python-float.ts';
import { divide, type Rational, sameRational, toNumber } from '../rational.ts';
import { childrenOf, type Node, operation, symbolsIn } from '../read/ast.ts';
import { complexOver } from '../value/complex.ts';
import { doubles } from '../value/doubles.ts';
import { evaluate } from '../value/evaluate.ts';
import { exactValue } from '../value/exact.ts';
import { sameValue } from '../value/same-value.ts';
import type { Decision } from './decision.ts';
import type { SympyReading } from './sympy/reading.ts';

/**
 * What a reference that subtracts two readings in sympy finds of them: whether the difference is simplified to 0, or,
 * with a tolerance, both are real numbers that are close. What is no expression cannot be subtracted.
 */
export const compareReadings = (a: SympyReading, b: SympyReading, tolerance: number): Decision => {
  for (const { kind } of [a, b]) if (kind === 'error' || kind === 'other') return 'different';
  if (a.kind !== 'expression' || b.kind !== 'expression') return 'symbolic';
  try {
    const same = compareWithin(a.node, b.node, tolerance);
    return same === null ? 'symbolic' : same ? 'equal' : 'different';
  } catch (thrown) {
    if (thrown instanceof OverBudget || thrown instanceof RangeError) return 'symbolic';
    throw thrown;
  }
};

/** Null where the simplification of sympy might not get as far as ours. */
const compareWithin = (a: Node, b: Node, tolerance: number): boolean | null => {
  const [left, right] = [endlessSign(a), endlessSign(b)];
  // The difference of two infinities is no number; only as doubles they are equal.
  if (left !== 0 || right !== 0) return left === right && tolerance > 0;
  const budget = newBudget();
  if (keyOf(a, budget) === keyOf(b, budget) && isDefined(a)) return true;
  const names = symbolsIn(b, symbolsIn(a));
  return names.size > 0 ? compareSymbols(a, b) : compareNumbers(a, b, tolerance);
};

const endlessSign = (node: Node): -1 | 0 | 1 => {
  if (node.kind === 'infinity') return 1;
  return node.kind === 'negative' ? (endlessSign(node.of) === 1 ? -1 : 0) : 0;
};

const compareSymbols = (a: Node, b: Node): boolean | null => {
  const { same, method } = sameValue(a, b, newBudget());
  if (same === false) return false;
  return same === true && method === 'symbolic' && isRational(a) && isRational(b) ? true : null;
};

const compareNumbers = (a: Node, b: Node, tolerance: number): boolean | null => {
  const [left, right] = [double(a), double(b)];
  if (left === null || right === null) {
    const [exactLeft, exactRight] = [a, b].map(node => exactValue(node, new Map(), newBudget()));
    if (exactLeft && exactRight) return closeRationals(exactLeft, exactRight, tolerance);
    // Complex numbers are never close; what overflows may be.
    const { same } = sameValue(a, b, newBudget());
    return same === false && (tolerance === 0 || isComplex(a, b)) ? false : null;
  }
  if (isComplex(a, b) && isClose(left, right, tolerance)) return null;
  if (tolerance > 0 && isClose(left, right, tolerance)) return true;
  if (!isClose(left, right, 1e-9)) return false;
  // Decimals are binary fractions to sympy, and sums of them miss their value by a little.
  if ((hasDecimals(a) && !isPlain(a)) || (hasDecimals(b) && !isPlain(b))) return null;
  const { same } = sameValue(a, b, newBudget());
  // Roots within roots are not always simplified.
  return same === true && nestsRoots(operation('-', a, b), 0) ? null : same;
};

const closeRationals = (a: Rational, b: Rational, tolerance: number): boolean => {
  if (sameRational(a, b)) return true;
  const ratio = tolerance === 0 ? null : divide(a, b);
  return ratio !== null && isClose(toNumber(ratio), 1, tolerance);
};

const isPlain = (node: Node): boolean =>
  node.kind === 'number' || (node.kind === 'negative' && isPlain(node.of));

const isComplex = (...nodes: readonly Node[]): boolean =>
  nodes.some(node => (node.kind === 'symbol' && node.name === 'i') || isComplex(...childrenOf(node)));

const double = (node: Node): number | null => {
  const context = {
    complex: complexOver(doubles),
    symbols: new Map(),
    budget: newBudget(),
    logBase: 10,
    cost: 1,
  } as const;
  const value = evaluate(node, context);
  return value === null || value.im !== 0 ? null : value.re;
};

/** False where something may be divided by zero. */
const isDefined = (node: Node): boolean => {
  const divisor =
    node.kind !== 'operation' ? null : node.sign === '/' ? node.right : node.sign === '^' ? node.left : null;
  if (divisor !== null && symbolsIn(divisor).size === 0 && !isNonZero(divisor)) return false;
  return childrenOf(node).every(isDefined);
};

const isNonZero = (node: Node): boolean => {
  const value = double(node);
  if (value !== null) return value !== 0;
  return sameValue(node, operation('-', node, node), newBudget()).same === false;
};

const hasDecimals = (node: Node): boolean =>
  node.kind === 'number' ? /[.eE]/.test(node.literal) : childrenOf(node).some(hasDecimals);

const isRational = (node: Node): boolean =>
  node.kind !== 'function' &&
  !(node.kind === 'operation' && node.sign === '^' && !isInteger(node.right)) &&
  childrenOf(node).every(isRational);

const isInteger = (node: Node): boolean =>
  node.kind === 'negative' ? isInteger(node.of) : node.kind === 'number' && /^\d+$/.test(node.literal);

const nestsRoots = (node: Node, depth: number): boolean => {
  const isRoot =
    node.kind === 'function' || (node.kind === 'operation' && node.sign === '^' && !isInteger(node.right));
  const inner = depth + (isRoot ? 1 : 0);
  return inner > 1 || childrenOf(node).some(child => nestsRoots(child, inner));
};
