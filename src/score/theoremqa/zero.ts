import { type Comparison, comparisonWith } from '../comparison.ts';
import { convert } from './convert.ts';
import { compareValue } from './eurus.ts';
import type { TypedGold, TypedSample } from './gold.ts';
import { float, int, type Value } from './python-value.ts';
import { sameByType } from './same-answer.ts';

/**
 * The official zero-shot scorer as far as it goes offline: what does not evaluate there is shown to ChatGPT and to
 * WolframAlpha first, and only then the numbers in the text are taken, else 0.
 */
export const zeroShotEqual = (gold: TypedGold, answer: string): Comparison => {
  const { text, value } = convert(answer, { anyCase: false, looseOptions: false, math: true });
  return compareValue(gold, answer, value ?? numbersIn(text));
};

/** Correct by the official zero-shot scorer, offline. @param goldOf the gold it knows, where that is not the sample's */
export const zeroShot = <S extends TypedSample>(goldOf: (sample: S) => TypedGold = sample => sample.gold) =>
  comparisonWith<S, TypedGold>(zeroShotEqual, goldOf, sameByType(zeroShotEqual));

const numbersIn = (text: string): Value => {
  const numbers = [...text.matchAll(/[-+]?\d*\.*\d+/g)].map(([number]) => Number(number));
  // Two dots in a number raise there, and end the run.
  if (numbers.some(Number.isNaN)) return { type: 'text', value: text };
  const [first, ...more] = numbers.map(float);
  if (first === undefined) return int(0);
  return more.length === 0 ? first : { type: 'list', items: [first, ...more] };
};
