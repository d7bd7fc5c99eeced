import type { Sample, TextPrompt } from '../../src/core/index.ts';

/** lm-eval's `hendrycks_math`: the bare problem, as text to be continued. */
export const lmEvalPrompt = ({ input }: Sample): TextPrompt => ({
  kind: 'text',
  text: `Problem: ${input}\nAnswer:`,
});
