import { createHash } from 'node:crypto';
import { EurusError, type Message, messageOf, oneLine } from '../../core/index.ts';
import { templateDate } from './clock.ts';
import { usage } from './files.ts';
import { compile, type Rendering, TemplateRefusal } from './jinja.ts';
import { TemplateTooCostly } from './limits.ts';
import { readSource, type Source } from './source.ts';
import type { ChatTemplate } from './template.ts';

/**
 * The template of a model's own file. The text is what `apply_chat_template` gives, but for a beginning-of-sequence token
 * at its start, which the server adds, and with the prefill behind it.
 * @throws EurusError `USAGE`
 */
export const templateFrom = (path: string): ChatTemplate => {
  const source = readSource(path);
  refuseUnknownTokens(source);
  const rendering = compiled(source);
  const bos = leadingToken(source);
  const begins = startOf(rendering, bos);
  const removed = source.addsBos ? begins : null;
  const textOf = (messages: readonly Message[], asks: boolean): string => {
    const text = rendered(rendering, messages, source, asks);
    const start = removed !== null && text.startsWith(removed) ? removed.length : 0;
    return text.slice(start);
  };
  return {
    render: ({ messages, prefill = '' }) => textOf(messages, true) + prefill,
    whole: ({ messages }, answer) => textOf([...messages, { role: 'assistant', content: answer }], false),
    settings: {
      chat_template: source.name,
      chat_template_sha256: createHash('sha256').update(source.text).digest('hex'),
      ...tokensUsed(source),
      ...(begins === null
        ? {}
        : { chat_template_bos: `${JSON.stringify(begins)} ${removed === null ? 'kept' : 'removed'}` }),
      ...(mentions(source, 'strftime_now') ? { chat_template_date: templateDate } : {}),
    },
  };
};

const mentions = ({ text }: Source, name: string): boolean => new Set(text.match(/\w+/g)).has(name);

/** A token that is not known would be left out without a word. */
const refuseUnknownTokens = (source: Source): void => {
  if (source.known) return;
  const missing = ['bos_token', 'eos_token'].filter(name => mentions(source, name));
  if (missing.length === 0) return;
  throw usage(
    `--chat-template ${source.path}: it uses ${missing.join(' and ')}, which no file beside it gives`,
    "Put the model's tokenizer_config.json or special_tokens_map.json into the same folder",
  );
};

const compiled = (source: Source): Rendering => {
  try {
    return compile(source.text, source.tokens);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The interpreter reads on where a block or a bracket is not closed, and then fails at what is not there.
    const why = error instanceof TypeError ? 'it ends too early' : oneLine(messageOf(error), 200);
    throw usage(
      `--chat-template ${source.path}: ${error instanceof TemplateTooCostly ? `it ${why}` : `no Jinja template: ${why}`}`,
      'Compare the file with the one the model was published with, or name a form, e.g. --chat-template chatml',
      error,
    );
  }
};

const rendered = (
  rendering: Rendering,
  messages: readonly Message[],
  source: Source,
  asks: boolean,
): string => {
  try {
    return rendering(messages, asks);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const roles = messages.map(({ role }) => role).join(', ');
    const why = oneLine(messageOf(error), 200);
    const what =
      error instanceof TemplateRefusal
        ? `the template refuses the turns (${roles}): ${why}`
        : error instanceof TemplateTooCostly
          ? `the template ${why}`
          : `the template fails on the turns (${roles}): ${why}`;
    throw new EurusError('BACKEND_CANNOT', `--chat-template ${source.path}: ${what}`, {
      hint: roles.startsWith('system')
        ? 'Leave the system message out, if it is yours (--system), or choose another --chat-template'
        : 'Choose another --chat-template',
      cause: error,
    });
  }
};

/** Of models whose files do not say what their first token is. */
const usualFirstTokens = [
  '<s>',
  '<bos>',
  '<|begin_of_text|>',
  '<|startoftext|>',
  '<｜begin▁of▁sentence｜>',
  '[BOS]',
] as const;

const leadingToken = ({ tokens, known }: Source): readonly string[] => {
  const { bos_token: bos } = tokens;
  if (bos !== undefined && bos !== '') return [bos];
  return known ? [] : usualFirstTokens;
};

/** The token at the start of what the template makes of one question; null when it writes none, or wants other turns. */
const startOf = (rendering: Rendering, tokens: readonly string[]): string | null => {
  try {
    const text = rendering([{ role: 'user', content: 'x' }]);
    return tokens.find(token => text.startsWith(token)) ?? null;
  } catch {
    return null;
  }
};

/** Tokens of the tokenizer's files that the text depends on. */
const tokensUsed = (source: Source): Readonly<Record<string, string>> => {
  const used = Object.entries(source.tokens).filter(([name]) => mentions(source, name));
  if (used.length === 0) return {};
  return {
    chat_template_tokens: used
      .map(([name, token]) => `${name}=${token}`)
      .sort()
      .join(' '),
  };
};
