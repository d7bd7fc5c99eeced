import type { ChatPrompt, Sample } from '../../src/core/index.ts';

/** Chain of thought as the GSM-Plus scripts ask for it. */
export const officialPrompt = ({ input }: Sample): ChatPrompt => ({
  kind: 'chat',
  messages: [
    {
      role: 'system',
      content:
        'Your task is to solve a series of math word problems by providing the final answer. Use the format #### [value] to highlight your answer. For example, if the answer is 560, you should write #### 560. Make sure to carefully read and understand each problem before providing your answer.',
    },
    { role: 'user', content: `Question:\n${input}\nAnswer:\nLet's think step by step.` },
  ],
});
