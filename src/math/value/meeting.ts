import type { Budget } from '../budget.ts';
import type { Node } from '../read/ast.ts';
import type { ComplexField } from './complex.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { Assignment } from './exact.ts';

/** Where and how two trees are evaluated. */
export type Place<T> = {
  readonly complex: ComplexField<T>;
  readonly symbols: Assignment;
  readonly budget: Budget;
  readonly logBase: 10 | 'e';
  /** Leave out a place where either side is not real. */
  readonly realOnly: boolean;
  /** What a step costs beside a step in doubles. */
  readonly cost: number;
};

/** How two values at one place compare; `undefined`: one of them does not exist there. */
export type Meeting = 'same' | 'apart' | 'undefined';

/**
 * Evaluates two trees at one place. The error that is allowed is measured by the largest value on the way, never by
 * the result: two sides that are zero in disguise would fail every test relative to themselves.
 */
export const meet = <T>(a: Node, b: Node, place: Place<T>): Meeting => {
  const evaluation: Evaluation<T> = { ...place, scale: 0 };
  const left = evaluate(a, evaluation);
  const right = left === null ? null : evaluate(b, evaluation);
  if (left === null || right === null) return 'undefined';
  const { field } = place.complex;
  const allowed = evaluation.scale * field.tolerance;
  const [leftIm, rightIm] = [Math.abs(field.toNumber(left.im)), Math.abs(field.toNumber(right.im))];
  if (place.realOnly && (leftIm > allowed || rightIm > allowed)) return 'undefined';
  const difference = place.complex.subtract(left, right);
  const distance = Math.abs(field.toNumber(difference.re)) + Math.abs(field.toNumber(difference.im));
  return distance <= allowed ? 'same' : 'apart';
};
