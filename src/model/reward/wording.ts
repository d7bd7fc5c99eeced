import type { ChatPrompt, Message, Prompt, ToReward } from '../../core/index.ts';
import { type ChatTemplate, templates } from '../template/index.ts';

/** The turns of a prompt: a plain text is what the user said. */
export const turnsOf = (prompt: Prompt): readonly Message[] =>
  prompt.kind === 'chat' ? prompt.messages : [{ role: 'user', content: prompt.text }];

/** The turns, with the answer as the last. */
export const conversationOf = ({ prompt, answer }: ToReward): readonly Message[] => [
  ...turnsOf(prompt),
  { role: 'assistant', content: answer },
];

/** One text of question and answer, in the form that the reward model was trained on. */
export const renderedWith = (template: ChatTemplate, { prompt, answer }: ToReward): string =>
  template.whole(chatOf(prompt), answer);

const chatOf = (prompt: Prompt): ChatPrompt => ({ kind: 'chat', messages: turnsOf(prompt) });

/** What was asked, as one text: a single turn as it stands, several as the form `plain` writes them. */
export const questionOf = (prompt: Prompt): string => {
  const turns = turnsOf(prompt);
  const [only] = turns;
  if (only !== undefined && turns.length === 1) return only.content;
  return (templates.plain?.({ kind: 'chat', messages: turns }) ?? '').trimEnd();
};
