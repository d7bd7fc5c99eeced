import type { ChatPrompt, Message, TextPrompt } from '../../src/core/index.ts';
import type { BbhSample } from './sample.ts';

/** Starts every worked answer. */
const lead = "A: Let's think step by step.";

const instruction = 'Follow the given examples and answer the question.\n\n';

/** The task's text with the question at its end, to be continued. */
const whole = ({ fewShot, input }: BbhSample): string => `${fewShot}\n\nQ: ${input}\n${lead}`;

/** The official prompt: the task's own text. */
export const officialPrompt = (sample: BbhSample): TextPrompt => ({ kind: 'text', text: whole(sample) });

/**
 * Revision E3: description and exemplars as turns of a conversation; the answer's lead-in is left to the
 * model.
 */
export const eurusPrompt = (sample: BbhSample): ChatPrompt => {
  const [description = '', ...parts] = whole(sample).split('\n\nQ: ');
  const turns = parts.map(part => {
    const [question = '', answer = ''] = `Q: ${part}`.split(lead, 2);
    return { question: question.trim(), answer: `${lead}${answer}`.trim() };
  });
  const messages = turns.flatMap(({ question, answer }, index): Message[] => [
    { role: 'user', content: index === 0 ? `${instruction}${description}\n${question}` : question },
    { role: 'assistant', content: answer },
  ]);
  return { kind: 'chat', messages: messages.slice(0, -1) };
};
