import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import { boxedPrompt } from '../eurus-math/prompts.ts';
import type { TheoremqaSample } from './sample.ts';

/** What the Eurus scripts say before a question that may be answered by a program; the same in every revision. */
const toolText = [
  'Tool available:',
  '[1] Python interpreter',
  'When you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.',
  'Solve the following math problem step-by-step.',
  'Simplify your answer as much as possible. The answer can only be one of the following forms:',
  '1. a numerical value like 0.1, no symbol at all.',
  '2. a list of number like [2, 3, 4].',
  '3. True/False.',
  '4. an option like (a), (b), (c), (d)',
  '',
  '',
].join('\n');

const question = ({ input }: TheoremqaSample): string => `Question: ${input}`;

/** Chain of thought: a box is asked for. */
export const cotPrompt = (sample: TheoremqaSample): ChatPrompt => boxedPrompt(question(sample));

/** Program of thought since E2: tool, forms of answers and question in one turn. */
export const potPrompt = (sample: TheoremqaSample): ChatPrompt => userTurn(toolText + question(sample));

/** Program of thought in E1: tool and forms as system message. */
export const potPrompt2404 = (sample: TheoremqaSample): ChatPrompt => ({
  kind: 'chat',
  messages: [
    { role: 'system', content: toolText },
    { role: 'user', content: question(sample) },
  ],
});
