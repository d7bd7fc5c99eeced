import { type Budget, newBudget, OverBudget } from './budget.ts';
import { sameChoice } from './compare/choices.ts';
import { compareTrees } from './compare/compare.ts';
import { sameText } from './compare/same-text.ts';
import { sameTime } from './compare/times.ts';
import { unitsOf } from './compare/units.ts';
import { type Meaning, usualMeaning } from './meaning.ts';
import { symbolsIn } from './read/ast.ts';
import { clean } from './read/clean.ts';
import { unitLetters } from './read/units.ts';
import { type Reading, readingsOf } from './readings.ts';
import { numberText, quoted } from './shown.ts';

/** Whether an answer is the gold answer, how that was decided, and why. */
export type Equality = {
  readonly equal: boolean;
  /**
   * `text`: the same words or signs. `number`: exact values. `symbolic`: exact values at several points of the
   * variables. `sampled`: values in 60 digits. `structure`: part by part. `none`: nothing could be compared.
   */
  readonly method: 'text' | 'number' | 'symbolic' | 'sampled' | 'structure' | 'none';
  readonly reason: string;
};

/** Longest answer that is read, in UTF-16 units; what is longer is no answer. */
export const maxAnswerLength = 4096;

/** What the gold asks for; the usual meaning where it is left out. */
export type EqualOptions = Partial<Meaning> & {
  /** Accept the same text before anything is read; off in tests. */
  readonly textFirst?: boolean;
};

/**
 * Is an answer equal to the gold answer, as mathematics? By text, then by exact number, structure, and values at
 * points; no tolerance unless the gold is said to be approximate. The time and memory it may take are bounded, and it runs no code of the texts.
 */
export const equal = (
  gold: string,
  pred: string,
  { textFirst = true, ...asked }: EqualOptions = {},
): Equality => {
  const meaning: Meaning = { ...usualMeaning, ...asked };
  for (const [text, whose] of [
    [gold, 'gold'],
    [pred, 'answer'],
  ] as const) {
    if (text.length > maxAnswerLength)
      return none(`the ${whose} is longer than ${maxAnswerLength} characters`);
  }
  const [cleanGold, cleanPred] = [clean(gold), clean(pred)];
  if (cleanPred === '') return none(cleanGold === '' ? 'both are empty' : 'the answer is empty');
  if (textFirst && sameText(cleanGold, cleanPred)) {
    return { equal: true, method: 'text', reason: `both are ${quoted(cleanGold)}` };
  }
  const budget = newBudget();
  try {
    return compareAsTexts(cleanGold, cleanPred) ?? compareReadings(cleanGold, cleanPred, budget, meaning);
  } catch (thrown) {
    if (thrown instanceof OverBudget) return none(`not compared: ${thrown.message}`);
    // Deep trees may use up the stack before they use up the budget.
    if (thrown instanceof RangeError) return none('not compared: it is too large');
    throw thrown;
  }
};

const none = (reason: string): Equality => ({ equal: false, method: 'none', reason });

const compareAsTexts = (gold: string, pred: string): Equality | null => {
  if (sameChoice(gold, pred) === true)
    return { equal: true, method: 'text', reason: `both choose ${quoted(gold)}` };
  const time = sameTime(gold, pred);
  if (time === null) return null;
  return {
    equal: time,
    method: 'text',
    reason: `${quoted(pred)} is ${time ? '' : 'not '}the time ${quoted(gold)}`,
  };
};

const compareReadings = (gold: string, pred: string, budget: Budget, meaning: Meaning): Equality => {
  const [golds, preds] = [readingsOf(gold, budget, 'gold'), readingsOf(pred, budget, 'answer')];
  let first: Equality | null = null;
  for (const goldReading of golds) {
    for (const predReading of preds) {
      if (!mayMeet(goldReading, predReading)) continue;
      const equality = comparePair(goldReading, predReading, gold, pred, budget, meaning);
      if (equality.equal) return equality;
      first ??= equality;
    }
  }
  return first ?? none('nothing could be compared');
};

const comparePair = (
  goldReading: Reading,
  predReading: Reading,
  gold: string,
  pred: string,
  budget: Budget,
  meaning: Meaning,
): Equality => {
  for (const [reading, text, whose] of [
    [goldReading, gold, 'gold'],
    [predReading, pred, 'answer'],
  ] as const) {
    if (reading.tree !== null) continue;
    const where = reading.at === null ? '' : ` at ${reading.at + 1}`;
    // The same text may be a formula that is not known here.
    const same = sameText(gold, pred);
    return {
      equal: same,
      method: same ? 'text' : 'none',
      reason: `the ${whose} ${quoted(text)} cannot be read: ${reading.why}${where}`,
    };
  }
  if (goldReading.tree === null || predReading.tree === null) return none('nothing could be compared');
  const { equal: isEqual, means } = compareTrees(goldReading.tree, predReading.tree, budget, meaning);
  if (isEqual && meaning.units === 'required') {
    const [goldUnits, predUnits] = [unitsOf(goldReading.units), unitsOf(predReading.units)];
    if (goldUnits !== predUnits) {
      const reason = `the unit is ${quoted(predUnits)}, not ${quoted(goldUnits)}`;
      return { equal: false, method: means, reason };
    }
  }
  const [goldText, predText] = [
    numberText(goldReading.tree) ?? quoted(gold),
    numberText(predReading.tree) ?? quoted(pred),
  ];
  const sign = meaning.tolerance > 0 ? '≈' : '=';
  const reason = isEqual ? `${predText} ${sign} ${goldText}` : `${predText} is not ${goldText}`;
  return { equal: isEqual, method: means, reason: reason + (explanations[means] ?? '') };
};

const explanations: Readonly<Record<string, string>> = {
  symbolic: ' (exact values at three or more points)',
  sampled: ' (values in up to 60 digits)',
};

/** A letter is read as a unit, and a comma as a decimal one, only where the other side leaves room for it. */
const mayMeet = (gold: Reading, pred: Reading): boolean => {
  if (gold.tree === null || pred.tree === null) return true;
  if (pred.options.commas === 'decimal' && (gold.tree.kind === 'list' || gold.options.commas !== 'thousands'))
    return false;
  if (gold.options.letterUnits === pred.options.letterUnits) return true;
  const other = gold.options.letterUnits ? pred.tree : gold.tree;
  return ![...symbolsIn(other)].some(name => unitLetters.has(name));
};
