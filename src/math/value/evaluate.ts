import { type Budget, spend } from '../budget.ts';
import { floor, isInteger } from '../rational.ts';
import type { Node, Operation, Series } from '../read/ast.ts';
import type { Complex, ComplexField } from './complex.ts';
import { functionError, operationError } from './errors.ts';
import { type Assignment, exactValue } from './exact.ts';
import { applyFunction } from './functions.ts';

/** What an evaluation needs. */
export type Evaluation<T> = {
  readonly complex: ComplexField<T>;
  readonly symbols: Assignment;
  readonly budget: Budget;
  /** Base of a logarithm without one. */
  readonly logBase: 10 | 'e';
  /** What a step costs beside a step in doubles. */
  readonly cost: number;
};

/** A value and how far it may be from the exact one. */
export type Valued<T> = Complex<T> & { readonly error: number };

/** The value of a tree in the field's precision; null where it is not defined, or overflows, or is no number. */
export const evaluate = <T>(node: Node, evaluation: Evaluation<T>): Valued<T> | null => {
  spend(evaluation.budget, evaluation.cost);
  switch (node.kind) {
    case 'number':
      return exactly(evaluation.complex.field.rational(node.value), evaluation);
    case 'symbol':
      return symbolValue(node.name, evaluation);
    case 'negative':
      return negated(evaluate(node.of, evaluation), evaluation);
    case 'percent':
      return scaledBy(evaluate(node.of, evaluation), '/', natural(100, evaluation), evaluation);
    case 'degree': {
      const { pi } = evaluation.complex.field;
      const radians = scaledBy(evaluate(node.of, evaluation), '*', exactly(pi, evaluation), evaluation);
      return scaledBy(radians, '/', natural(180, evaluation), evaluation);
    }
    case 'operation':
      return operate(node, evaluation);
    case 'function':
      return call(node, evaluation);
    case 'application': {
      const [only, ...more] = node.args;
      const factor = symbolValue(node.name, evaluation);
      const value = only === undefined || more.length > 0 ? null : evaluate(only, evaluation);
      return scaledBy(value, '*', factor, evaluation);
    }
    case 'series':
      return overRange(node, evaluation);
    default:
      return null;
  }
};

const sizeOf = <T>(value: Complex<T>, { complex }: Evaluation<T>): number =>
  Math.abs(complex.field.toNumber(value.re)) + Math.abs(complex.field.toNumber(value.im));

/** A result with the error that its operands leave in it, and its own rounding. */
const valued = <T>(
  value: Complex<T> | null,
  errorOf: (size: number) => number,
  evaluation: Evaluation<T>,
): Valued<T> | null => {
  if (value === null) return null;
  const size = sizeOf(value, evaluation);
  const error = errorOf(size) + size * evaluation.complex.field.rounding;
  return Number.isFinite(size) && Number.isFinite(error) ? { ...value, error } : null;
};

const exactly = <T>(value: T, evaluation: Evaluation<T>): Valued<T> | null =>
  valued(evaluation.complex.real(value), () => 0, evaluation);

const natural = <T>(value: number, evaluation: Evaluation<T>): Valued<T> => ({
  ...evaluation.complex.real(evaluation.complex.field.number(value)),
  error: 0,
});

const negated = <T>(value: Valued<T> | null, { complex }: Evaluation<T>): Valued<T> | null =>
  value === null ? null : { ...complex.negate(value), error: value.error };

const symbolValue = <T>(name: string, evaluation: Evaluation<T>): Valued<T> | null => {
  const { field } = evaluation.complex;
  if (name === 'pi') return exactly(field.pi, evaluation);
  if (name === 'e') return exactly(field.exp(field.number(1)), evaluation);
  if (name === 'i') return { re: field.number(0), im: field.number(1), error: 0 };
  const value = evaluation.symbols.get(name);
  return value === undefined ? null : exactly(field.rational(value), evaluation);
};

const operate = <T>(node: Operation, evaluation: Evaluation<T>): Valued<T> | null => {
  const left = evaluate(node.left, evaluation);
  return left === null ? null : scaledBy(left, node.sign, evaluate(node.right, evaluation), evaluation);
};

