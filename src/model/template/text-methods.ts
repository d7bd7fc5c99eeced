import type { Environment, Node, Value } from './engine.ts';
import type { Rendered } from './loop.ts';
import { capitalize, lstrip, rstrip, strip, title } from './python-text.ts';
import { shown } from './python-values.ts';

/** What a method or a filter of a text makes; null: as the library does it. */
type Made = string | number | null;

type Stripping = (text: string, characters: string | null) => string;
const stripping: ReadonlyMap<string, Stripping> = new Map([
  ['strip', strip],
  ['lstrip', lstrip],
  ['rstrip', rstrip],
]);
const casing: ReadonlyMap<string, (text: string) => string> = new Map([
  ['title', title],
  ['capitalize', capitalize],
]);
const bounded: ReadonlySet<string> = new Set(['replace', 'split']);

/** More blanks than any layout has. */
const maxIndent = 100;

/** `text.strip(…)` and its like. */
export const textMethod = (world: Rendered, node: Node, scope: Environment): Made => {
  const { callee, args = [] } = node;
  const name = callee?.type === 'MemberExpression' && !callee.computed ? String(callee.property?.value) : '';
  const [strips, cases] = [stripping.get(name), casing.get(name)];
  if (!strips && !cases && !bounded.has(name)) return null;
  const { type, value } = world.interpreter.evaluate(callee?.object, scope);
  if (type !== 'StringValue') return null;
  const text = String(value);
  if (strips) return strips(text, characters(world, args, scope));
  if (name === 'replace') return replaced(world, text, args, scope);
  if (name === 'split') {
    const separator = characters(world, args.slice(0, 1), scope);
    world.budget.search(text, separator ?? '');
    world.budget.items(text.split(separator ?? /\s+/).length);
  }
  return cases?.(text) ?? null;
};

/** `text | trim` and its like, and what must not grow without bound. */
export const textFilter = (world: Rendered, operand: Value, filter: Node, scope: Environment): Made => {
  const called = filter.type === 'CallExpression';
  const name = String((called ? filter.callee : filter)?.value);
  const args = called ? (filter.args ?? []) : [];
  if (name === 'string' && !called) return shown(operand);
  if (name === 'indent' || name === 'tojson') refuseWideIndent(world, args, scope);
  if (name === 'join') refuseLongJoin(world, operand, args, scope);
  if (operand.type !== 'StringValue') return null;
  const text = String(operand.value);
  if (name === 'trim') return strip(text, characters(world, args, scope));
  if (name === 'length' || name === 'count') return [...text].length;
  if (name === 'replace') return replaced(world, text, args, scope);
  return casing.get(name)?.(text) ?? null;
};

/** The argument of `strip` and its like; `none` and nothing stand for the blanks. */
const characters = ({ interpreter }: Rendered, args: readonly Node[], scope: Environment): string | null => {
  const [first, ...more] = args;
  if (first === undefined) return null;
  const { type, value } = interpreter.evaluate(first, scope);
  if (more.length === 0 && type === 'StringValue' && value !== '') return String(value);
  if (more.length === 0 && type === 'NullValue') return null;
  throw new Error('a method or filter of text takes one text that is not empty');
};

/** `replace(old, new)` or `replace(old, new, count)`. */
const replaced = (
  { interpreter, budget }: Rendered,
  text: string,
  args: readonly Node[],
  scope: Environment,
): string => {
  const [old, made, count] = args.map(arg => interpreter.evaluate(arg, scope));
  const texts = old?.type === 'StringValue' && made?.type === 'StringValue';
  if (!texts || args.length > 3 || (count !== undefined && count.type !== 'IntegerValue')) {
    throw new Error('replace takes two texts, and a number if not all are meant');
  }
  const [from, to] = [String(old.value), String(made.value)];
  budget.search(text, from);
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const most = count === undefined || Number(count.value) < 0 ? parts.length - 1 : Number(count.value);
  const times = Math.min(most, parts.length - 1);
  budget.text(text.length + times * (to.length - from.length));
  const rest = parts.slice(times).join(from);
  return [...parts.slice(0, times), rest].join(to);
};

const refuseWideIndent = ({ interpreter }: Rendered, args: readonly Node[], scope: Environment): void => {
  for (const arg of args) {
    const node = arg.type === 'KeywordArgumentExpression' ? (arg.value as Node) : arg;
    const { value } = interpreter.evaluate(node, scope);
    if (typeof value === 'number' && value > maxIndent) {
      throw new Error(`indents by more than ${maxIndent} blanks`);
    }
  }
};

const refuseLongJoin = (
  { interpreter, budget }: Rendered,
  operand: Value,
  args: readonly Node[],
  scope: Environment,
): void => {
  const { value } = operand;
  const [arg] = args;
  if (arg === undefined || (!Array.isArray(value) && typeof value !== 'string')) return;
  const node = arg.type === 'KeywordArgumentExpression' ? (arg.value as Node) : arg;
  const separator = interpreter.evaluate(node, scope);
  if (typeof separator.value === 'string') budget.text(separator.value.length * value.length);
};
