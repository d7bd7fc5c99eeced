import { type ChatPrompt, type TextPrompt, userTurn } from '../../src/core/index.ts';
import type { Gsm8kSample } from './sample.ts';

/** The user turn of the Eurus scripts for word problems, the same in all their revisions. */
export const boxedPrompt = ({ input }: Gsm8kSample): ChatPrompt =>
  userTurn(
    `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${input}`,
  );

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
