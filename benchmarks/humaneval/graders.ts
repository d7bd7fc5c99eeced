import type { Grader } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { programContinued, programIn } from './answer.ts';
import { type HumanEvalSample, toProgram } from './sample.ts';
import { simpleEvalsProgram } from './simple-evals.ts';

type HumanEvalGrader = Grader<HumanEvalSample>;

const grader = (title: string, version: number, extract: HumanEvalGrader['extract']): HumanEvalGrader => ({
  title,
  version,
  runsCode: true,
  extract,
  score: unitTests(toProgram),
});

/** For answers of chat models, with the code started for them or free. */
export const chatGraders = {
  openai: grader(
    'human-eval tests, code up to the first triple backtick; free answers: last fitting block',
    5,
    programIn({ end: 'backticks', pick: 'last' }),
  ),
  eurus: grader(
    'human-eval tests, code up to the first triple backtick; free answers: first fitting block',
    3,
    programIn({ end: 'backticks', pick: 'first' }),
  ),
  strict: grader(
    'human-eval tests, code up to a fence that starts its line; free answers: last fitting block',
    5,
    programIn({ end: 'line', pick: 'last' }),
  ),
  'simple-evals': grader(
    'human-eval tests, first python block without what it takes for the signature, under the prompt',
    1,
    simpleEvalsProgram,
  ),
} as const;

/** For answers that continue the benchmark's prompt as text. */
export const textGraders = (stops: readonly string[]) =>
  ({
    openai: grader('human-eval tests, the prompt with its continuation', 2, programContinued(stops)),
  }) as const;
