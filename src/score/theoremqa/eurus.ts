import { type Comparison, comparisonWith } from '../comparison.ts';
import { shown } from '../shown.ts';
import { theoremqaValue } from './convert.ts';
import { goldText, isNear, type TypedGold, type TypedSample } from './gold.ts';
import { realOf, type Value } from './python-value.ts';
import { sameByType } from './same-answer.ts';

/**
 * The comparison of the TheoremQA scripts: integers within a half, decimals within 4 %, lists in any order, truth
 * values as numbers. What raises an error there is wrong here.
 */
export const theoremqaEqual = (gold: TypedGold, answer: string): Comparison =>
  compareValue(gold, answer, theoremqaValue(answer));

/** How the scripts compare a value that came out of an answer. */
export const compareValue = (gold: TypedGold, answer: string, value: Value | null): Comparison => {
  if (value === null) return { equal: false, reason: `no value comes out of ${shown(answer)}` };
  const equal = matches(gold, value);
  return { equal, reason: `${shown(answer)} is ${equal ? '' : 'not '}${goldText(gold)} (${gold.type})` };
};

export const theoremqa = <S extends TypedSample>() =>
  comparisonWith<S, TypedGold>(theoremqaEqual, sample => sample.gold, sameByType(theoremqaEqual));

const matches = (gold: TypedGold, value: Value): boolean => {
  switch (gold.type) {
    case 'bool':
      return realOf(value) === Number(gold.value);
    case 'option':
      return value.type === 'text' && (value.value === gold.value || value.value === `(${gold.value})`);
    case 'integer':
    case 'float':
      return isSame(realOf(value), gold.value, gold.type);
    default:
      return sameLists(gold.value, value, gold.type === 'list of integer' ? 'integer' : 'float');
  }
};

const isSame = (value: number | null, gold: number, type: 'integer' | 'float'): boolean => {
  if (value === null) return false;
  return type === 'integer' ? roundedHalfEven(value) === gold : isNear(value, gold);
};

const sameLists = (golds: readonly number[], value: Value, type: 'integer' | 'float'): boolean => {
  if (value.type !== 'list' || value.items.length !== golds.length) return false;
  const values = value.items.map(realOf);
  if (values.some(one => one === null)) return false;
  const sorted = values.map(Number).sort((a, b) => a - b);
  return [...golds].sort((a, b) => a - b).every((gold, index) => isSame(sorted[index] ?? null, gold, type));
};

/** Python's `round`. */
export const roundedHalfEven = (value: number): number => {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
};
