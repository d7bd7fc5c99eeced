import { isObject } from '../../core/index.ts';

/** What one message, or one piece of a streamed one, holds; null for what is not in it. */
export type Content = {
  readonly text: string | null;
  readonly reasoning: string | null;
};

/** Parts of a content that are reasoning: Mistral's, Anthropic's behind gateways, and those of the Responses API. */
const reasoningParts: ReadonlySet<unknown> = new Set(['thinking', 'reasoning', 'reasoning_content']);

/**
 * Text and reasoning of a message, kept apart. Reasoning stands in `reasoning_content` (DeepSeek, vLLM, SGLang,
 * llama.cpp), in `reasoning` (OpenRouter, Ollama, newer vLLM), in a list of `reasoning_details` (OpenRouter), or among the
 * parts of the content. Servers that name it twice say the same twice: the first counts.
 */
export const readContent = (message: Record<string, unknown>): Content => {
  const parts = Array.isArray(message.content) ? message.content.filter(isObject) : [];
  const thoughts = parts.filter(isReasoning);
  const reasoning = [
    stringOrNull(message.reasoning_content),
    stringOrNull(message.reasoning),
    joined(message.reasoning_details),
    thoughts.length === 0 ? null : joined(thoughts),
  ].filter(found => found !== null);
  return {
    text: Array.isArray(message.content)
      ? parts
          .filter(part => !isReasoning(part))
          .map(({ text }) => stringOrNull(text) ?? '')
          .join('')
      : stringOrNull(message.content),
    // Some servers fill the field that they do not use with an empty text.
    reasoning: reasoning.find(found => found !== '') ?? reasoning[0] ?? null,
  };
};

const isReasoning = ({ type }: Record<string, unknown>): boolean => reasoningParts.has(type);

/** The texts of a list of reasoning; what is encrypted has none. Null when there is no list. */
const joined = (list: unknown): string | null =>
  Array.isArray(list) ? list.filter(isObject).map(textOf).join('') : null;

const textOf = (part: Record<string, unknown>): string =>
  fields.map(name => stringOrNull(part[name]) ?? innerTexts(part[name])).find(text => text !== null) ?? '';

const fields = ['thinking', 'text', 'reasoning', 'summary', 'content'];

/** The texts of a list within a part; lists within that are not looked at. */
const innerTexts = (list: unknown): string | null =>
  Array.isArray(list)
    ? list
        .filter(isObject)
        .map(({ text }) => stringOrNull(text) ?? '')
        .join('')
    : null;

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
