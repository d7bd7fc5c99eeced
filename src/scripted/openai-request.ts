import { isObject, type Message } from '../core/index.ts';
import type { Flavour } from './openai-flavour.ts';
import { numberOrNull, type Parsed, refuse } from './speech.ts';

type Body = Readonly<Record<string, unknown>>;

/** Reads a body of `/chat/completions` or `/completions`. */
export const parseRequest = (
  api: 'chat' | 'completions',
  body: unknown,
  continues: Flavour['continues'],
): Parsed => {
  if (!isObject(body)) return refuse('the body is not a JSON object');
  if (typeof body.model !== 'string') return refuse('"model" must be a string');
  const settings = settingsOf(body);
  if (settings.n < 1) return refuse('"n" must be at least 1');
  if (api === 'chat') return parseChat(body, body.model, settings, continues);
  if (typeof body.prompt !== 'string') return refuse('"prompt" must be a string');
  const { prompt, model } = body;
  return {
    ok: true,
    request: { api, model, messages: [], prompt, lastUserText: prompt, prefill: null, ...settings, body },
  };
};

const parseChat = (
  body: Body,
  model: string,
  settings: ReturnType<typeof settingsOf>,
  continues: Flavour['continues'],
): Parsed => {
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    return refuse('"messages" must be a list with at least one message');
  }
  const messages: Message[] = [];
  for (const value of body.messages as readonly unknown[]) {
    const message = toMessage(value);
    if (message === null) return refuse('each message needs a "role" and a "content"');
    messages.push(message);
  }
  const started = messages.at(-1)?.role === 'assistant';
  const asked = body.continue_final_message === true;
  if (asked && body.add_generation_prompt !== false) {
    return refuse('"continue_final_message" needs "add_generation_prompt": false');
  }
  if (asked && !started) return refuse('"continue_final_message" needs a last message of the assistant');
  const goesOn = continues === 'always' || (continues === 'asked' && asked);
  const prefill = started && goesOn ? (messages.pop()?.content ?? null) : null;
  const lastUserText = messages.findLast(message => message.role === 'user')?.content ?? '';
  return {
    ok: true,
    request: { api: 'chat', model, messages, prompt: null, lastUserText, prefill, ...settings, body },
  };
};

const settingsOf = (body: Body) => ({
  n: numberOrNull(body.n) ?? 1,
  seed: numberOrNull(body.seed),
  maxTokens: numberOrNull(body.max_tokens) ?? numberOrNull(body.max_completion_tokens),
  temperature: numberOrNull(body.temperature),
  topP: numberOrNull(body.top_p),
  stop: (typeof body.stop === 'string' ? [body.stop] : Array.isArray(body.stop) ? body.stop : []).filter(
    (mark): mark is string => typeof mark === 'string' && mark !== '',
  ),
  stream: body.stream === true,
});

const toMessage = (value: unknown): Message | null => {
  if (!isObject(value)) return null;
  const { role, content } = value;
  if (role !== 'system' && role !== 'user' && role !== 'assistant') return null;
  if (typeof content === 'string') return { role, content };
  if (!Array.isArray(content)) return null;
  const parts = content.map(part => (isObject(part) && typeof part.text === 'string' ? part.text : ''));
  return { role, content: parts.join('') };
};
