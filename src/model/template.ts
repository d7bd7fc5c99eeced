import { type ChatPrompt, EurusError, type Message } from '../core/index.ts';

/** Turns a conversation into the text that a completions API continues. Pure; the prefill ends the text. */
export type Template = (prompt: ChatPrompt) => string;

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
 * FastChat's `mistral` form, also on the Eurus model cards. It has no place for a system turn, which stands before the first
 * user's, in a line of its own. The server adds the beginning-of-sequence token.
 */
const mistral: Template = ({ messages, prefill }) => {
  const [first, ...others] = messages;
  const system = first?.role === 'system' ? first.content + missing(first.content, 1) : '';
  const turns = system === '' ? messages : others;
  const last = turns.length - 1;
  if (last % 2 !== 0 || turns.some((turn, at) => turn.role !== (at % 2 === 0 ? 'user' : 'assistant'))) {
    throw new EurusError(
      'BACKEND_CANNOT',
      'The template "mistral" needs user and assistant turns in alternation',
      {
        hint: 'Choose another one with --chat-template',
      },
    );
  }
  let text = '';
  for (const [at, { content }] of turns.entries()) {
    text += at % 2 === 0 ? `[INST] ${at === 0 ? system : ''}${content} [/INST]` : ` ${content}</s>`;
  }
  // `[/INST]` and the answer are one space apart; some protocols bring that space along.
  return prefill === undefined ? text : `${text}${/^\s/.test(prefill) ? '' : ' '}${prefill}`;
};

const chatml: Template = ({ messages, prefill = '' }) => {
  const turn = ({ role, content }: Message) => `<|im_start|>${role}\n${content}<|im_end|>\n`;
  return `${messages.map(turn).join('')}<|im_start|>assistant\n${prefill}`;
};

/** Meta's Llama 3 form, which trims each turn. The server adds `<|begin_of_text|>`. */
const llama3: Template = ({ messages, prefill = '' }) => {
  const head = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
  const turn = ({ role, content }: Message) => `${head(role)}${content.trim()}<|eot_id|>`;
  return `${messages.map(turn).join('')}${head('assistant')}${prefill}`;
};

export const templates: Readonly<Record<string, Template>> = { plain, mistral, chatml, 'llama-3': llama3 };

/** @throws EurusError `USAGE` for a file, `UNKNOWN_NAME` for a name that is not in `templates`. */
export const findTemplate = (name: string): Template => {
  const known = Object.keys(templates).join(', ');
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template !== undefined) return template;
  if (/[\\/]|\.(jinja2?|json|txt)$/.test(name)) {
    throw new EurusError('USAGE', `--chat-template "${name}" is a file; only named templates can be used`, {
      hint: `Templates: ${known}. With --api chat the server applies the model's own template`,
    });
  }
  throw new EurusError('UNKNOWN_NAME', `Unknown chat template "${name}"`, { hint: `Templates: ${known}` });
};
