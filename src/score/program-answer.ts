import {
  type Attempt,
  type Execution,
  type Extraction,
  found,
  incorrect,
  type Judgement,
  noAnswer,
  type Outcome,
  type Program,
  pythonStrip,
  type Sample,
  type Scorer,
} from '../core/index.ts';
import { failureOf, ourGap, withReruns } from './execution-failure.ts';
import { withSameAnswer } from './same-answer.ts';

/** Printed text counts after these; the others were cut off, and what they would have printed is not known. */
export const SPOKE: readonly Outcome[] = ['finished', 'raised', 'exited-early'];

/**
 * Runs the extracted program and judges what it prints, by any scorer of answers.
 * @param toProgram a script, or cells that share a namespace and print their last value
 * @param judge sees the printed answer as its extraction
 * @param answerOf finds the answer in the printed text; the whole of it when absent
 */
export const programAnswer = <S extends Sample>(
  toProgram: (code: string, attempt: Attempt<S>) => Program,
  judge: Scorer<S>,
  answerOf: (printed: string) => Extraction = printed => found(printed, 'printed by the program'),
): Scorer<S> =>
  withSameAnswer(async (attempt, execute): Promise<Judgement> => {
    const { extraction } = attempt;
    if (!extraction.found) return noAnswer(extraction.why);
    const program = toProgram(extraction.value, attempt);
    const execution = await execute(program);
    const answered = ourGap(execution) ?? answerIn(execution, program, answerOf);
    if ('verdict' in answered) return withReruns({ ...answered, answer: null }, execution);
    const judgement = await judge({ ...attempt, extraction: answered }, execute);
    const answer = answered.found ? answered.value : null;
    return withReruns({ ...judgement, answer, outcome: execution.outcome }, execution);
  }, judge.sameAnswer);

const answerIn = (
  execution: Execution,
  program: Program,
  answerOf: (printed: string) => Extraction,
): Extraction | Judgement => {
  const { outcome } = execution;
  if (!SPOKE.includes(outcome)) return incorrect(failureOf(execution, program), outcome);
  const printed = printedAnswer(execution, program);
  if (printed !== '') return answerOf(printed);
  const why = outcome === 'finished' ? '' : `: ${failureOf(execution, program)}`;
  return { ...noAnswer(`the program printed nothing${why}`), outcome };
};

/**
 * What a program answers: the text of its last cell that printed something. What a cell printed before it raised
 * counts only when no cell comes after it.
 */
export const printedAnswer = ({ stdout, cells }: Execution, { code }: Program): string => {
  if (cells === undefined || typeof code === 'string') return pythonStrip(stdout);
  const heard = cells.filter(({ raised }, index) => !raised || index === code.length - 1);
  return pythonStrip(heard.findLast(cell => pythonStrip(cell.stdout) !== '')?.stdout ?? '');
};
