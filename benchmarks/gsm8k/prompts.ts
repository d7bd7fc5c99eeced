import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import type { Gsm8kSample } from './sample.ts';

/** The user turn of the Eurus scripts for word problems. */
export const boxedPrompt = ({ input }: Gsm8kSample): ChatPrompt =>
  userTurn(
    `Solve the following math problem step-by-step.\nSimplify your answer as much as possible. Present your final answer as \\boxed{Your Answer}.\n${input}`,
  );
