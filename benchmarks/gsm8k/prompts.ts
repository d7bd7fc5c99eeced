import type { TextPrompt } from '../../src/core/index.ts';
import type { Gsm8kSample } from './sample.ts';

/** lm-eval's `gsm8k`: worked examples with their whole solutions, then the question, as text to be continued. */
export const lmEvalPrompt = ({ input }: Gsm8kSample, shots: readonly Gsm8kSample[]): TextPrompt => ({
  kind: 'text',
  text: [
    ...shots.map(shot => `Question: ${shot.input}\nAnswer: ${shot.solution}`),
    `Question: ${input}\nAnswer:`,
  ].join('\n\n'),
});

/** lm-eval's `gsm8k_cot_zeroshot`. */
export const lmEvalZeroshotPrompt = ({ input }: Gsm8kSample): TextPrompt => ({
  kind: 'text',
  text: `Q: ${input}\nA: Let's think step by step.`,
});
