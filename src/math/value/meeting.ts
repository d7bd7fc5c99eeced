import type { Budget } from '../budget.ts';
import type { Node } from '../read/ast.ts';
import type { ComplexField } from './complex.ts';
import { evaluate, margin } from './evaluate.ts';
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
 * Evaluates two trees at one place. What the values may be apart is the error that their own steps leave in them: two
 * sides that are zero in disguise would fail every test relative to themselves.
 */
export const meet = <T>(a: Node, b: Node, place: Place<T>): Meeting => {
  const left = evaluate(a, place);
  const right = left === null ? null : evaluate(b, place);
  if (left === null || right === null) return 'undefined';
  const { field } = place.complex;
  const allowed = (left.error + right.error) * margin;
  const [leftIm, rightIm] = [Math.abs(field.toNumber(left.im)), Math.abs(field.toNumber(right.im))];
  if (place.realOnly && (leftIm > left.error * margin || rightIm > right.error * margin)) return 'undefined';
  const difference = place.complex.subtract(left, right);
  const distance = Math.abs(field.toNumber(difference.re)) + Math.abs(field.toNumber(difference.im));
  if (distance > allowed) return 'apart';
  const size = Math.max(1, Math.abs(field.toNumber(left.re)) + leftIm);
  return allowed <= size * field.trusted ? 'same' : 'undefined';
};
