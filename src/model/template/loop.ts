import type { Engine, Environment, Interpreter, Node, Value } from './engine.ts';
import type { Budget } from './limits.ts';
import { shown } from './python-values.ts';

/** One rendering. */
export type Rendered = {
  readonly jinja: Engine;
  readonly interpreter: Interpreter;
  readonly budget: Budget;
};

/** `{% break %}` and `{% continue %}` on their way to their loop, with what was written before them. */
class LoopControl extends Error {
  readonly kind: string;
  written = '';

  constructor(kind: string) {
    super(`${kind.toLowerCase()} outside of a loop`);
    this.kind = kind;
  }
}

/** Statements give no value to print; some give `none` all the same. */
const silent: ReadonlySet<string> = new Set(['Set', 'Macro', 'Comment']);

/** The text of some nodes in a row. What was written before a `break` stays. */
export const block = (interpreter: Interpreter, nodes: readonly Node[], scope: Environment): string => {
  let text = '';
  for (const node of nodes) {
    if (node.type === 'Break' || node.type === 'Continue') {
      throw Object.assign(new LoopControl(node.type), { written: text });
    }
    try {
      const value = interpreter.evaluate(node, scope);
      if (!silent.has(node.type)) text += shown(value);
    } catch (error) {
      if (error instanceof LoopControl) error.written = text + error.written;
      throw error;
    }
  }
  return text;
};

/** A loop, every turn of which has variables of its own. */
export const loop = (world: Rendered, node: Node, scope: Environment): string => {
  const { jinja, interpreter, budget } = world;
  const turns = chosen(world, node, scope);
  let text = '';
  for (const [at, item] of turns.entries()) {
    budget.turn();
    const inner = turnScope(jinja, node, item, scope);
    const previous = { ...(turns[at - 1] && { previtem: turns[at - 1] }) };
    const next = { ...(turns[at + 1] && { nextitem: turns[at + 1] }) };
    inner.setVariable('loop', loopVariable(jinja, at, turns.length, { ...previous, ...next }));
    try {
      text += block(interpreter, node.body ?? [], inner);
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      text += error.written;
      if (error.kind === 'Break') break;
    }
  }
  return turns.length > 0 ? text : block(interpreter, node.defaultBlock ?? [], scope);
};

/** The items of the loop, without those that its `if` leaves out. */
const chosen = (
  { jinja, interpreter, budget }: Rendered,
  { iterable, ...node }: Node,
  scope: Environment,
): readonly Value[] => {
  const test = iterable?.type === 'SelectExpression' ? iterable.test : undefined;
  const list = interpreter.evaluate(test === undefined ? iterable : iterable?.lhs, scope);
  const items = itemsOf(jinja, list);
  if (test === undefined) return items;
  return items.filter(item => {
    budget.turn();
    return interpreter.evaluate(test, turnScope(jinja, node, item, scope)).__bool__().value;
  });
};

const itemsOf = (jinja: Engine, list: Value): readonly Value[] => {
  const { type, value } = list;
  if (type === 'UndefinedValue') return [];
  if (Array.isArray(value)) return value as readonly Value[];
  if (value instanceof Map) return [...value.keys()].map(key => toValue(jinja, key));
  if (typeof value === 'string') return [...value].map(character => toValue(jinja, character));
  throw new Error(`cannot loop over ${shown(list)}`);
};

const turnScope = (jinja: Engine, { loopvar }: Node, item: Value, scope: Environment): Environment => {
  const inner = new jinja.Environment(scope);
  const names = loopvar?.type === 'TupleLiteral' ? (loopvar.value as readonly Node[]) : [loopvar];
  const values = loopvar?.type === 'TupleLiteral' ? itemsOf(jinja, item) : [item];
  if (names.length !== values.length)
    throw new Error(`cannot unpack ${values.length} items into ${names.length}`);
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (value !== undefined) inner.setVariable(String(name?.value), value);
  }
  return inner;
};

const loopVariable = (
  jinja: Engine,
  at: number,
  length: number,
  neighbours: Readonly<Record<string, Value>>,
): Value => {
  const variable = toValue(jinja, {
    ...{ index: at + 1, index0: at, revindex: length - at, revindex0: length - at - 1 },
    ...{ first: at === 0, last: at === length - 1, length },
    cycle: (...values: readonly unknown[]) => values[at % values.length],
  });
  if (variable.value instanceof Map) {
    for (const [name, value] of Object.entries(neighbours)) variable.value.set(name, value);
  }
  return variable;
};

/** A plain value as one of the template's world. */
export const toValue = (jinja: Engine, plain: unknown): Value => new jinja.Environment().set('it', plain);
