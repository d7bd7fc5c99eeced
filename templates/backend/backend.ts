import { countIn, type Dialect, defineProvider, isObject, objectsIn, pieceReader, textIn } from 'eurus-eval';

/** What an object with a finish reason and usage says: a whole answer, or the last event of a streamed one. */
const endOf = ({ finish_reason, usage }: Record<string, unknown>) => {
  const { input_tokens, output_tokens } = isObject(usage) && isObject(usage.tokens) ? usage.tokens : {};
  return {
    finishReason: textIn(finish_reason),
    usage: { inputTokens: countIn(input_tokens), outputTokens: countIn(output_tokens) },
  };
};

/** Text and thoughts of the parts of a message. */
const partsIn = (content: unknown) => {
  const parts = Array.isArray(content) ? objectsIn(content) : isObject(content) ? [content] : [];
  const thoughts = parts.flatMap(({ thinking }) => textIn(thinking) ?? []);
  return {
    text: parts.map(({ text }) => textIn(text) ?? '').join(''),
    reasoning: thoughts.length === 0 ? undefined : thoughts.join(''),
  };
};

const dialect: Dialect = {
  apis: ['chat'],
  path: () => '/v2/chat',
  headers: (key): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` }),
  toBody: ({ prompt, generation, seed }, { model, stream }) => ({
    model,
    messages: prompt.kind === 'chat' ? prompt.messages : [],
    max_tokens: generation.maxTokens,
    temperature: generation.temperature,
    ...(generation.topP === 1 ? {} : { p: generation.topP }),
    ...(generation.stop.length === 0 ? {} : { stop_sequences: generation.stop }),
    ...(seed === null ? {} : { seed }),
    ...(stream ? { stream } : {}),
  }),
  createReader: pieceReader((value, kind) => {
    if (kind === 'document') {
      if (!isObject(value.message)) return { problem: 'no message in the answer' };
      return { ...partsIn(value.message.content), ...endOf(value) };
    }
    const delta = isObject(value.delta) ? value.delta : {};
    if (value.type === 'message-end') return { text: '', ...endOf(delta), done: true };
    return value.type === 'content-delta' && isObject(delta.message) ? partsIn(delta.message.content) : {};
  }),
  models: {
    path: '/v1/models?page_size=1000',
    read: value =>
      isObject(value) ? objectsIn(value.models).flatMap(({ name }) => textIn(name) ?? []) : null,
  },
};

/** Cohere's own API: COHERE_API_KEY holds the key. */
export const cohere = defineProvider('cohere', 'Cohere', 'https://api.cohere.com', {
  dialect,
  limits: { stops: 5 },
});
