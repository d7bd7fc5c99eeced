import type { Grader } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { programContinued, programIn } from '../humaneval/answer.ts';
import { chatGraders as baseChatGraders, textGraders as baseTextGraders } from '../humaneval/graders.ts';
import { type PlusRule, toPlusProgram } from './program.ts';
import type { HumanEvalPlusSample } from './sample.ts';

type PlusGrader = Grader<HumanEvalPlusSample>;

const rules: Readonly<Record<string, { readonly title: string; readonly rule: PlusRule }>> = {
  'evalplus-plus': {
    title: "EvalPlus: the reference solution's answers to its own and the added arguments",
    rule: { plus: true, tolerance: 'sticky' },
  },
  'evalplus-base': {
    title: "EvalPlus: the reference solution's answers to HumanEval's arguments only",
    rule: { plus: false, tolerance: 'sticky' },
  },
  strict: {
    title: 'as evalplus-plus, but a tolerance for floats does not outlast the answer it was for',
    rule: { plus: true, tolerance: 'fresh' },
  },
};

const plusGraders = (extract: PlusGrader['extract']): Readonly<Record<string, PlusGrader>> =>
  Object.fromEntries(
    Object.entries(rules).map(([name, { title, rule }]) => [
      name,
      { title, version: 3, runsCode: true, extract, score: unitTests(toPlusProgram(rule)) },
    ]),
  );

/** For answers of chat models; `openai` and `eurus` run HumanEval's own tests, as they do there. */
export const chatGraders: Readonly<Record<string, PlusGrader>> = {
  ...plusGraders(programIn({ end: 'line', pick: 'last' })),
  openai: baseChatGraders.openai,
  eurus: baseChatGraders.eurus,
};

/** For answers that continue the benchmark's prompt as text. */
export const textGraders = (stops: readonly string[]): Readonly<Record<string, PlusGrader>> => ({
  ...plusGraders(programContinued(stops)),
  ...baseTextGraders(stops),
});
