import type { ChatPrompt, Interaction, Message, TurnReply } from '../../core/index.ts';
import type { FinishedTurn } from './turns.ts';

/** Longest observation and longest comment that are kept and shown, in UTF-16 units. */
const maxShown = 64 * 1024;

/** Longest dialogue that is sent, in UTF-16 units: a million tokens or so. The episode ends there as `too-long`. */
export const maxDialogue = 4 * 1024 * 1024;

/** The prompt of the turn that follows some turns. */
export const dialogueAfter = (
  first: ChatPrompt,
  turns: readonly FinishedTurn[],
  interaction: Interaction,
): ChatPrompt => ({
  kind: 'chat',
  messages: [
    ...first.messages,
    ...turns.flatMap(({ reply, effect }): Message[] => [
      { role: 'assistant', content: keptOf(reply, interaction) },
      { role: 'user', content: effect.next ?? '' },
    ]),
  ],
});

/** A reply as it stands in the dialogue that goes on: what was thought before it is not part of it. */
export const keptOf = ({ text }: Pick<TurnReply, 'text'>, interaction: Interaction): string =>
  interaction.keep === undefined ? text : interaction.keep(text);

export const lengthOf = ({ messages }: ChatPrompt): number =>
  messages.reduce((sum, { content }) => sum + content.length, 0);

/** A text of bounded length that says how much it lacks. */
export const shown = (text: string): string =>
  text.length <= maxShown
    ? text
    : `${text.slice(0, maxShown).toWellFormed()}… (${text.length - maxShown} more characters)`;
