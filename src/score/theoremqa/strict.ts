import { numericAnswer } from '../../math/index.ts';
import { type Comparison, comparisonWith } from '../comparison.ts';
import { shown } from '../shown.ts';
import { goldText, isNear, type TypedGold, type TypedSample } from './gold.ts';
import { sameByType } from './same-answer.ts';

/** How far from an integer a value may be that stands for one. */
const integerTolerance = 1e-6;

/**
 * An answer of a declared type: numbers are read as mathematics, decimals compared within 4 %, lists in their order,
 * truth values and options only as whole words. Types are kept apart: 1 is not true.
 */
export const typedEqual = (gold: TypedGold, answer: string): Comparison => {
  const { equal, found } = judge(gold, answer.trim());
  const verb = equal ? 'is' : found ? 'is not' : `holds no ${gold.type}, expected`;
  return { equal, reason: `${shown(answer)} ${verb} ${goldText(gold)}` };
};

/** Correct when the answer is the sample's typed gold. */
export const typedAnswer = <S extends TypedSample>() => typedAnswerTo<S>(({ gold }) => gold);

/** The same for a gold that is found otherwise. */
export const typedAnswerTo = <S extends TypedSample>(goldOf: (sample: S) => TypedGold) =>
  comparisonWith<S, TypedGold>(typedEqual, goldOf, sameByType(typedEqual));

type Judged = { readonly equal: boolean; readonly found: boolean };
const nothing: Judged = { equal: false, found: false };
const judged = (equal: boolean): Judged => ({ equal, found: true });

const judge = (gold: TypedGold, answer: string): Judged => {
  switch (gold.type) {
    case 'bool': {
      const truth = truthOf(answer);
      return truth === null ? nothing : judged(truth === gold.value);
    }
    case 'option': {
      const option = optionOf(answer);
      return option === null ? nothing : judged(option === gold.value.replace(/[()]/g, '').toLowerCase());
    }
    case 'integer':
      return judgeNumbers(answer, [gold.value], isInteger);
    case 'float':
      return judgeNumbers(answer, [gold.value], isNear);
    default:
      return judgeNumbers(answer, gold.value, gold.type === 'list of integer' ? isInteger : isNear);
  }
};

const plainWords = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/\\(?:text|mathrm|mbox|textbf)\s?\{([^{}]*)\}/g, '$1')
    .replace(/[$*`.\s]+/g, ' ')
    .trim()
    .toLowerCase();

const truthOf = (answer: string): boolean | null => {
  const words = plainWords(answer);
  if (words === 'true' || words === 'yes') return true;
  return words === 'false' || words === 'no' ? false : null;
};

/** `(c)`, `c`, `C)`, `option c`, `(c) because`. */
const optionOf = (answer: string): string | null => {
  const [, bare, opened] =
    /^(?:(?:option|choice) )?(?:\(?([a-d])\)?$|\(([a-d])\) )/.exec(plainWords(answer)) ?? [];
  return bare ?? opened ?? null;
};

const isInteger = (value: number, gold: number): boolean =>
  Math.abs(value - gold) < integerTolerance && Math.abs(value - Math.round(value)) < integerTolerance;

const judgeNumbers = (
  answer: string,
  golds: readonly number[],
  isSame: (value: number, gold: number) => boolean,
): Judged => {
  const value = numericAnswer(withoutModules(answer));
  if (value === null) return nothing;
  const { values, isPercent } = value;
  if (values.length !== golds.length) return judged(false);
  const factors = isPercent ? [1, 0.01] : [1];
  return judged(
    factors.some(factor =>
      golds.every((gold, index) => isSame((values[index] ?? Number.NaN) * factor, gold)),
    ),
  );
};

/** Names of modules before Python's functions and constants, and words for "about". */
const withoutModules = (answer: string): string =>
  answer
    .slice(0, 4096)
    .replace(/(?<![A-Za-z])(?:math|np|numpy)\./g, '')
    .replace(/^(?:approximately|about|around|~|\\approx|\\sim)\s*/i, '');
