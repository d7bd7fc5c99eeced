import {
  type Attempt,
  type Completion,
  type Execution,
  found,
  type Grader,
  incorrect,
  type Judgement,
  noAnswer,
  type Program,
  pythonStrip,
  type Sample,
  type Scorer,
} from '../core/index.ts';
import { failureOf, ourGap, withReruns } from './execution-failure.ts';
import { SPOKE } from './program-answer.ts';

/** How a program of thought is taken from a completion, and what its run answers. */
export type ProgramRule = {
  /** The program in a completion's text; null when it holds none, and the text itself is the answer. */
  programIn(text: string): Program | null;
  /** The text that a run answers; `''` for none. Never asked about runs that were cut off. */
  answerOf(execution: Execution, program: Program): string;
};

type Reader<S extends Sample> = Pick<Grader<S>, 'extract' | 'score' | 'sameAnswer'>;

/**
 * A grader that runs the program of a completion and has what it printed read and judged; a completion without a program
 * is read and judged as it stands. The run belongs to its completion, whichever ends first.
 * @param written reads and judges completions without a program
 * @param printed reads and judges what a program printed; as `written` when absent
 */
export const programOfThought = <S extends Sample>(
  rule: ProgramRule,
  written: Reader<S>,
  printed: Reader<S> = written,
): Pick<Grader<S>, 'extract' | 'score' | 'runsCode' | 'sameAnswer'> => ({
  runsCode: true,
  ...sameAnswerIn(printed),
  extract: (completion, sample) => {
    const program = programOf(rule, completion);
    if (program === null) return written.extract(completion, sample);
    const { code } = program;
    return found(typeof code === 'string' ? code : code.join('\n'), 'program');
  },
  score: async (attempt, execute): Promise<Judgement> => {
    const { completion, sample } = attempt;
    const program = programOf(rule, completion);
    if (program === null) return { ...(await written.score(attempt, execute)), answer: answerIn(attempt) };
    const execution = await execute(program);
    const judgement =
      ourGap(execution) ??
      (await judged(rule, execution, program, async text => {
        const read = { ...attempt, extraction: printed.extract({ ...completion, text }, sample) };
        return { ...(await printed.score(read, execute)), answer: answerIn(read) };
      }));
    return withReruns({ answer: null, ...judgement, outcome: execution.outcome }, execution);
  },
});

const answerIn = ({ extraction }: Pick<Attempt, 'extraction'>): string | null =>
  extraction.found ? extraction.value : null;

const sameAnswerIn = <S extends Sample>({ sameAnswer, score }: Reader<S>): Pick<Grader<S>, 'sameAnswer'> => {
  const scorer: Scorer<S> = score;
  const same = sameAnswer ?? scorer.sameAnswer;
  return same === undefined ? {} : { sameAnswer: same };
};

const programOf = (rule: ProgramRule, { text }: Completion): Program | null =>
  rule.programIn(pythonStrip(text));

const judged = (
  { answerOf }: ProgramRule,
  execution: Execution,
  program: Program,
  judge: (text: string) => Promise<Judgement>,
): Judgement | Promise<Judgement> => {
  const { outcome, stdout } = execution;
  // What it would still have printed is not known.
  if (!SPOKE.includes(outcome)) return incorrect(failureOf(execution, program));
  const answer = answerOf(execution, program);
  if (answer !== '') return judge(answer);
  const what = `the program printed nothing${pythonStrip(stdout) === '' ? '' : ' that counts'}`;
  return noAnswer(outcome === 'finished' ? what : `${what}: ${failureOf(execution, program)}`);
};
