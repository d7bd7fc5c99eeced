import { type Budget, spend } from '../budget.ts';
import { floor, isInteger } from '../rational.ts';
import type { Node, Operation, Series } from '../read/ast.ts';
import type { Complex, ComplexField } from './complex.ts';
import { type Assignment, exactValue } from './exact.ts';
import { applyFunction } from './functions.ts';

/** What an evaluation needs, and what it notes about itself. */
export type Evaluation<T> = {
  readonly complex: ComplexField<T>;
  readonly symbols: Assignment;
  readonly budget: Budget;
  /** Base of a logarithm without one. */
  readonly logBase: 10 | 'e';
  /** What a step costs beside a step in doubles. */
  readonly cost: number;
  /** Largest value met on the way: what rounding errors are measured by. */
  scale: number;
};

/** The value of a tree in the field's precision; null where it is not defined, or overflows, or is no number. */
export const evaluate = <T>(node: Node, evaluation: Evaluation<T>): Complex<T> | null => {
  const value = compute(node, evaluation);
  if (value === null) return null;
  const { toNumber } = evaluation.complex.field;
  const size = Math.abs(toNumber(value.re)) + Math.abs(toNumber(value.im));
  if (!Number.isFinite(size)) return null;
  if (size > evaluation.scale) evaluation.scale = size;
  return value;
};

const compute = <T>(node: Node, evaluation: Evaluation<T>): Complex<T> | null => {
  const { complex, symbols, budget } = evaluation;
  spend(budget, evaluation.cost);
  switch (node.kind) {
    case 'number':
      return complex.real(complex.field.rational(node.value));
    case 'symbol':
      return symbolValue(node.name, evaluation);
    case 'negative':
      return mapped(evaluate(node.of, evaluation), complex.negate);
    case 'percent':
      return mapped(evaluate(node.of, evaluation), value => complex.divide(value, natural(complex, 100)));
    case 'degree':
      return mapped(evaluate(node.of, evaluation), value =>
        complex.divide(complex.multiply(value, complex.real(complex.field.pi)), natural(complex, 180)),
      );
    case 'operation':
      return operate(node, evaluation);
    case 'function': {
      const args: Complex<T>[] = [];
      for (const arg of node.args) {
        const value = evaluate(arg, evaluation);
        if (value === null) return null;
        args.push(value);
      }
      const applied = applyFunction(node.name, args, evaluation);
      if (applied !== undefined) return applied;
      // Functions of integers.
      const exact = exactValue(node, symbols, budget);
      return exact === null ? null : complex.real(complex.field.rational(exact));
    }
    case 'application': {
      const [only, ...more] = node.args;
      const factor = symbolValue(node.name, evaluation);
      const value = only === undefined || more.length > 0 ? null : evaluate(only, evaluation);
      return factor === null || value === null ? null : complex.multiply(factor, value);
    }
    case 'series':
      return overRange(node, evaluation);
    default:
      return null;
  }
};

const natural = <T>(complex: ComplexField<T>, value: number): Complex<T> =>
  complex.real(complex.field.number(value));

const mapped = <T>(value: Complex<T> | null, change: (value: Complex<T>) => Complex<T>): Complex<T> | null =>
  value === null ? null : change(value);

const symbolValue = <T>(name: string, { complex, symbols }: Evaluation<T>): Complex<T> | null => {
  if (name === 'pi') return complex.real(complex.field.pi);
  if (name === 'e') return complex.real(complex.field.exp(complex.field.number(1)));
  if (name === 'i') return { re: complex.field.number(0), im: complex.field.number(1) };
  const value = symbols.get(name);
  return value === undefined ? null : complex.real(complex.field.rational(value));
};

const operate = <T>(node: Operation, evaluation: Evaluation<T>): Complex<T> | null => {
  const { complex } = evaluation;
  const left = evaluate(node.left, evaluation);
  const right = left === null ? null : evaluate(node.right, evaluation);
  if (left === null || right === null) return null;
  switch (node.sign) {
    case '+':
      return complex.add(left, right);
    case '-':
      return complex.subtract(left, right);
    case '*':
      return complex.multiply(left, right);
    case '/':
      return isNothing(right, evaluation) ? null : complex.divide(left, right);
    default:
      return power(left, right, evaluation);
  }
};

/** Zero, or what rounding leaves of it. */
const isNothing = <T>(value: Complex<T>, { complex, scale }: Evaluation<T>): boolean => {
  const { toNumber, tolerance } = complex.field;
  const size = Math.abs(toNumber(value.re)) + Math.abs(toNumber(value.im));
  return size === 0 || size < scale * tolerance * 1e-3;
};

/** Largest exponent that is computed by multiplication. */
const maxFactors = 2048;

const power = <T>(base: Complex<T>, exponent: Complex<T>, evaluation: Evaluation<T>): Complex<T> | null => {
  const { complex } = evaluation;
  const times = complex.isReal(exponent) ? complex.field.toNumber(exponent.re) : Number.NaN;
  if (Number.isInteger(times) && Math.abs(times) <= maxFactors) {
    if (complex.isZero(base) && times <= 0) return null;
    const raised = repeated(base, Math.abs(times), complex);
    return times < 0 ? complex.divide(natural(complex, 1), raised) : raised;
  }
  if (complex.isZero(base)) return times > 0 ? base : null;
  return complex.exp(complex.multiply(exponent, complex.ln(base)));
};

const repeated = <T>(base: Complex<T>, times: number, complex: ComplexField<T>): Complex<T> => {
  let result = natural(complex, 1);
  let square = base;
  for (let rest = times; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = complex.multiply(result, square);
    if (rest > 1) square = complex.multiply(square, square);
  }
  return result;
};

const maxTerms = 500n;

const overRange = <T>(node: Series, evaluation: Evaluation<T>): Complex<T> | null => {
  const { complex, symbols, budget } = evaluation;
  const [from, to] = [exactValue(node.from, symbols, budget), exactValue(node.to, symbols, budget)];
  if (from === null || to === null || !isInteger(from) || !isInteger(to)) return null;
  const [first, last] = [floor(from), floor(to)];
  if (last - first > maxTerms) return null;
  let total = natural(complex, node.name === 'sum' ? 0 : 1);
  for (let k = first; k <= last; k += 1n) {
    const inner = {
      ...evaluation,
      symbols: new Map(symbols).set(node.index, { numerator: k, denominator: 1n }),
    };
    const term = evaluate(node.body, inner);
    if (term === null) return null;
    evaluation.scale = Math.max(evaluation.scale, inner.scale);
    total = node.name === 'sum' ? complex.add(total, term) : complex.multiply(total, term);
  }
  return total;
};
