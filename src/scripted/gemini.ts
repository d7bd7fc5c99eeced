import { isObject, type Message } from '../core/index.ts';
import { type Choice, countTokens, firstTokenOf } from './answer.ts';
import {
  type Asked,
  type Call,
  numberOrNull,
  type Parsed,
  piecesOf,
  refuse,
  type Speech,
  unknownField,
} from './speech.ts';

const known = new Set([
  'contents',
  'systemInstruction',
  'generationConfig',
  'safetySettings',
  'tools',
  'toolConfig',
]);
const knownSettings = new Set([
  ...['maxOutputTokens', 'temperature', 'topP', 'topK', 'stopSequences', 'seed', 'candidateCount'],
  ...['responseLogprobs', 'logprobs', 'thinkingConfig'],
]);

/** Google's Gemini API: `models`, `generateContent` and `streamGenerateContent` with `alt=sse`. */
export const geminiSpeech: Speech = {
  root: '/v1beta',
  route: (method, path, query) => {
    if (method === 'GET' && path === '/models') return 'models';
    const [, model, verb] = /^\/models\/([^/:]+):(\w+)$/.exec(path) ?? [];
    if (method !== 'POST' || model === undefined) return null;
    if (verb === 'generateContent') return { api: 'chat', model, stream: false };
    // Without `alt=sse` the real one sends a JSON list, which this one cannot.
    const streams = verb === 'streamGenerateContent' && query.get('alt') === 'sse';
    return streams ? { api: 'chat', model, stream: true } : null;
  },
  keyOf: headers => {
    const key = headers['x-goog-api-key'];
    return typeof key === 'string' ? key : null;
  },
  parse: (call, body) => {
    if (!isObject(body)) return refuse('Invalid JSON payload received.');
    const settings = isObject(body.generationConfig) ? body.generationConfig : {};
    const stranger = unknownField(body, known) ?? unknownField(settings, knownSettings);
    if (stranger !== null) {
      return refuse(`Invalid JSON payload received. Unknown name "${stranger}": Cannot find field.`);
    }
    return parseContents(call, body, settings);
  },
  document: (request, _id, choices) => answer(request, choices, partsOf(choices[0]), reasonOf(choices[0])),
  events: (request, _id, choices) => {
    const parts = partsOf(choices[0]).flatMap(({ text, ...rest }) =>
      [...piecesOf(text)].map(piece => ({ ...rest, text: piece })),
    );
    return [
      ...parts.map((part, at) => event(answer(request, at === 0 ? choices : [], [part], null))),
      event(answer(request, choices, [], reasonOf(choices[0]))),
    ];
  },
  models: names => ({
    models: names.map(name => ({
      name: `models/${name}`,
      displayName: name,
      supportedGenerationMethods: ['generateContent'],
    })),
  }),
  error: (code, message) => ({ error: { code, message, status: statuses[code] ?? 'UNKNOWN' } }),
  wrongKey: { status: 400, message: 'API key not valid. Please pass a valid API key.' },
  badRequest: 400,
  noModel: model => `models/${model} is not found for API version v1beta`,
};

const parseContents = (
  { model = '', stream = false }: Call,
  body: Record<string, unknown>,
  settings: Record<string, unknown>,
): Parsed => {
  if (!Array.isArray(body.contents) || body.contents.length === 0) return refuse('contents is not specified');
  const system = body.systemInstruction === undefined ? null : textOf(body.systemInstruction);
  const messages: Message[] = system === null ? [] : [{ role: 'system', content: system }];
  for (const content of body.contents as readonly unknown[]) {
    const role = isObject(content) ? content.role : undefined;
    const text = textOf(content);
    if (role !== 'user' && role !== 'model') return refuse('Please use a valid role: user, model.');
    if (text === null) return refuse('contents.parts must not be empty.');
    messages.push({ role: role === 'model' ? 'assistant' : 'user', content: text });
  }
  const stop = Array.isArray(settings.stopSequences) ? settings.stopSequences.map(String) : [];
  if (stop.length > 5) return refuse('the number of stop_sequences must not exceed 5');
  return {
    ok: true,
    request: {
      ...{ api: 'chat', model, messages, prompt: null, prefill: null, n: 1, stop, stream, body },
      lastUserText: messages.findLast(({ role }) => role === 'user')?.content ?? '',
      seed: numberOrNull(settings.seed),
      maxTokens: numberOrNull(settings.maxOutputTokens),
      temperature: numberOrNull(settings.temperature),
      topP: numberOrNull(settings.topP),
    },
  };
};

/** The text of a content's parts, or null when it has none. */
const textOf = (content: unknown): string | null => {
  const parts =
    isObject(content) && Array.isArray(content.parts) ? (content.parts as readonly unknown[]) : [];
  if (parts.length === 0) return null;
  return parts.map(part => (isObject(part) ? String(part.text ?? '') : '')).join('');
};

type Part = { readonly text: string; readonly thought?: true };

const partsOf = (choice: Choice | undefined): readonly Part[] => [
  ...(choice?.reasoning ? [{ text: choice.reasoning, thought: true as const }] : []),
  ...(choice?.text ? [{ text: choice.text }] : []),
];

const answer = (
  request: Asked,
  choices: readonly Choice[],
  parts: readonly Part[],
  finishReason: string | null,
) => {
  const thoughts = choices.reduce((sum, { reasoning }) => sum + countTokens(reasoning ?? ''), 0);
  const said = choices.reduce((sum, { text }) => sum + countTokens(text), 0);
  const asked = request.messages.reduce((sum, { content }) => sum + countTokens(content), 0);
  return {
    candidates: [
      {
        index: 0,
        content: { role: 'model', ...(parts.length === 0 ? {} : { parts }) },
        ...(finishReason === null ? {} : { finishReason }),
        ...logprobsOf(request, choices[0]),
      },
    ],
    usageMetadata: {
      promptTokenCount: asked,
      candidatesTokenCount: said,
      ...(thoughts === 0 ? {} : { thoughtsTokenCount: thoughts }),
      totalTokenCount: asked + said + thoughts,
    },
    modelVersion: request.model,
  };
};

const logprobsOf = ({ body }: Asked, choice: Choice | undefined): Record<string, unknown> => {
  const { responseLogprobs, logprobs } = isObject(body.generationConfig) ? body.generationConfig : {};
  if (responseLogprobs !== true || typeof logprobs !== 'number' || !choice?.logprobs) return {};
  const sorted = Object.entries(choice.logprobs).sort(([, a], [, b]) => b - a);
  const [token, logProbability] = sorted.find(([one]) => choice.text.startsWith(one)) ?? [
    firstTokenOf(choice.text),
    0,
  ];
  const candidates = sorted.slice(0, logprobs).map(([one, value]) => ({ token: one, logProbability: value }));
  return {
    logprobsResult: { chosenCandidates: [{ token, logProbability }], topCandidates: [{ candidates }] },
  };
};

const reasons: Readonly<Record<string, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
};
const reasonOf = (choice: Choice | undefined): string | null => {
  const reason = choice?.finishReason ?? null;
  return reason === null ? null : (reasons[reason] ?? reason);
};

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\r\n\r\n`;

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
