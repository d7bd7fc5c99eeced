import { type Node, operation, type Relation } from '../read/ast.ts';
import { keyOf } from './key.ts';
import { equalSides, isFunctionRule, isInequality, isName } from './names.ts';
import { type Context, different, type Outcome, outcome } from './outcome.ts';
import { proportionSign } from './proportion.ts';

/** Compares where at least one side is a relation; null when another rule has to decide. */
export const compareRelations = (gold: Node, pred: Node, context: Context): Outcome | null => {
  const goldSides = equalSides(gold);
  const predSides = equalSides(pred);
  if (goldSides !== null && predSides !== null) return compareEquations(goldSides, predSides, context);
  if (goldSides !== null) return compareWithNamed(goldSides, pred, context);
  if (predSides !== null) return gold.kind === 'relation' ? different : compareLast(gold, predSides, context);
  const [goldSet, predSet] = [memberSet(gold), memberSet(pred)];
  if (goldSet !== null || predSet !== null) return context.compare(goldSet ?? gold, predSet ?? pred);
  if (gold.kind !== 'relation' || pred.kind !== 'relation') return null;
  if (isInequality(gold) && isInequality(pred)) return null;
  return gold.signs.join('') === pred.signs.join('') && gold.signs[0] === '≠'
    ? outcome(proportionSign(difference(gold), difference(pred), context.budget) !== 0, 'symbolic')
    : null;
};

/** `x ∈ A`: what is said is A. */
const memberSet = (node: Node): Node | null =>
  node.kind === 'relation' && node.signs.length === 1 && node.signs[0] === '∈'
    ? (node.sides[1] ?? null)
    : null;

/** An answer may state the expression that it found the value of. */
const compareLast = (gold: Node, sides: readonly Node[], { compare }: Context): Outcome => {
  const last = sides.at(-1);
  return last === undefined ? different : compare(gold, last);
};

/** A gold `name = value` may be met by the value alone; any other equation is more than its sides. */
const compareWithNamed = (sides: readonly Node[], pred: Node, { compare }: Context): Outcome | null => {
  const [first, last] = [sides[0], sides.at(-1)];
  if (first === undefined || last === undefined || pred.kind === 'relation') return different;
  if (isName(first)) return compare(last, pred);
  return isName(last) && sides.length === 2 ? compare(first, pred) : different;
};

const compareEquations = (golds: readonly Node[], preds: readonly Node[], context: Context): Outcome => {
  const [goldName, goldValue] = [golds[0], golds.at(-1)];
  const [predName, predValue] = [preds[0], preds.at(-1)];
  if (goldName === undefined || goldValue === undefined) return different;
  if (predName === undefined || predValue === undefined) return different;
  if (isName(goldName) && isName(predName)) {
    const sameName = keyOf(goldName, context.budget) === keyOf(predName, context.budget);
    const rules = isFunctionRule(goldName, goldValue) && isFunctionRule(predName, predValue);
    if (sameName || rules) {
      const values = context.compare(goldValue, predValue);
      if (values.equal) return values;
    }
  }
  const sign = proportionSign(
    operation('-', goldName, goldValue),
    operation('-', predName, predValue),
    context.budget,
  );
  return outcome(sign !== 0, 'symbolic');
};

const difference = ({ sides }: Relation): Node => {
  const [left, right] = sides;
  return left === undefined || right === undefined ? { kind: 'empty-set' } : operation('-', left, right);
};

/** Two inequalities with one sign each: flipped, scaled, or with all terms on one side they say the same. */
export const compareInequalities = (gold: Relation, pred: Relation, { budget }: Context): Outcome => {
  if (gold.signs.length !== 1 || pred.signs.length !== 1)
    return outcome(keyOf(gold, budget) === keyOf(pred, budget));
  const [goldSign = '<', predSign = '<'] = [gold.signs[0], pred.signs[0]];
  if ('≤≥'.includes(goldSign) !== '≤≥'.includes(predSign)) return different;
  const direction = '<≤'.includes(goldSign) === '<≤'.includes(predSign) ? 1 : -1;
  return outcome(proportionSign(difference(gold), difference(pred), budget) === direction, 'symbolic');
};
