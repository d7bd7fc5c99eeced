import type { Message } from '../../core/index.ts';
import type { Dialect, Wiring } from '../http/dialect.ts';
import { objectsIn, textIn } from '../http/pieces.ts';
import { readServerError } from '../http/server-error.ts';
import { createReader } from './answer.ts';

/** Google's Gemini API, `generateContent`. The model stands in the path and the key in a header. */
export const gemini: Dialect = {
  apis: ['chat'],
  path: ({ model, stream }) =>
    `/${encodeURI(named(model))}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  version: '/v1beta',
  headers: (key): Record<string, string> => (key === null ? {} : { 'x-goog-api-key': key }),
  toBody: ({ prompt, generation, seed }, { conceded }: Wiring) => {
    const messages: readonly Message[] = prompt.kind === 'chat' ? prompt.messages : [];
    const system = messages.filter(({ role }) => role === 'system').map(toPart);
    const logprobs = conceded.has('logprobs') ? 0 : (generation.logprobs ?? 0);
    return {
      ...(system.length === 0 ? {} : { systemInstruction: { parts: system } }),
      contents: messages
        .filter(({ role }) => role !== 'system')
        .map(turn => ({ role: turn.role === 'assistant' ? 'model' : 'user', parts: [toPart(turn)] })),
      generationConfig: {
        maxOutputTokens: generation.maxTokens,
        temperature: generation.temperature,
        ...(generation.topP === 1 ? {} : { topP: generation.topP }),
        ...(generation.stop.length === 0 ? {} : { stopSequences: generation.stop }),
        ...(seed === null ? {} : { seed }),
        ...(logprobs === 0 ? {} : { responseLogprobs: true, logprobs }),
      },
    };
  },
  createReader,
  models: {
    path: '/models?pageSize=1000',
    read: value => {
      const models = (value as { models?: unknown } | null)?.models;
      if (!Array.isArray(models)) return null;
      return objectsIn(models).flatMap(({ name }) => textIn(name)?.replace(/^models\//, '') ?? []);
    },
  },
  // A wrong key is a bad request here (400), in so many words.
  readError: (status, body) => {
    const said = readServerError(status, body);
    return status === 400 && /api key not valid|API_KEY_INVALID/i.test(body)
      ? { ...said, status: 401 }
      : said;
  },
  concede: ({ said }, { generation }, { conceded }) =>
    said.includes('logprobs') && generation.logprobs !== undefined && !conceded.has('logprobs')
      ? 'logprobs'
      : null,
};

/** Models stand below `models/`, tuned ones in a folder of their own. */
const named = (model: string): string => (/^(models|tunedModels)\//.test(model) ? model : `models/${model}`);

const toPart = ({ content }: Message) => ({ text: content });
