import { pythonStrip } from '../../src/core/index.ts';
import { pythonFloat } from '../../src/math/index.ts';
import { type Comparison, compareValue, convert, shown, type TypedGold } from '../../src/score/index.ts';
import type { Choices } from './choices.ts';

/** How far a number may be from the reference: a part of the reference, which is below zero where the reference is. */
export type Tolerance = 'signed' | 'absolute';

const tolerated = 0.05;

/**
 * Two decimals within 5 %; texts that are no numbers when the reference stands in the answer. With the signed tolerance
 * of before June 2024 no answer is within 5 % of a reference below zero.
 */
export const numberEqual = (reference: string, answer: string, tolerance: Tolerance): Comparison => {
  const gold = pythonStrip(reference).toLowerCase();
  const given = pythonStrip(answer).toLowerCase();
  const [expected, value] = [pythonFloat(gold), pythonFloat(given)];
  if (expected === null || value === null) return contained(given, gold);
  const limit = tolerated * (tolerance === 'absolute' ? Math.abs(expected) : expected);
  const equal = Math.abs(expected - value) <= limit;
  const why = !equal && limit < 0 ? ', as its tolerance is below zero' : '';
  return { equal, reason: `${shown(given)} is ${equal ? '' : 'not '}within 5 % of ${gold}${why}` };
};

const contained = (answer: string, text: string): Comparison => {
  const equal = answer.includes(text);
  return { equal, reason: `${shown(answer)} ${equal ? 'contains' : 'does not contain'} ${shown(text)}` };
};

/**
 * TheoremQA's conversion as MINT has it: truth words in lower case only, no `math`, nothing left is 0.
 * @param looseOptions false as before October 2023, when only `(a)` was an option, and not `a)`
 */
export const typedMintEqual = (gold: TypedGold, answer: string, looseOptions = true): Comparison => {
  const { text, value } = convert(answer, { anyCase: false, looseOptions, math: false });
  return compareValue(gold, answer, value ?? (text === '' ? { type: 'int', value: 0 } : null));
};

const areDigits = (...texts: readonly string[]): boolean => texts.every(text => /^\p{Nd}+$/u.test(text));

/** Both whole numbers: within 5 %; else contained. */
const matches = (reference: string, answer: string): boolean => {
  if (!areDigits(reference, answer)) return answer.includes(reference);
  const [expected, value] = [pythonFloat(reference) ?? Number.NaN, pythonFloat(answer) ?? Number.NaN];
  return Math.abs(expected - value) <= tolerated * expected;
};

/**
 * The published rule, defects kept: only `a)` is ever seen as a letter, else the right letter anywhere in the text is
 * enough, and only then the texts of the choices are looked for.
 */
export const choiceEqual = (letter: string, { published }: Choices, solution: string): Comparison => {
  const said = pythonStrip(solution.toLowerCase());
  const answer = said.includes('a)') || said.includes('a )') ? 'a' : said;
  if (matches(letter, answer)) {
    return { equal: true, reason: `the letter ${shown(letter)} stands in ${shown(answer)}` };
  }
  const right = Object.hasOwn(published, letter) ? published[letter] : undefined;
  if (right === undefined) return { equal: false, reason: `the question has no choice ${shown(letter)}` };
  const wrong = wrongChoices(Object.values(published), right).find(
    text => matches(text, answer) || answer.includes(text),
  );
  if (wrong !== undefined) {
    return { equal: false, reason: `the wrong choice ${shown(wrong)} stands in ${shown(answer)}` };
  }
  const equal = matches(right, answer) || answer.includes(right);
  return {
    equal,
    reason: `${shown(answer)} ${equal ? 'is' : 'is neither the letter nor'} the choice ${shown(right)}`,
  };
};

/** A list that is shortened while it is gone through: the item behind each one that is taken out is passed over. */
const wrongChoices = (all: readonly string[], right: string): readonly string[] => {
  const left = [...all];
  for (let index = 0; index < left.length; index += 1) {
    const text = left[index] ?? '';
    if (right.includes(text)) left.splice(left.indexOf(text), 1);
  }
  return left;
};
