import { isObject, type Message } from '../../src/core/index.ts';
import {
  type Choice,
  countTokens,
  type Parsed,
  piecesOf,
  refuse,
  type Speech,
} from '../../src/scripted/index.ts';

const known = new Set([
  ...['model', 'messages', 'max_tokens', 'temperature', 'p', 'k', 'stop_sequences', 'seed', 'stream'],
  ...['frequency_penalty', 'presence_penalty', 'safety_mode', 'response_format', 'thinking', 'logprobs'],
]);

/** Cohere's Chat API, version 2, as its reference describes it: what the template of a backend speaks. */
export const cohereSpeech: Speech = {
  root: '',
  route: (method, path) => {
    if (method === 'GET' && path === '/v1/models') return 'models';
    return method === 'POST' && path === '/v2/chat' ? { api: 'chat' } : null;
  },
  keyOf: ({ authorization = '' }) => (/^Bearer (.+)$/.exec(authorization) ?? [])[1] ?? null,
  parse: (_call, body) => {
    if (!isObject(body)) return refuse('invalid request: expected an object');
    const stranger = Object.keys(body).find(field => !known.has(field));
    return stranger === undefined ? parseChat(body) : refuse(`unknown field: parameter '${stranger}'`);
  },
  document: (_request, id, choices) => ({
    id,
    finish_reason: reasonOf(choices[0]),
    message: {
      role: 'assistant',
      content: choices.flatMap(({ text, reasoning }) => [
        ...(reasoning === null ? [] : [{ type: 'thinking', thinking: reasoning }]),
        ...(text === '' ? [] : [{ type: 'text', text }]),
      ]),
    },
    usage: usageOf(_request.messages, choices),
  }),
  events: (request, id, choices) => [
    event('message-start', { id, delta: { message: { role: 'assistant', content: [] } } }),
    ...choices.flatMap(({ text, reasoning }) => [
      ...[...piecesOf(reasoning ?? '')].map(thinking => content({ thinking })),
      ...[...piecesOf(text)].map(piece => content({ text: piece })),
    ]),
    event('message-end', {
      delta: { finish_reason: reasonOf(choices[0]), usage: usageOf(request.messages, choices) },
    }),
  ],
  models: names => ({ models: names.map(name => ({ name, endpoints: ['chat'] })) }),
  error: (_status, message) => ({ id: 'e-1', message }),
  wrongKey: { status: 401, message: 'invalid api token' },
  badRequest: 400,
  noModel: model => `model '${model}' not found, make sure the correct model ID was used`,
};

const parseChat = (body: Record<string, unknown>): Parsed => {
  const { model, messages } = body;
  if (typeof model !== 'string') return refuse('invalid request: model is required');
  if (!Array.isArray(messages) || messages.length === 0)
    return refuse('invalid request: messages is required');
  const number = (name: string): number | null => {
    const value = body[name];
    return typeof value === 'number' ? value : null;
  };
  const topP = number('p');
  if (topP !== null && (topP < 0.01 || topP > 0.99))
    return refuse('invalid request: p must be in 0.01..0.99');
  const stop = Array.isArray(body.stop_sequences) ? body.stop_sequences.map(String) : [];
  if (stop.length > 5) return refuse('invalid request: at most 5 stop_sequences');
  const turns = messages as readonly Message[];
  return {
    ok: true,
    request: {
      ...{ api: 'chat', model, messages: turns, prompt: null, prefill: null, n: 1, stop, topP, body },
      lastUserText: turns.findLast(({ role }) => role === 'user')?.content ?? '',
      seed: number('seed'),
      maxTokens: number('max_tokens'),
      temperature: number('temperature'),
      stream: body.stream === true,
    },
  };
};

const event = (type: string, more: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const content = (piece: object): string =>
  event('content-delta', { index: 0, delta: { message: { content: piece } } });

const reasonOf = (choice: Choice | undefined): string =>
  choice?.finishReason === 'length' ? 'MAX_TOKENS' : 'COMPLETE';

const usageOf = (messages: readonly Message[], choices: readonly Choice[]) => {
  const input_tokens = messages.reduce((sum, message) => sum + countTokens(message.content), 0);
  const output_tokens = choices.reduce(
    (sum, { text, reasoning }) => sum + countTokens(text) + countTokens(reasoning ?? ''),
    0,
  );
  return { billed_units: { input_tokens, output_tokens }, tokens: { input_tokens, output_tokens } };
};
