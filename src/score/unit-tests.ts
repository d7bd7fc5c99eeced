import {
  correct,
  type Execution,
  incorrect,
  type Judgement,
  noAnswer,
  type Program,
  type Sample,
  type Scorer,
  unscored,
} from '../core/index.ts';
import { shown } from './shown.ts';

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
  const { outcome, missingModule, sandbox } = execution;
  if (outcome === 'finished') return correct('the tests passed', outcome);
  if (missingModule !== null) {
    return unscored(
      `the program needs the module ${shown(missingModule)}, which the ${sandbox} sandbox lacks; score again with the native sandbox`,
      outcome,
    );
  }
  if (execution.error?.origin === 'prelude') {
    return unscored(`the tests could not be set up: ${errorText(execution.error)}`, outcome);
  }
  return incorrect(failureOf(execution, program), outcome);
};

const failureOf = (execution: Execution, { limits }: Program): string => {
  const { error } = execution;
  switch (execution.outcome) {
    case 'timed-out':
      return `no result within ${limits.timeoutMs / 1000} s`;
    case 'out-of-memory':
      return `it needed more than ${limits.memoryMb} MiB of memory`;
    case 'output-limit':
      return `it printed more than ${limits.maxOutputBytes} bytes`;
    case 'exited-early':
      return 'it ended before its last line';
    case 'crashed':
      return error === null ? 'its interpreter crashed' : `its interpreter crashed: ${errorText(error)}`;
    default:
      return error === null ? `the program ended as ${execution.outcome}` : raisedText(error);
  }
};

const raisedText = (error: NonNullable<Execution['error']>): string => {
  if (error.origin === 'tests' && error.type === 'AssertionError')
    return `a test failed: ${errorText(error)}`;
  if (error.origin === 'tests') return `the tests raised ${errorText(error)}`;
  if (error.origin === 'candidate') return `the program raised ${errorText(error)}`;
  return `the call of the program failed: ${errorText(error)}`;
};

const errorText = ({ type, message, line }: NonNullable<Execution['error']>): string => {
  const what = message === '' ? type : `${type}: ${oneLine(message)}`;
  return line === null ? what : `${what} (line ${line})`;
};

const oneLine = (message: string): string => {
  const line = message.slice(0, 300).replace(/\s+/g, ' ').trim();
  return message.length > 300 ? `${line}...` : line;
};
