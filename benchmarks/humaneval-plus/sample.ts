import type { Row } from '../../src/core/index.ts';
import { text } from '../../src/dataset/index.ts';
import { type HumanEvalSample, toSample } from '../humaneval/sample.ts';

/** `tests` are those of HumanEval; what EvalPlus adds are lists of arguments, whose answers the reference solution gives. */
export type HumanEvalPlusSample = HumanEvalSample & {
  /** JSON text: a list of argument lists. */
  readonly baseInput: string;
  readonly plusInput: string;
  /** JSON text: how far an answer may be off, 0 for most tasks. */
  readonly tolerance: string;
};

export const toPlusSample = (row: Row): HumanEvalPlusSample => ({
  ...toSample(row),
  baseInput: text(row, 'base_input'),
  plusInput: text(row, 'plus_input'),
  tolerance: text(row, 'atol'),
});
