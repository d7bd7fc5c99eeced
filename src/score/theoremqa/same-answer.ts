import type { SameAnswer } from '../../core/index.ts';
import { numericAnswer } from '../../math/index.ts';
import type { Comparison } from '../comparison.ts';
import type { TypedGold, TypedSample } from './gold.ts';

/**
 * How a rule for typed golds compares two answers in a vote: one of them is read as a gold of the sample's type, if the
 * rule itself takes the answer for it, and the other is held against that. Answers that are none of the type are the same
 * when their texts are.
 */
export const sameByType =
  <S extends TypedSample>(compare: (gold: TypedGold, answer: string) => Comparison): SameAnswer<S> =>
  (one, other, { gold: { type } }) => {
    if (one === other) return true;
    const said = goldsLike(type, one).find(gold => compare(gold, one).equal === true);
    return said !== undefined && compare(said, other).equal === true;
  };

const options = ['(a)', '(b)', '(c)', '(d)', '(e)', '(f)'];

/** What an answer of a type may say. */
const goldsLike = (type: TypedGold['type'], answer: string): readonly TypedGold[] => {
  if (type === 'bool') return [true, false].map(value => ({ type, value }));
  if (type === 'option') return options.map(value => ({ type, value }));
  const values = numericAnswer(answer)?.values ?? [];
  if (type === 'list of integer' || type === 'list of float') return [{ type, value: values }];
  const [value] = values;
  return value === undefined ? [] : [{ type, value: type === 'integer' ? Math.round(value) : value }];
};
