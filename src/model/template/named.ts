import { EurusError, type Message } from '../../core/index.ts';
import type { Template } from './template.ts';
import { alternating, cannot, spaced, written } from './turns.ts';

/**
 * For base models: the turns as they stand. Question, newline, answer, blank line between the pairs: few-shot turns
 * come out as the few-shot text they were made from.
 */
const plain: Template = ({ messages, prefill = '' }) => {
  let text = '';
  for (const { role, content } of messages) text += content + missing(content, role === 'user' ? 1 : 2);
  return text + prefill;
};

/** Newlines that are still missing at the end of a text. */
const missing = (text: string, newlines: number): string => {
  let present = 0;
  while (present < newlines && text.at(-1 - present) === '\n') present++;
  return '\n'.repeat(newlines - present);
};

/**
 * FastChat's `mistral` form, also on the Eurus model cards. It has no place for a system turn, which stands before the
 * first user's, in a line of its own.
 */
const mistral: Template = ({ messages, prefill }) => {
  const { system, turns } = alternating('mistral', messages);
  const head = system === null ? '' : system + missing(system, 1);
  let text = '';
  for (const [at, { content }] of turns.entries()) {
    text += at % 2 === 0 ? `[INST] ${at === 0 ? head : ''}${content} [/INST]` : ` ${content}</s>`;
  }
  return text + spaced(prefill);
};

/** Meta's form: turns trimmed, the system text inside the first user's, a new sequence for each pair. */
const llama2: Template = ({ messages, prefill }) => {
  const { system, turns } = alternating('llama-2', messages);
  const head = system === null ? '' : `<<SYS>>\n${system}\n<</SYS>>\n\n`;
  let text = '';
  for (const [at, { content }] of turns.entries()) {
    if (at % 2 === 1) text += ` ${content.trim()} </s><s>`;
    else text += `[INST] ${(at === 0 ? head + content : content).trim()} [/INST]`;
  }
  return text + spaced(prefill);
};

/** Google's form: trimmed turns, the assistant is `model`; a system text stands before the first user's, as in Gemma 3. */
const gemma: Template = ({ messages, prefill = '' }) => {
  const { system, turns } = alternating('gemma', messages);
  let text = '';
  for (const [at, { content }] of turns.entries()) {
    const head = at === 0 && system !== null ? `${system}\n\n` : '';
    text += `<start_of_turn>${at % 2 === 0 ? 'user' : 'model'}\n${head}${content.trim()}<end_of_turn>\n`;
  }
  return `${text}<start_of_turn>model\n${prefill}`;
};

/** LMSYS's Vicuna 1.1 and later. */
const vicuna: Template = ({ messages, prefill }) => {
  const { system, turns } = alternating('vicuna', messages);
  const head =
    system ??
    "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions.";
  let text = `${head} `;
  for (const [at, { content }] of turns.entries()) {
    text += at % 2 === 0 ? `USER: ${content} ` : `ASSISTANT: ${content}</s>`;
  }
  return `${text}ASSISTANT:${spaced(prefill)}`;
};

/** Stanford's form, which was published for one turn. */
const alpaca: Template = ({ messages, prefill = '' }) => {
  const { system, turns } = alternating('alpaca', messages);
  const [{ content } = { content: '' }, ...more] = turns;
  if (more.length > 0)
    throw cannot('The template "alpaca" has room for one question, without few-shot turns');
  const head =
    system ??
    'Below is an instruction that describes a task. Write a response that appropriately completes the request.';
  return `${head}\n\n### Instruction:\n${content}\n\n### Response:${prefill}`;
};

const title = ({ role }: Message): string => role.charAt(0).toUpperCase() + role.slice(1);

/**
 * By name. None writes the beginning-of-sequence token at its start: the server adds that. Where each form was published
 * stands in docs/chat-templates.md.
 */
export const templates: Readonly<Record<string, Template>> = {
  plain,
  mistral,
  chatml: written({
    turn: ({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`,
    answer: '<|im_start|>assistant\n',
  }),
  'llama-2': llama2,
  'llama-3': written({
    turn: ({ role, content }) => `<|start_header_id|>${role}<|end_header_id|>\n\n${content.trim()}<|eot_id|>`,
    answer: '<|start_header_id|>assistant<|end_header_id|>\n\n',
  }),
  gemma,
  'phi-3': written({
    turn: ({ role, content }) => `<|${role}|>\n${content}<|end|>\n`,
    answer: '<|assistant|>\n',
  }),
  zephyr: written({
    turn: ({ role, content }) => `<|${role}|>\n${content}</s>\n`,
    answer: '<|assistant|>\n',
  }),
  openchat: written({
    turn: message => `GPT4 Correct ${title(message)}: ${message.content}<|end_of_turn|>`,
    answer: 'GPT4 Correct Assistant:',
    gap: true,
  }),
  deepseek: written({
    turn: message =>
      message.role === 'assistant'
        ? `Assistant: ${message.content}<｜end▁of▁sentence｜>`
        : `${message.role === 'user' ? 'User: ' : ''}${message.content}\n\n`,
    answer: 'Assistant:',
    gap: true,
  }),
  'deepseek-v3': written({
    turn: ({ role, content }) =>
      role === 'system'
        ? content
        : role === 'user'
          ? `<｜User｜>${content}`
          : `<｜Assistant｜>${content}<｜end▁of▁sentence｜>`,
    answer: '<｜Assistant｜>',
  }),
  vicuna,
  alpaca,
};

/** What each form writes after an answer that is over; nothing where it is not named. */
export const answerEnds: Readonly<Record<string, string>> = {
  mistral: '</s>',
  chatml: '<|im_end|>\n',
  'llama-2': ' </s>',
  'llama-3': '<|eot_id|>',
  gemma: '<end_of_turn>\n',
  'phi-3': '<|end|>\n',
  zephyr: '</s>\n',
  openchat: '<|end_of_turn|>',
  deepseek: '<｜end▁of▁sentence｜>',
  'deepseek-v3': '<｜end▁of▁sentence｜>',
  vicuna: '</s>',
};

/** @throws EurusError `UNKNOWN_NAME` */
export const namedTemplate = (name: string): Template => {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template !== undefined) return template;
  throw new EurusError('UNKNOWN_NAME', `Unknown chat template "${name}", and no such file`, {
    hint: `Templates: ${Object.keys(templates).join(', ')}; or a tokenizer_config.json, a .jinja file, or the folder of one`,
  });
};
