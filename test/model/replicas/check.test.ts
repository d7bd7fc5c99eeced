import { describe, expect, it, onTestFinished } from 'vitest';
import { checkEndpoint } from '../../../src/model/index.ts';
import { type ServerOptions, startServer } from '../../../src/scripted/index.ts';
import { backendOf, errorOf } from '../support.ts';

const server = async (given: Partial<ServerOptions> = {}) => {
  const started = await startServer({ answer: () => 'Hi', models: ['tiny'], ...given });
  onTestFinished(() => started.close());
  return started;
};
const nobody = 'http://127.0.0.1:9/v1';

const backendAt = (urls: readonly string[], given: Parameters<typeof backendOf>[0] = {}) => {
  const backend = backendOf({ replicas: urls.map(url => ({ url, weight: 1 })), ...given });
  onTestFinished(() => backend.close());
  return backend;
};
const standings = ({ replicas = [] }: ReturnType<typeof backendOf>) =>
  replicas.map(replica => replica.standing().is);

describe('servers that are to share requests', () => {
  it('are each asked for their models', async () => {
    const [one, other] = [await server(), await server({ models: ['tiny', 'more'] })];
    const backend = backendAt([one.url, other.url]);
    expect(standings(backend)).toEqual(['unknown', 'unknown']);
    const check = await checkEndpoint(backend);
    expect(check).toEqual({ reachable: true, authorised: true, models: ['tiny', 'more'], notes: [] });
    expect(standings(backend)).toEqual(['there', 'there']);
    expect(one.requests() + other.requests()).toBe(0);
  });

  it('are not all needed: one that does not answer is tried again', async () => {
    const one = await server();
    const backend = backendAt([nobody, one.url]);
    const { notes } = await checkEndpoint(backend);
    expect(notes).toEqual([
      expect.stringMatching(
        /^http:\/\/127.0.0.1:9\/v1 is left out and tried again: Cannot reach .*: connection refused/,
      ),
    ]);
    expect(standings(backend)).toEqual(['away', 'there']);
  });

  it('are one too few when none answers', async () => {
    const error = await errorOf(() => checkEndpoint(backendAt([nobody, 'http://127.0.0.1:9/v2'])));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toMatch(/^Cannot reach .*; the other one cannot be used either$/);
  });

  it.each<readonly [string, Partial<ServerOptions>, RegExp]>([
    ['serves another model', { models: ['huge'] }, /does not serve the model "tiny"/],
    ['wants another key', { apiKey: 'sk-other' }, /wants a key and was sent none/],
    [
      'answers to any name, and has another model',
      { models: ['huge'], speaks: 'llama-cpp' },
      /does not serve|it serves huge, and http.* serves tiny$/,
    ],
  ])('leave out for good one that %s', async (_title, options, why) => {
    const [one, other] = [await server(), await server(options)];
    const backend = backendAt([other.url, one.url]);
    const { notes = [] } = await checkEndpoint(backend);
    expect(notes.at(-1)).toMatch(new RegExp(`^${other.url} is left out of this run: `));
    expect(notes.at(-1)).toMatch(why);
    expect(standings(backend)).toEqual(['excluded', 'there']);
  });

  it('leave out one that was named twice in other words', async () => {
    const one = await server();
    const backend = backendAt([one.url, one.url.replace('/v1', '')]);
    const { notes = [] } = await checkEndpoint(backend);
    expect(notes.at(-1)).toBe(
      `${one.url.replace('/v1', '')} is left out of this run: it is the same server as ${one.url}`,
    );
    expect(standings(backend)).toEqual(['there', 'excluded']);
  });

  it('have one name for all requests, and each its own in the manifest', async () => {
    const backend = backendAt(['http://a.test/v1/chat/completions', 'http://b.test/v1/']);
    expect(backend.endpoint).toBe('several');
    expect(backend.replicas?.map(({ url, weight }) => ({ url, weight }))).toEqual([
      { url: 'http://a.test/v1', weight: 1 },
      { url: 'http://b.test/v1', weight: 1 },
    ]);
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ['twice the same', ['http://a.test/v1', 'http://a.test/v1/'], /names http:\/\/a.test\/v1 twice/],
    [
      'two APIs',
      ['http://a.test/v1/chat/completions', 'http://b.test/v1/completions'],
      /http:\/\/b.test\/v1\/completions asks for completions, http:\/\/a.test\/v1\/chat\/completions for chat/,
    ],
    [
      'a password',
      ['http://a.test/v1', 'http://me:secret@b.test/v1'],
      /must not hold a user name or password/,
    ],
    ['a fragment', ['http://a.test/v1', 'http://b.test/v1#weigth=2'], /must not hold .* a fragment/],
  ])('cannot be %s', async (_title, urls, message) => {
    const error = await errorOf(() => backendAt(urls));
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) });
  });

  it('take the API that one of them names', () => {
    expect(backendAt(['http://a.test/v1', 'http://b.test/v1/completions']).api).toBe('completions');
  });

  it('are no recorded answers', async () => {
    const error = await errorOf(() => backendAt(['http://a.test/v1'], { model: 'replay/some/file' }));
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('recorded answers') });
  });
});
