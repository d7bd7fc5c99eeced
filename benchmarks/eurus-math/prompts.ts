import type { ChatPrompt } from '../../src/core/index.ts';
import { userTurn } from '../../src/core/index.ts';

/** The published revisions of the Eurus scripts: E1 of April 2024, E2 of May, E3 of September. */
export type Revision = 'E1' | 'E2' | 'E3';

const stepByStep =
  'Solve the following math problem step-by-step.\nSimplify your answer as much as possible.';
const boxedRequest = `${stepByStep} Present your final answer as \\boxed{Your Answer}.\n`;

/** The tool is misspelt where the script of word problems of April 2024 misspells it. */
const toolText = (interpreter: 'interpreter' | 'intepreter', more = ''): string =>
  `Tool available:\n[1] Python ${interpreter}\nWhen you send a message containing Python code to python, it will be executed in a stateful Jupyter notebook environment.${more}\n`;

const presentCode = ' Present code in ```python```';

/** Chain of thought, the same in all revisions and for all sets: one user turn that asks for a box. */
export const boxedPrompt = (question: string): ChatPrompt => userTurn(boxedRequest + question);

/**
 * Program of thought for word problems (GSM-Plus, SVAMP, ASDiv): the tool in a system turn and the words of the boxed
 * prompt; in E1 one user turn, which asks for no box. Where a chat template has no system turn the two are one.
 */
export const wordProblemToolPrompt = (question: string, revision: Revision): ChatPrompt => {
  if (revision === 'E1') return userTurn(`${toolText('intepreter')}${stepByStep}\n${question}`);
  const content = toolText('interpreter', revision === 'E3' ? presentCode : '');
  return {
    kind: 'chat',
    messages: [
      { role: 'system', content },
      { role: 'user', content: boxedRequest + question },
    ],
  };
};

/** Program of thought for MATH: the tool in the user turn, and no box asked for, in any revision. */
export const mathToolPrompt = (question: string, revision: Revision): ChatPrompt =>
  userTurn(`${toolText('interpreter', revision === 'E3' ? presentCode : '')}${stepByStep}\n${question}`);
