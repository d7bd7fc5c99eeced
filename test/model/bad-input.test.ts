import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { checkEndpoint } from '../../src/model/index.ts';
import { mostSimilarFirst } from '../../src/model/similar.ts';
import { type ScriptedAnswer, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const scripted = async (given: Partial<Parameters<typeof startServer>[0]> = {}) => {
  const server = await startServer({ answer: () => 'ok', ...given });
  closing.push(server.close);
  return server;
};
const backendAt = (baseUrl: string, given: Parameters<typeof backendOf>[0] = {}) => {
  const backend = backendOf({ baseUrl, ...given });
  closing.push(backend.close);
  return backend;
};
/** A server of one's own; its root, without `/v1`. */
const serving = async (answer: (url: string) => { readonly status: number; readonly body: unknown }) => {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise(resolve => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a base URL without /v1', () => {
  it.each([
    ['openai', 'usual'],
    ['vllm', 'vllm'],
    ['anthropic', 'anthropic'],
  ] as const)('is made whole where the server listens there (%s)', async (name, speaks) => {
    const server = await scripted({ speaks, models: ['tiny'] });
    const root = server.url.replace('/v1', '');
    const backend = backendAt(root, { model: `${name}/tiny` });
    const { models, notes } = await checkEndpoint(backend);
    expect(models).toEqual(['tiny']);
    expect((await backend.generate(requestOf())).text).toBe('ok');
    expect(backend.prepare(requestOf()).url.startsWith(`${server.url}/`)).toBe(true);
    // Anthropic's own libraries leave it out too, so there it is no mistake.
    if (name === 'anthropic') expect(notes).toBeUndefined();
    else
      expect(notes).toEqual([
        `${root} has no models but ${server.url} has, so that is used; --base-url ${server.url} says it outright`,
      ]);
  });

  it('is made whole where the server answers 200 to everything', async () => {
    const root = await serving(url =>
      url === '/v1/models'
        ? { status: 200, body: { data: [{ id: 'tiny' }] } }
        : { status: 200, body: { error: `Unexpected endpoint or method. (GET ${url})` } },
    );
    expect((await checkEndpoint(backendAt(root))).notes?.[0]).toContain(`${root}/v1 has`);
  });

  it('is left alone where the server listens at the root, or nowhere', async () => {
    const atRoot = await serving(url => ({ status: url === '/models' ? 200 : 404, body: { data: [] } }));
    expect(await checkEndpoint(backendAt(atRoot))).toEqual({ reachable: true, authorised: true, models: [] });
    const nowhere = await serving(() => ({ status: 404, body: {} }));
    const backend = backendAt(nowhere);
    expect(await checkEndpoint(backend)).toEqual({ reachable: true, authorised: false });
    expect((await errorOf(() => backend.generate(requestOf()))).hint).toContain(`${nowhere}/v1`);
  });

  it('does not hide that the key is refused', async () => {
    const server = await scripted({ apiKey: 'right' });
    const options = { apiKeyEnv: 'KEY', env: { KEY: 'wrong' } };
    const error = await errorOf(() => checkEndpoint(backendAt(server.url.replace('/v1', ''), options)));
    expect(error.code).toBe('ENDPOINT_UNAUTHORIZED');
    expect(error.message).toContain('the key in KEY');
  });
});

describe('a base URL that is the endpoint of another API', () => {
  it.each([
    ['vllm/tiny', '/v1/messages', /ends in \/messages, which is Anthropic's/, /anthropic\/NAME/],
    ['openai/tiny', '/v1beta/models/x:generateContent', /which is Google Gemini's/, /google\/NAME/],
    ['anthropic/tiny', '/v1/chat/completions', /which is that of the OpenAI protocol/, /openai-api/],
    ['vllm/tiny', '/v1/models', /where a server lists models/, /--base-url http:\/\/h:1\/v1$/],
    [
      'vllm/tiny',
      '/v1/embeddings',
      /ends in \/embeddings, which is another API/,
      /--base-url http:\/\/h:1\/v1$/,
    ],
  ])('is refused: %s at %s', async (model, path, message, hint) => {
    const error = await errorOf(() => backendAt(`http://h:1${path}`, { model }));
    expect(error.code).toBe('USAGE');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

describe('a wrong name of a model', () => {
  const names = ['llama-3.1-8b', 'qwen2.5-7b-instruct', 'Qwen/Qwen2.5-72B-Instruct', 'a', 'b', 'c', 'd'];

  it('is answered with what the server lists, the nearest first', async () => {
    const server = await scripted({ models: names });
    const error = await errorOf(() =>
      checkEndpoint(backendAt(server.url, { model: 'vllm/Qwen2.5-7B-Instruct' })),
    );
    expect(error.code).toBe('ENDPOINT_REFUSED');
    expect(error.message).toContain('does not serve the model "Qwen2.5-7B-Instruct"');
    expect(error.hint).toMatch(
      /^It serves: qwen2\.5-7b-instruct, Qwen\/Qwen2\.5-72B-Instruct, .*, … \(7 in all\)$/,
    );
  });

  it('is known from a bad request too, where that names it', async () => {
    const root = await serving(url =>
      url === '/v1/models'
        ? { status: 200, body: { data: [{ id: 'small' }] } }
        : { status: 400, body: { error: { message: 'tiny is not a valid model ID', code: 400 } } },
    );
    const error = await errorOf(() => checkEndpoint(backendAt(`${root}/v1`)));
    expect(error.hint).toBe('It serves: small');
  });

  it('compares names of any length and number', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `model-${at}`.padEnd(100_000, 'x'));
    expect(mostSimilarFirst(['', ...many, 'tiny-2'], 'tiny')[0]).toBe('tiny-2');
    expect(mostSimilarFirst([], 'tiny')).toEqual([]);
  });
});

describe('stop strings', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];

  it('are refused before anything is sent where the limit is known', async () => {
    const backend = backendOf({ model: 'openai/tiny', apiKeyEnv: 'KEY', env: { KEY: 'k' } });
    const error = await errorOf(() => backend.prepare(requestOf(userTurn('?'), { stop: six })));
    expect(error.code).toBe('BACKEND_CANNOT');
    expect(error.message).toBe('openai takes 4 stop strings at most, gsm8k.cot has 6');
    expect(error.hint).toContain('Give at most 4 with --stop');
    await backend.close();
  });

  it('are sent as they are where only the name of the server is known', () => {
    const backend = backendAt('http://127.0.0.1:9/v1');
    expect(backend.prepare(requestOf(userTurn('?'), { stop: six })).body.stop).toEqual(six);
  });

  it.each(['openai', 'tgi'] as const)(
    'end the run with one line where the server refuses them (%s)',
    async speaks => {
      const server = await scripted({ speaks });
      const backend = backendAt(server.url);
      const request = requestOf(userTurn('?'), { stop: six });
      const first = await errorOf(() => backend.generate(request));
      expect(first.code).toBe('BACKEND_CANNOT');
      expect(first.message).toMatch(/refused the request \(HTTP 4\d\d\): '\$\.stop' is invalid/);
      expect(first.hint).toContain('gsm8k.cot has 6 stop strings; give fewer or others with --stop');
      await backend.generate(requestOf());
      // Once the server has answered, one protocol of many does not end the run.
      expect((await errorOf(() => backend.generate(request))).code).toBe('ENDPOINT_REFUSED');
    },
  );

  it('are not blamed for a refusal that is about the question', async () => {
    const answer: ScriptedAnswer = { status: 400, body: { error: { message: 'the prompt is too long' } } };
    const server = await scripted({ answer: () => answer });
    const error = await errorOf(() =>
      backendAt(server.url).generate(requestOf(userTurn('?'), { stop: ['a'] })),
    );
    expect(error).toMatchObject({ code: 'ENDPOINT_REFUSED', hint: null });
  });
});
