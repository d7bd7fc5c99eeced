import { streamedAnswer, wholeAnswer } from './openai-answer.ts';
import type { Flavour } from './openai-flavour.ts';
import { parseRequest } from './openai-request.ts';
import { refuse, type Speech, unknownField } from './speech.ts';

const shared = [
  'model',
  'max_tokens',
  'temperature',
  'top_p',
  'stop',
  'seed',
  'n',
  'stream',
  'stream_options',
];
const known = {
  chat: new Set([...shared, 'messages', 'max_completion_tokens', 'logprobs', 'top_logprobs']),
  completions: new Set([...shared, 'prompt', 'logprobs']),
};

export const openAiSpeech = (flavour: Flavour): Speech => ({
  root: '/v1',
  route: (method, path) => {
    if (method === 'GET' && path === '/models') return 'models';
    if (method !== 'POST') return null;
    if (path === '/chat/completions') return { api: 'chat' };
    return path === '/completions' ? { api: 'completions' } : null;
  },
  keyOf: ({ authorization = '' }) => (/^Bearer (.+)$/.exec(authorization) ?? [])[1] ?? null,
  parse: ({ api }, body) => {
    const parsed = parseRequest(api, body, flavour.continues);
    if (!parsed.ok) return parsed;
    const { request } = parsed;
    const stranger = flavour.strict ? unknownField(request.body, known[api]) : null;
    if (stranger !== null) return refuse(`Unrecognized request argument supplied: ${stranger}`);
    const { maxStops } = flavour;
    if (maxStops !== null && request.stop.length > maxStops) {
      return refuse(`'$.stop' is invalid: at most ${maxStops} strings`);
    }
    return parsed;
  },
  document: wholeAnswer(flavour.reasoningField),
  events: streamedAnswer(flavour.reasoningField),
  models: names => ({
    object: 'list',
    data: names.map(id => ({ id, object: 'model', owned_by: 'scripted' })),
  }),
  error: flavour.error,
  wrongKey: { status: 401, message: 'Incorrect API key provided' },
  badRequest: flavour.badRequest,
  noModel: model => `The model "${model}" does not exist`,
});
