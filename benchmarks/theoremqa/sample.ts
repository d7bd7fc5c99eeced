import type { Row } from '../../src/core/index.ts';
import { boolean, has, list, number, text } from '../../src/dataset/index.ts';
import type { TypedGold, TypedSample } from '../../src/score/index.ts';

/** `gold` is the file's answer with its type, `target` the same as text. */
export type TheoremqaSample = TypedSample & {
  /** The gold of the official file where that was corrected later; else the same. */
  readonly correctedGold: TypedGold;
};

export const answerTypes = [
  ...(['float', 'integer', 'bool'] as const),
  ...(['list of integer', 'list of float', 'option'] as const),
];

/** The maximum of a set was given as false; the official file has the number since 6 April 2024. */
const corrected: ReadonlyMap<string, TypedGold> = new Map([
  ['elainewan/math_real_analysis_additional_4.json', { type: 'float', value: 1.5 }],
]);

export const sampleOf = (row: Row): TheoremqaSample => {
  const id = text(row, 'id');
  const gold = goldOf(row);
  return {
    id,
    input: text(row, 'Question'),
    target: textOf(gold),
    gold,
    correctedGold: corrected.get(id) ?? gold,
    groups: { type: gold.type, field: text(row, 'field'), picture: has(row, 'Picture') ? 'yes' : 'no' },
  };
};

/** The type is the declared one: JSON's `1` and `1.0` are the same number here. */
const goldOf = (row: Row): TypedGold => {
  const type = text(row, 'Answer_type');
  switch (type) {
    case 'bool':
      return { type, value: boolean(row, 'Answer') };
    case 'option':
      return { type, value: text(row, 'Answer') };
    case 'list of integer':
    case 'list of float':
      return { type, value: list(row, 'Answer').map((_, index) => number(row, ['Answer', index])) };
    default:
      return { type: type === 'integer' ? type : 'float', value: number(row, 'Answer') };
  }
};

/** As Python would print it. */
export const textOf = ({ value }: TypedGold): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
};
