import type { TextPrompt } from '../../src/core/index.ts';
import type { MbppSample } from '../mbpp/sample.ts';

/** bigcode-evaluation-harness: a docstring with the description and the first test. */
export const bigcodePrompt = ({ input, tests }: MbppSample): TextPrompt => ({
  kind: 'text',
  text: `"""\n${input}\n${tests[0]}\n"""\n`,
});

const asked = ({ input, tests }: MbppSample): string =>
  `You are an expert Python programmer, and here is your task: ${input} Your code should pass these tests:\n\n${tests.join('\n')}\n[BEGIN]\n`;

/** lm-evaluation-harness: three worked examples, then the task, each with all its tests. */
export const lmEvalPrompt = (sample: MbppSample, shots: readonly MbppSample[]): TextPrompt => ({
  kind: 'text',
  text: [...shots.map(shot => `${asked(shot)}${shot.target}\n[DONE]`), asked(sample)].join('\n\n'),
});
