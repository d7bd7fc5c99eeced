import {
  correct,
  type Execution,
  incorrect,
  type Judgement,
  noAnswer,
  type Program,
  type Sample,
  type Scorer,
} from '../core/index.ts';
import { failureOf, ourGap, withReruns } from './execution-failure.ts';

/** Correct when the sample's own tests pass against the extracted code. */
export const unitTests =
  <S extends Sample>(toProgram: (code: string, sample: S) => Program): Scorer<S> =>
  async ({ sample, extraction }, execute): Promise<Judgement> => {
    if (!extraction.found) return noAnswer(extraction.why);
    const program = toProgram(extraction.value, sample);
    return judgementOf(await execute(program), program);
  };

/** What an execution with tests proves about the candidate. */
export const judgementOf = (execution: Execution, program: Program): Judgement => {
  const { outcome } = execution;
  const judgement =
    outcome === 'finished'
      ? correct('the tests passed', outcome)
      : (ourGap(execution) ?? incorrect(failureOf(execution, program), outcome));
  return withReruns(judgement, execution);
};
