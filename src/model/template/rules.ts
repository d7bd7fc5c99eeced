import type { Environment, Node, Value } from './engine.ts';
import { block, loop, type Rendered, toValue } from './loop.ts';
import { closeMacro } from './macro.ts';
import { equal, shown } from './python-values.ts';
import { textFilter, textMethod } from './text-methods.ts';

/**
 * Chat templates are written for Jinja in Python. Where the library silently gives another text than that, or takes time
 * without bound, its method is replaced: what a loop sets, what was written before a `break`, `strip` with an argument,
 * equality, how true and none print. What it cannot do at all it says, and stays as it is.
 */
export const followPython = (world: Rendered): void => {
  const { jinja, interpreter } = world;
  const { evaluateBinaryExpression, evaluateCallExpression, evaluateTestExpression } = interpreter;
  const { evaluateMacro, applyFilter } = interpreter;
  const value = (plain: unknown): Value => toValue(jinja, plain);
  const undefinedValue = value(undefined);
  interpreter.evaluateBlock = (nodes, scope) => value(block(interpreter, nodes, scope));
  interpreter.evaluateFor = (node, scope) => value(loop(world, node, scope));
  interpreter.evaluateIdentifier = (node, scope) => lookUp(String(node.value), scope) ?? undefinedValue;
  interpreter.evaluateMacro = (node, scope) => {
    const made = evaluateMacro.call(interpreter, node, scope);
    closeMacro(jinja, node, scope);
    return made;
  };
  interpreter.evaluateTestExpression = (node, scope) => {
    const passed = test(world, node, scope);
    return passed === null
      ? evaluateTestExpression.call(interpreter, node, scope)
      : value(passed !== (node.negate ?? false));
  };
  interpreter.evaluateBinaryExpression = (node, scope) => {
    const made = operation(world, node, scope);
    return made === null ? evaluateBinaryExpression.call(interpreter, node, scope) : value(made);
  };
  interpreter.evaluateCallExpression = (node, scope) => {
    const made = textMethod(world, node, scope);
    return made === null ? evaluateCallExpression.call(interpreter, node, scope) : value(made);
  };
  interpreter.applyFilter = (operand, filter, scope) => {
    const made = textFilter(world, operand, filter, scope);
    return made === null ? applyFilter.call(interpreter, operand, filter, scope) : value(made);
  };
};

const lookUp = (name: string, scope: Environment): Value | undefined => {
  for (let at: Environment | undefined = scope; at !== undefined; at = at.parent) {
    const value = at.variables.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** Null: as the library does it. */
const test = (
  { interpreter }: Rendered,
  { operand, test: name }: Node,
  scope: Environment,
): boolean | null => {
  if (name?.value !== 'iterable' && name?.value !== 'number') return null;
  const { type, value } = interpreter.evaluate(operand, scope);
  if (name.value === 'number') return typeof value === 'number' || typeof value === 'boolean';
  const holds = Array.isArray(value) || value instanceof Map || typeof value === 'string';
  return holds || type === 'UndefinedValue';
};

const ours: ReadonlySet<string> = new Set(['==', '!=', '~', '%', '*', 'in', 'not in']);

/** Null: as the library does it. */
const operation = (
  { interpreter, budget }: Rendered,
  { operator, left, right }: Node,
  scope: Environment,
): string | number | boolean | null => {
  const sign = operator?.value ?? '';
  if (!ours.has(sign)) return null;
  const [a, b] = [interpreter.evaluate(left, scope), interpreter.evaluate(right, scope)];
  if (sign === '~') return shown(a) + shown(b);
  if (sign === '*') {
    if (a.type !== 'StringValue' || b.type !== 'IntegerValue') return null;
    const times = Math.max(0, Number(b.value));
    budget.text(String(a.value).length * times);
    return String(a.value).repeat(times);
  }
  if (sign === '%') return modulo(a, b);
  budget.whole(a);
  budget.whole(b);
  if (sign === '==' || sign === '!=') return equal(a, b) === (sign === '==');
  if (typeof a.value === 'string' && typeof b.value === 'string') budget.search(b.value, a.value);
  if (!Array.isArray(b.value)) return null;
  return b.value.some((item: Value) => equal(a, item)) === (sign === 'in');
};

/** With the sign of the divisor. */
const modulo = (a: Value, b: Value): number | null => {
  if (a.type !== 'IntegerValue' || b.type !== 'IntegerValue') return null;
  const [dividend, divisor] = [Number(a.value), Number(b.value)];
  if (divisor === 0) throw new Error('divides by zero');
  return dividend - divisor * Math.floor(dividend / divisor);
};
