import type { Node } from '../read/ast.ts';
import { keyOf } from './key.ts';
import { equalSides, isName } from './names.ts';
import { allInOrder, type Compare, type Context, different, type Outcome, outcome } from './outcome.ts';

/** The members of something unordered; null when it is something else. */
export const membersOf = (node: Node): readonly Node[] | null =>
  node.kind === 'list' || node.kind === 'set' ? node.items : null;

/** Unordered, each member once; repeated members count once. */
export const compareMembers = (golds: readonly Node[], preds: readonly Node[], context: Context): Outcome => {
  if (context.meaning.order === 'required' || namesDiffer(golds, preds, context))
    return allInOrder(golds, preds, context.compare);
  const [gold, pred] = [distinct(golds, context), distinct(preds, context)];
  if (gold.length !== pred.length) return different;
  const left = [...pred];
  for (const member of gold) {
    const match = left.findIndex(other => context.compare(member, other).equal);
    if (match === -1) return different;
    left.splice(match, 1);
  }
  return outcome(true);
};

/** Values of several names on one side, bare values on the other: their order is all that tells them apart. */
const namesDiffer = (golds: readonly Node[], preds: readonly Node[], context: Context): boolean => {
  const [gold, pred] = [namesOf(golds, context), namesOf(preds, context)];
  return (gold > 1 && pred === 0) || (pred > 1 && gold === 0);
};

/** How many different names are given values. */
const namesOf = (items: readonly Node[], { budget }: Context): number => {
  const names = new Set<string>();
  for (const item of items) {
    const name = equalSides(item)?.[0];
    if (name !== undefined && isName(name)) names.add(keyOf(name, budget));
  }
  return names.size;
};

/** The values of `x = 1, y = 2` in the order in which they stand; null when an item is no value of its own name. */
export const namedValues = (items: readonly Node[], context: Context): readonly Node[] | null => {
  if (namesOf(items, context) !== items.length) return null;
  return items.flatMap(item => equalSides(item)?.at(-1) ?? []);
};

const distinct = (items: readonly Node[], { budget, compare }: Context): readonly Node[] => {
  const byKey = new Map<string, Node>();
  for (const item of items) {
    const key = keyOf(item, budget);
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return withoutRepeated([...byKey.values()], compare);
};

const withoutRepeated = (items: readonly Node[], compare: Compare): readonly Node[] => {
  const kept: Node[] = [];
  for (const item of items) {
    if (!kept.some(other => compare(other, item).equal)) kept.push(item);
  }
  return kept;
};
