import { type Budget, deeper } from '../budget.ts';
import type { Meaning } from '../meaning.ts';
import { type Node, operation, symbolsIn, type Tuple } from '../read/ast.ts';
import { complexOver } from '../value/complex.ts';
import { doubles } from '../value/doubles.ts';
import { evaluate } from '../value/evaluate.ts';
import { sameValue } from '../value/same-value.ts';
import { compareIntervals, intervalsOf } from './intervals.ts';
import { keyOf } from './key.ts';
import { compareMembers, membersOf, namedValues } from './lists.ts';
import { isInequality } from './names.ts';
import { allInOrder, type Context, different, type Outcome, outcome } from './outcome.ts';
import { compareRatios } from './ratios.ts';
import { compareInequalities, compareRelations } from './relations.ts';

/** Compares two prepared trees by what they are. */
export const compareTrees = (gold: Node, pred: Node, budget: Budget, meaning: Meaning): Outcome => {
  const context: Context = {
    budget,
    meaning,
    compare: (a, b) => deeper(budget, () => compareNodes(a, b, context)),
  };
  return context.compare(gold, pred);
};

const compareNodes = (gold: Node, pred: Node, context: Context): Outcome => {
  if (gold.kind === 'relation' || pred.kind === 'relation') {
    const related = compareRelations(gold, pred, context);
    if (related !== null) return related;
  }
  return (
    compareSets(gold, pred, context) ??
    compareTuples(gold, pred, context) ??
    compareSpecial(gold, pred, context) ??
    compareValues(gold, pred, context)
  );
};

/** Intervals, inequalities, sets, lists. */
const compareSets = (gold: Node, pred: Node, context: Context): Outcome | null => {
  const kinds = [gold.kind, pred.kind];
  const [goldMembers, predMembers] = [membersOf(gold), membersOf(pred)];
  if (kinds.includes('combination') || kinds.includes('relation') || isLine(gold) || isLine(pred)) {
    const golds = intervalsOf(gold, context.budget);
    const preds = golds === null ? null : intervalsOf(pred, context.budget);
    if (golds !== null && preds !== null) return compareIntervals(golds, preds, context.compare);
    if (isInequality(gold) && isInequality(pred)) return compareInequalities(gold, pred, context);
    if (goldMembers === null && predMembers === null) return byKey(gold, pred, context.budget);
  }
  if (goldMembers === null && predMembers === null) return null;
  if (gold.kind === 'tuple' || pred.kind === 'tuple') return tupleAgainstList(gold, pred, context);
  if (goldMembers?.some(isInequality) || predMembers?.some(isInequality)) {
    const [golds, preds] = [intervalsOf(gold, context.budget), intervalsOf(pred, context.budget)];
    if (golds !== null && preds !== null) return compareIntervals(golds, preds, context.compare);
  }
  return compareMembers(goldMembers ?? [gold], predMembers ?? [pred], context);
};

const isLine = (node: Node): boolean => node.kind === 'symbol' && node.name === 'ℝ';

/** `(1, 2)` without its brackets, or as `x = 1, y = 2`. */
const tupleAgainstList = (gold: Node, pred: Node, context: Context): Outcome => {
  if (context.meaning.order === 'free') return compareMembers(itemsOf(gold), itemsOf(pred), context);
  const [tuple, list] = gold.kind === 'tuple' ? [gold, pred] : [pred, gold];
  if (tuple.kind !== 'tuple' || list.kind !== 'list') return different;
  if (tuple.items.length === 2 && !isRound(tuple)) return different;
  const items = namedValues(list.items, context) ?? list.items;
  return gold === tuple
    ? allInOrder(tuple.items, items, context.compare)
    : allInOrder(items, tuple.items, context.compare);
};

const itemsOf = (node: Node): readonly Node[] =>
  node.kind === 'tuple' ? node.items : (membersOf(node) ?? [node]);

const isRound = (tuple: Tuple): boolean => tuple.open === '(' && tuple.close === ')';

/** Tuples, vectors, matrices. */
const compareTuples = (gold: Node, pred: Node, context: Context): Outcome | null => {
  if (gold.kind === 'tuple' && pred.kind === 'tuple') {
    const sameBrackets = gold.open === pred.open && gold.close === pred.close;
    if (gold.items.length === 2 && !sameBrackets) return different;
    if (context.meaning.order === 'free' && (gold.items.length > 2 || isRound(gold)))
      return compareMembers(gold.items, pred.items, context);
    return allInOrder(gold.items, pred.items, context.compare);
  }
  if (gold.kind === 'matrix' && pred.kind === 'matrix') {
    const sameShape =
      gold.rows.length === pred.rows.length &&
      gold.rows.every((row, index) => row.length === pred.rows[index]?.length);
    return sameShape ? allInOrder(gold.rows.flat(), pred.rows.flat(), context.compare) : different;
  }
  const [goldVector, predVector] = [vectorOf(gold), vectorOf(pred)];
  if (goldVector === null && predVector === null) return null;
  return goldVector === null || predVector === null
    ? different
    : allInOrder(goldVector, predVector, context.compare);
};

