import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { backends } from '../../src/model/index.ts';
import { type ScriptedRequest, type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

// Longer than one event of the stream, with characters of two and four bytes.
const said = 'Sechs mal sieben ist zweiundvierzig – 六七得四十二 🧮. So the answer is 42.\n'.repeat(3);
const prefill = '```python\ndef';
const key = 'sk-contract-0123456789';

const servers = backends.filter(({ name }) => name !== 'replay').map(({ name }) => name);
const cases = servers.flatMap(name =>
  (['chat', 'completions'] as const).flatMap(api => [false, true].map(stream => ({ name, api, stream }))),
);

describe.each(cases)('$name over $api, streaming: $stream', ({ name, api, stream }) => {
  let server: ScriptedServer;
  let seen: ScriptedRequest[];
  let backend: ReturnType<typeof backendOf>;

  beforeAll(async () => {
    seen = [];
    server = await startServer({
      apiKey: key,
      // Servers that are not asked to continue start afresh, as OpenAI's does.
      continuesAssistant: name !== 'openai' && name !== 'openai-api',
      answer: request => {
        seen.push(request);
        if (request.lastUserText.startsWith('nothing')) return '';
        if (request.lastUserText.startsWith('think')) return { text: 'ok', reasoning: 'hm, hm' };
        if (request.lastUserText.startsWith('which')) {
          return {
            text: ' B. It is two.\n'.repeat(9),
            logprobs: { ' A': -2, ' B': -0.5, ' C': -1, ' D': -3 },
          };
        }
        return `${request.prefill ?? ''}${said}`;
      },
    });
    const model = name === 'openai-api' ? 'openai-api/service/tiny' : `${name}/tiny`;
    backend = backendOf({ model, api, stream, baseUrl: server.url, apiKeyEnv: 'KEY', env: { KEY: key } });
  });
  afterAll(async () => {
    await backend.close();
    await server.close();
  });

  it('returns the text as the server sent it', async () => {
    const generated = await backend.generate(requestOf());
    expect(generated).toMatchObject({
      text: said,
      reasoning: null,
      finishReason: 'stop',
      model: 'tiny',
      retries: 0,
    });
    expect(generated.usage.inputTokens).toBeGreaterThan(0);
    expect(generated.usage.outputTokens).toBe(Math.ceil(said.length / 4));
  });

  it('sends what prepare shows', async () => {
    const request = requestOf(userTurn('Why?'), {
      topP: 0.9,
      temperature: 0.2,
      stop: ['\nQ:', '###'],
      seed: 7,
    });
    await backend.generate(request);
    const { url, body } = backend.prepare(request);
    expect(seen.at(-1)?.body).toEqual(body);
    expect(url).toBe(`${server.url}/${api === 'chat' ? 'chat/completions' : 'completions'}`);
    expect(body).toMatchObject({
      max_tokens: 512,
      temperature: 0.2,
      top_p: 0.9,
      stop: ['\nQ:', '###'],
      seed: 7,
    });
  });

  it('leaves out what says nothing', () => {
    const { body } = backend.prepare(requestOf());
    const fields = api === 'chat' ? ['messages'] : ['prompt'];
    const streaming = stream ? ['stream', 'stream_options'] : [];
    const expected = ['model', ...fields, 'max_tokens', 'temperature', ...streaming];
    expect(Object.keys(body).sort()).toEqual(expected.sort());
  });

  it('puts the prefill into the mouth of the model, or refuses', async () => {
    const request = requestOf(userTurn('Write f.', prefill));
    if (backend.prefill === 'none') {
      const error = await errorOf(() => backend.generate(request));
      expect(error.code).toBe('BACKEND_CANNOT');
      return;
    }
    const generated = await backend.generate(request);
    expect(generated).toMatchObject({ text: said, prefill });
    const last = seen.at(-1);
    if (api === 'completions') expect(last?.prompt).toBe(`Write f.\n${prefill}`);
    else expect(last).toMatchObject({ prefill, lastUserText: 'Write f.' });
  });

  it('reports an honest empty answer as an empty completion', async () => {
    const generated = await backend.generate(requestOf(userTurn('nothing')));
    expect(generated).toMatchObject({ text: '', finishReason: 'stop' });
  });

  it('reports an answer cut by the token limit', async () => {
    const generated = await backend.generate(requestOf(userTurn('cut'), { maxTokens: 3 }));
    expect(generated).toMatchObject({ text: said.slice(0, 12), finishReason: 'length' });
  });

  if (api === 'chat')
    it('keeps the reasoning apart from the text', async () => {
      const generated = await backend.generate(requestOf(userTurn('think')));
      expect(generated).toMatchObject({ text: 'ok', reasoning: 'hm, hm', usage: { reasoningTokens: 2 } });
    });

  it('brings the likeliest first tokens, as many as are asked for', async () => {
    const request = requestOf(userTurn('which?'), { logprobs: 3 });
    const { logprobs } = await backend.generate(request);
    expect(logprobs).toEqual({
      token: ' B',
      top: [
        [' B', -0.5],
        [' C', -1],
        [' A', -2],
      ],
    });
    const fields = api === 'chat' ? { logprobs: true, top_logprobs: 3 } : { logprobs: 3 };
    expect(seen.at(-1)?.body).toMatchObject(fields);
    expect(seen.at(-1)?.body).toEqual(backend.prepare(request).body);
  });

  it('says when the server gave no log-probabilities', async () => {
    const generated = await backend.generate(requestOf(userTurn('Why?'), { logprobs: 3 }));
    expect(generated.text).toBe(said);
    expect(generated).not.toHaveProperty('logprobs');
  });

  it('stops at once when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    const error = await errorOf(() => backend.generate(requestOf(), { signal: controller.signal }));
    expect(error.code).toBe('INTERRUPTED');
  });

  it('shows the key nowhere', () => {
    expect(inspect([backend, backend.prepare(requestOf())], { depth: 10, showHidden: true })).not.toContain(
      key,
    );
  });

  it('describes itself for the manifest', () => {
    expect(backend).toMatchObject({ name, model: 'tiny', endpoint: server.url, api });
    expect(backend.settings).toEqual(api === 'chat' ? {} : { chat_template: 'plain' });
    if (api === 'completions') expect(backend.prefill).toBe('text');
  });
});
