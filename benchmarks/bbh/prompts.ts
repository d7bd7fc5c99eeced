import type { ChatPrompt, Message, TextPrompt } from '../../src/core/index.ts';
import type { BbhSample } from './sample.ts';

/** Starts every worked answer. */
const lead = "A: Let's think step by step.";

const instruction = 'Follow the given examples and answer the question.\n\n';

/** The task's text with the question at its end, to be continued. */
const whole = ({ fewShot, input }: BbhSample): string => `${fewShot}\n\nQ: ${input}\n${lead}`;

/** The official prompt: the task's own text. */
export const officialPrompt = (sample: BbhSample): TextPrompt => ({ kind: 'text', text: whole(sample) });

/** lm-eval's `bbh_cot_fewshot`: the same text, and the line of the lead-in is ended. */
export const lmEvalPrompt = (sample: BbhSample): TextPrompt => ({ kind: 'text', text: `${whole(sample)}\n` });

/** Messages in turn, user first; the first one carries the instruction and the task's description. */
const conversation = (
  description: string,
  turns: readonly { readonly question: string; readonly answer: string }[],
): readonly Message[] =>
  turns.flatMap(({ question, answer }, index): Message[] => [
    { role: 'user', content: index === 0 ? `${instruction}${description}\n${question}` : question },
    { role: 'assistant', content: answer },
  ]);

/**
 * Revision E3: description and exemplars as turns of a conversation; the lead-in to the answer is left to the
 * model.
 */
export const eurusPrompt = (sample: BbhSample): ChatPrompt => {
  const [description = '', ...parts] = whole(sample).split('\n\nQ: ');
  const turns = parts.map(part => {
    const at = part.indexOf(lead);
    const question = `Q: ${part.slice(0, at)}`.trim();
    return { question, answer: `${lead}${part.slice(at + lead.length)}`.trim() };
  });
  return { kind: 'chat', messages: conversation(description, turns).slice(0, -1) };
};

/**
 * Revisions E1 and E2, defects kept: every blank line starts a turn, only the last line of a block is the
 * assistant's, and the last line of all is put into the model's mouth.
 */
export const eurus2404Prompt = (sample: BbhSample): ChatPrompt => {
  const [description = '', ...blocks] = whole(sample).split('\n\n');
  const turns = blocks.map(block => {
    const lines = block.split('\n');
    return { question: lines.slice(0, -1).join('\n'), answer: lines.at(-1) ?? '' };
  });
  const messages = conversation(description, turns);
  return { kind: 'chat', messages: messages.slice(0, -1), prefill: messages.at(-1)?.content ?? lead };
};