/** The members of a tuple, a column or a row. */
const vectorOf = (node: Node): readonly Node[] | null => {
  // Two members in other brackets are an interval.
  if (node.kind === 'tuple') return node.items.length === 2 && !isRound(node) ? null : node.items;
  if (node.kind !== 'matrix') return null;
  const isColumn = node.rows.every(row => row.length === 1);
  return isColumn || node.rows.length === 1 ? node.rows.flat() : null;
};

/** Kinds that are never evaluated as a whole. */
const compareSpecial = (gold: Node, pred: Node, context: Context): Outcome | null => {
  if (gold.kind === 'ratio' || pred.kind === 'ratio') return compareRatios(gold, pred, context);
  if (gold.kind === 'based' || pred.kind === 'based') return compareBased(gold, pred);
  if (gold.kind === 'text' || pred.kind === 'text') {
    return outcome(
      gold.kind === 'text' && pred.kind === 'text' && wordsOf(gold.text) === wordsOf(pred.text),
      'text',
    );
  }
  const [goldPercent, predPercent] = [percentOf(gold), percentOf(pred)];
  if (goldPercent !== null && predPercent !== null) return context.compare(goldPercent, predPercent);
  if (goldPercent !== null)
    return eitherOf([goldPercent, hundredthOf(goldPercent)], one => context.compare(one, pred));
  if (predPercent !== null)
    return eitherOf([predPercent, hundredthOf(predPercent)], one => context.compare(gold, one));
  if (gold.kind === 'form' && pred.kind === 'form') {
    return gold.name === pred.name ? allInOrder(gold.parts, pred.parts, context.compare) : different;
  }
  if (isEndless(gold) || isEndless(pred)) return byKey(gold, pred, context.budget);
  return null;
};

const wordsOf = (text: string): string => text.toLowerCase().replace(/[\s.]+/g, '');

const isEndless = (node: Node): boolean =>
  node.kind === 'infinity' || node.kind === 'empty-set' || (node.kind === 'negative' && isEndless(node.of));

const percentOf = (node: Node): Node | null => {
  if (node.kind === 'percent') return node.of;
  const inner = node.kind === 'negative' ? percentOf(node.of) : null;
  return inner === null ? null : { kind: 'negative', of: inner };
};

const hundredthOf = (node: Node): Node =>
  operation('/', node, { kind: 'number', value: { numerator: 100n, denominator: 1n }, literal: '100' });

const eitherOf = (readings: readonly Node[], compare: (reading: Node) => Outcome): Outcome => {
  let last = different;
  for (const reading of readings) {
    last = compare(reading);
    if (last.equal) break;
  }
  return last;
};

/** The same digits to the same base. The answer may leave the base out. */
const compareBased = (gold: Node, pred: Node): Outcome => {
  if (gold.kind !== 'based') return different;
  if (pred.kind === 'based') return outcome(gold.digits === pred.digits && gold.base === pred.base, 'number');
  return outcome(pred.kind === 'number' && pred.literal === gold.digits, 'number');
};

const compareValues = (gold: Node, pred: Node, { budget, meaning }: Context): Outcome => {
  const { same, method } = sameValue(gold, pred, budget);
  if (same !== true && isNear(gold, pred, meaning.tolerance, budget)) return outcome(true, 'number');
  return same === null ? byKey(gold, pred, budget) : outcome(same, method);
};

const byKey = (gold: Node, pred: Node, budget: Budget): Outcome =>
  outcome(keyOf(gold, budget) === keyOf(pred, budget));

/** Two real numbers that are no further apart than a part of the gold. */
const isNear = (gold: Node, pred: Node, tolerance: number, budget: Budget): boolean => {
  if (tolerance === 0) return false;
  const [expected, given] = [realValue(gold, budget), realValue(pred, budget)];
  return expected !== null && given !== null && Math.abs(given - expected) <= tolerance * Math.abs(expected);
};

const realValue = (node: Node, budget: Budget): number | null => {
  if (symbolsIn(node).size > 0) return null;
  const value = evaluate(node, {
    complex: complexOver(doubles),
    symbols: new Map(),
    budget,
    logBase: 10,
    cost: 1,
  });
  return value === null || value.im !== 0 || !Number.isFinite(value.re) ? null : value.re;
};
