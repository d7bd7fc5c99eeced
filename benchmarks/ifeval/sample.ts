import { EurusError, messageOf, type Row, type Sample } from '../../src/core/index.ts';
import { integerText, objectList, rowName, text, textList } from '../../src/dataset/index.ts';
import { checkOf, type Instruction } from './instructions/index.ts';

/** `target` names the kinds of its instructions. */
export type IfevalSample = Sample & {
  readonly instructions: readonly Instruction[];
};

export const toSample = (row: Row): IfevalSample => {
  const kinds = textList(row, 'instruction_id_list');
  const given = objectList(row, 'kwargs');
  if (kinds.length === 0 || kinds.length !== given.length) {
    throw new EurusError(
      'DATA_FIELD',
      `${rowName(row)}: ${kinds.length} instructions with ${given.length} kwargs`,
    );
  }
  const instructions = kinds.map((kind, index) => ({ kind, kwargs: withoutNulls(given[index] ?? {}) }));
  for (const instruction of instructions) refuseWrong(row, instruction);
  return {
    id: integerText(row, 'key'),
    input: text(row, 'prompt'),
    target: kinds.join(', '),
    groups: { instructions: String(kinds.length) },
    instructions,
  };
};

/** The copy on Hugging Face fills all names with null. */
const withoutNulls = (kwargs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));

const refuseWrong = (row: Row, instruction: Instruction): void => {
  try {
    checkOf(instruction);
  } catch (thrown) {
    throw new EurusError('DATA_FIELD', `${rowName(row)}: ${messageOf(thrown)}`, { cause: thrown });
  }
};
