import type { Grader } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { continuedCode } from '../mbpp/answer.ts';
import { plainProgram, strictProgram } from '../mbpp/program.ts';
import type { MbppSample } from '../mbpp/sample.ts';

type MbppGrader = Grader<MbppSample>;

export const bigcodeStops = [
  ...['class', 'assert', '"""', 'print', 'if', '<|/', '```'].map(stop => `\n${stop}`),
];
export const lmEvalStops = ['[DONE]'];

const continued = (title: string, stops: readonly string[], toProgram: typeof plainProgram): MbppGrader => ({
  title,
  version: 1,
  runsCode: true,
  extract: continuedCode(stops),
  score: unitTests(toProgram),
});

const strictOf = (stops: readonly string[]): MbppGrader =>
  continued('the continued text, the imports of the reference for the tests; 10 s', stops, strictProgram);

export const bigcodeGraders = {
  bigcode: continued(
    'bigcode: the continued text and the tests in one process, 3 s',
    bigcodeStops,
    plainProgram,
  ),
  strict: strictOf(bigcodeStops),
} as const;

export const lmEvalGraders = {
  'lm-eval': continued(
    'lm-eval: the text before [DONE] and the tests in one process, 3 s',
    lmEvalStops,
    plainProgram,
  ),
  strict: strictOf(lmEvalStops),
} as const;
