import { isObject, type Message } from '../core/index.ts';
import { type Choice, countTokens } from './answer.ts';
import {
  type Asked,
  numberOrNull,
  type Parsed,
  piecesOf,
  refuse,
  type Speech,
  unknownField,
} from './speech.ts';

const known = new Set([
  ...['model', 'messages', 'system', 'max_tokens', 'temperature', 'top_p', 'top_k', 'stop_sequences'],
  ...['stream', 'thinking', 'metadata', 'service_tier', 'tools', 'tool_choice'],
]);

/** Anthropic's Messages API. */
export const anthropicSpeech: Speech = {
  root: '/v1',
  route: (method, path) => {
    if (method === 'GET' && path === '/models') return 'models';
    return method === 'POST' && path === '/messages' ? { api: 'chat' } : null;
  },
  keyOf: headers => textOrNull(headers['x-api-key']),
  parse: (_call, body, headers) => {
    if (headers['anthropic-version'] !== '2023-06-01') return refuse('anthropic-version: header is required');
    if (!isObject(body)) return refuse('the body is not a JSON object');
    const stranger = unknownField(body, known);
    if (stranger !== null) return refuse(`${stranger}: Extra inputs are not permitted`);
    return parseMessages(body);
  },
  document: (request, id, choices) => ({
    ...headOf(request, id),
    content: choices.flatMap(({ text, reasoning }) => [
      ...(reasoning === null ? [] : [{ type: 'thinking', thinking: reasoning, signature: 'c2lnbmVk' }]),
      ...(text === '' ? [] : [{ type: 'text', text }]),
    ]),
    stop_reason: reasonOf(choices[0]),
    usage: { ...inputOf(request), output_tokens: outputOf(choices) },
  }),
  events: (request, id, choices) => [
    event({
      type: 'message_start',
      message: { ...headOf(request, id), usage: { ...inputOf(request), output_tokens: 1 } },
    }),
    event({ type: 'ping' }),
    ...choices.flatMap(({ text, reasoning }) => [
      ...(reasoning === null ? [] : block(0, 'thinking', reasoning)),
      ...(text === '' ? [] : block(reasoning === null ? 0 : 1, 'text', text)),
    ]),
    event({
      type: 'message_delta',
      delta: { stop_reason: reasonOf(choices[0]), stop_sequence: null },
      usage: { output_tokens: outputOf(choices) },
    }),
    event({ type: 'message_stop' }),
  ],
  models: names => ({
    data: names.map(id => ({ type: 'model', id, display_name: id })),
    has_more: false,
    first_id: names[0] ?? null,
    last_id: names.at(-1) ?? null,
  }),
  error: (status, message) => ({
    type: 'error',
    error: { type: errorType(status), message },
    request_id: 'req_1',
  }),
  wrongKey: { status: 401, message: 'invalid x-api-key' },
  badRequest: 400,
  noModel: model => `model: ${model}`,
};

const parseMessages = (body: Record<string, unknown>): Parsed => {
  const { model, system = '' } = body;
  if (typeof model !== 'string') return refuse('model: Field required');
  const maxTokens = numberOrNull(body.max_tokens);
  if (maxTokens === null) return refuse('max_tokens: Field required');
  const temperature = numberOrNull(body.temperature);
  if (temperature !== null && (temperature < 0 || temperature > 1)) {
    return refuse('temperature: range: 0..1');
  }
  if (typeof system !== 'string') return refuse('system: Input should be a valid string');
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    return refuse('messages: at least one message is required');
  }
  const messages: Message[] = [];
  for (const [at, value] of body.messages.entries()) {
    const { role, content } = isObject(value) ? value : {};
    if (role !== 'user' && role !== 'assistant') return refuse(`messages.${at}.role: Unexpected role`);
    if (typeof content !== 'string') return refuse(`messages.${at}.content: Input should be a valid string`);
    if (content === '') return refuse('messages: text content blocks must be non-empty');
    messages.push({ role, content });
  }
  const started = messages.at(-1)?.role === 'assistant';
  const prefill = started ? (messages.pop()?.content ?? null) : null;
  if (prefill !== null && prefill !== prefill.trimEnd()) {
    return refuse('messages: final assistant content cannot end with trailing whitespace');
  }
  const stop = Array.isArray(body.stop_sequences) ? body.stop_sequences.map(String) : [];
  if (stop.some(mark => mark.trim() === '')) {
    return refuse('stop_sequences: each stop sequence must contain non-whitespace');
  }
  const told: readonly Message[] = system === '' ? [] : [{ role: 'system', content: system }];
  return {
    ok: true,
    request: {
      api: 'chat',
      model,
      messages: [...told, ...messages],
      prompt: null,
      lastUserText: messages.findLast(({ role }) => role === 'user')?.content ?? '',
      prefill,
      n: 1,
      seed: null,
      maxTokens,
      temperature,
      topP: numberOrNull(body.top_p),
      stop,
      stream: body.stream === true,
      body,
    },
  };
};

const headOf = ({ model }: Asked, id: string) => ({
  ...{ id, type: 'message', role: 'assistant', model, content: [] as unknown[] },
  ...{ stop_reason: null as string | null, stop_sequence: null },
});

const block = (index: number, type: 'text' | 'thinking', text: string): string[] => [
  event({ type: 'content_block_start', index, content_block: { type, [type]: '' } }),
  ...[...piecesOf(text)].map(piece =>
    event({ type: 'content_block_delta', index, delta: { type: `${type}_delta`, [type]: piece } }),
  ),
  event({ type: 'content_block_stop', index }),
];

const event = (value: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;

const reasons: Readonly<Record<string, string>> = { stop: 'end_turn', length: 'max_tokens' };
const reasonOf = (choice: Choice | undefined): string | null => {
  const reason = choice?.finishReason ?? null;
  return reason === null ? null : (reasons[reason] ?? reason);
};

const inputOf = (request: Asked) => ({
  input_tokens: request.messages.reduce((sum, { content }) => sum + countTokens(content), 0),
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: countTokens(request.prefill ?? ''),
});

const outputOf = (choices: readonly Choice[]): number =>
  choices.reduce((sum, { text, reasoning }) => sum + countTokens(text) + countTokens(reasoning ?? ''), 0);

const errorType = (status: number): string =>
  ({ 401: 'authentication_error', 404: 'not_found_error', 429: 'rate_limit_error', 529: 'overloaded_error' })[
    status
  ] ?? (status < 500 ? 'invalid_request_error' : 'api_error');

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
