import { clean } from './clean.ts';
import { type ParsedNumber, parseNumber } from './parse-number.ts';
import { type Rational, rationalText, sameRational, shift } from './rational.ts';
import { sameText } from './same-text.ts';
import { valueSide } from './value-side.ts';

/** Whether an answer is the gold answer, how that was decided, and why. */
export type Equality = {
  readonly equal: boolean;
  /** `text`: the same words or signs. `number`: exact values were compared. `none`: nothing could be compared. */
  readonly method: 'text' | 'number' | 'none';
  readonly reason: string;
};

/** Longest answer that is read, in UTF-16 units; what is longer is no answer. */
export const maxAnswerLength = 4096;

/**
 * Is an answer equal to the gold answer? By text, then by exact number; no tolerance. Takes linear time and runs
 * no code of the texts it is given.
 */
export const equal = (gold: string, pred: string): Equality => {
  for (const [text, whose] of [
    [gold, 'gold'],
    [pred, 'answer'],
  ] as const) {
    if (text.length > maxAnswerLength) {
      return {
        equal: false,
        method: 'none',
        reason: `the ${whose} is longer than ${maxAnswerLength} characters`,
      };
    }
  }
  const [cleanGold, cleanPred] = [clean(gold), clean(pred)];
  if (sameText(cleanGold, cleanPred)) {
    return cleanGold === ''
      ? { equal: false, method: 'none', reason: 'both are empty' }
      : { equal: true, method: 'text', reason: `both are ${quoted(cleanGold)}` };
  }
  const [goldValue, predValue] = valueSides(cleanGold, cleanPred);
  if (sameText(goldValue, predValue) && predValue !== '') {
    return { equal: true, method: 'text', reason: `both have the value ${quoted(goldValue)}` };
  }
  return compareNumbers(goldValue, predValue);
};

/** `x = 5` against `5`: the value decides. Two equations are only equal when all of them is. */
const valueSides = (gold: string, pred: string): readonly [string, string] => {
  const [goldSide, predSide] = [valueSide(gold), valueSide(pred)];
  if (goldSide.name !== null && predSide.name !== null && !sameText(goldSide.name, predSide.name)) {
    return [gold, pred];
  }
  return [goldSide.name === null || goldSide.isName ? goldSide.value : gold, predSide.value];
};

const compareNumbers = (gold: string, pred: string): Equality => {
  const [goldNumber, predNumber] = [parseNumber(gold), parseNumber(pred)];
  if (goldNumber === null || predNumber === null) {
    const what = goldNumber === null ? 'the gold' : 'the answer';
    return {
      equal: false,
      method: goldNumber === null && predNumber === null ? 'text' : 'none',
      reason: `${quoted(pred)} is not ${quoted(gold)}, and ${what} is no plain number`,
    };
  }
  const same = readingsOf(predNumber, goldNumber.percent).some(value =>
    sameRational(value, goldNumber.value),
  );
  const sameHundredth =
    goldNumber.percent && !predNumber.percent && isHundredth(goldNumber.value, predNumber.value);
  const [goldText, predText] = [numberText(goldNumber), numberText(predNumber)];
  return same || sameHundredth
    ? { equal: true, method: 'number', reason: `${predText} = ${goldText}` }
    : { equal: false, method: 'number', reason: `${predText} is not ${goldText}` };
};

/** A percentage against a plain number may be meant as the number or as a hundredth of it. */
const readingsOf = (pred: ParsedNumber, goldIsPercent: boolean): readonly Rational[] => {
  const hundredth = pred.percent && !goldIsPercent ? shift(pred.value, -2) : null;
  return hundredth === null ? [pred.value] : [pred.value, hundredth];
};

const isHundredth = (percentage: Rational, plain: Rational): boolean => {
  const hundredth = shift(percentage, -2);
  return hundredth !== null && sameRational(hundredth, plain);
};

const numberText = (number: ParsedNumber): string =>
  shortened(`${rationalText(number.value)}${number.percent ? ' %' : ''}`);

const quoted = (text: string): string => `"${shortened(text)}"`;

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 77)}...`);