/** One operation on two values. */
const scaledBy = <T>(
  left: Valued<T> | null,
  sign: Operation['sign'],
  right: Valued<T> | null,
  evaluation: Evaluation<T>,
): Valued<T> | null => {
  if (left === null || right === null) return null;
  const [leftSized, rightSized] = [left, right].map(one => ({
    size: sizeOf(one, evaluation),
    error: one.error,
  }));
  if (leftSized === undefined || rightSized === undefined) return null;
  // Zero, or what rounding leaves of it.
  if (sign === '/' && rightSized.size <= rightSized.error * margin) return null;
  if (sign === '^' && leftSized.error > 0 && leftSized.size <= leftSized.error * margin) return null;
  if (sign === '^' && !Number.isInteger(rightSized.size))
    spend(evaluation.budget, evaluation.cost * seriesSteps);
  const value = compute(left, sign, right, evaluation);
  return valued(value, size => operationError(sign, leftSized, rightSized, size), evaluation);
};

/** How many times the estimated error a value is doubted for. */
export const margin = 16;

const compute = <T>(
  left: Complex<T>,
  sign: Operation['sign'],
  right: Complex<T>,
  { complex }: Evaluation<T>,
): Complex<T> | null => {
  switch (sign) {
    case '+':
      return complex.add(left, right);
    case '-':
      return complex.subtract(left, right);
    case '*':
      return complex.multiply(left, right);
    case '/':
      return complex.divide(left, right);
    default:
      return power(left, right, complex);
  }
};

/** Largest exponent that is computed by multiplication. */
const maxFactors = 2048;

const power = <T>(base: Complex<T>, exponent: Complex<T>, complex: ComplexField<T>): Complex<T> | null => {
  const one = complex.real(complex.field.number(1));
  const times = complex.isReal(exponent) ? complex.field.toNumber(exponent.re) : Number.NaN;
  if (Number.isInteger(times) && Math.abs(times) <= maxFactors) {
    if (complex.isZero(base) && times <= 0) return null;
    const raised = repeated(base, Math.abs(times), complex);
    return times < 0 ? complex.divide(one, raised) : raised;
  }
  if (complex.isZero(base)) return times > 0 ? base : null;
  return complex.exp(complex.multiply(exponent, complex.ln(base)));
};

const repeated = <T>(base: Complex<T>, times: number, complex: ComplexField<T>): Complex<T> => {
  let result = complex.real(complex.field.number(1));
  let square = base;
  for (let rest = times; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = complex.multiply(result, square);
    if (rest > 1) square = complex.multiply(square, square);
  }
  return result;
};

/** What a function that sums a series costs beside one operation. */
const seriesSteps = 10;

const cheapFunctions: ReadonlySet<string> = new Set([
  'sqrt',
  'abs',
  'floor',
  'ceil',
  're',
  'im',
  'max',
  'min',
]);

const call = <T>(node: Extract<Node, { kind: 'function' }>, evaluation: Evaluation<T>): Valued<T> | null => {
  const args: Valued<T>[] = [];
  for (const arg of node.args) {
    const value = evaluate(arg, evaluation);
    if (value === null) return null;
    args.push(value);
  }
  // A logarithm to a base is two of them.
  const seriesCount = node.name === 'log' ? args.length : cheapFunctions.has(node.name) ? 0 : 1;
  spend(evaluation.budget, evaluation.cost * seriesSteps * seriesCount);
  const applied = applyFunction(node.name, args, evaluation);
  const sized = args.map(one => ({ size: sizeOf(one, evaluation), error: one.error }));
  if (applied !== undefined)
    return valued(applied, size => functionError(node.name, sized, size), evaluation);
  // Functions of integers.
  const exact = exactValue(node, evaluation.symbols, evaluation.budget);
  return exact === null ? null : exactly(evaluation.complex.field.rational(exact), evaluation);
};

const maxTerms = 500n;

const overRange = <T>(node: Series, evaluation: Evaluation<T>): Valued<T> | null => {
  const { symbols, budget } = evaluation;
  const [from, to] = [exactValue(node.from, symbols, budget), exactValue(node.to, symbols, budget)];
  if (from === null || to === null || !isInteger(from) || !isInteger(to)) return null;
  const [first, last] = [floor(from), floor(to)];
  if (last - first > maxTerms) return null;
  let total: Valued<T> | null = natural(node.name === 'sum' ? 0 : 1, evaluation);
  for (let k = first; k <= last && total !== null; k += 1n) {
    const at = new Map(symbols).set(node.index, { numerator: k, denominator: 1n });
    const term = evaluate(node.body, { ...evaluation, symbols: at });
    total = scaledBy(total, node.name === 'sum' ? '+' : '*', term, evaluation);
  }
  return total;
};
