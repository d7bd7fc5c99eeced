import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/core/index.ts';
import { checkEndpoint } from '../../src/model/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const scripted = async (given: Partial<Parameters<typeof startServer>[0]>) => {
  const server = await startServer({ answer: () => 'Hi', ...given });
  closing.push(server.close);
  return server;
};
const backendAt = (baseUrl: string, given: Parameters<typeof backendOf>[0] = {}) => {
  const backend = backendOf({ baseUrl, maxRetries: 5, firstRetryDelayMs: 60_000, ...given });
  closing.push(backend.close);
  return backend;
};

describe('checkEndpoint', () => {
  it('lists the models and asks for no generation', async () => {
    const server = await scripted({ models: ['tiny', 'small'] });
    const found = { reachable: true, authorised: true, models: ['tiny', 'small'] };
    expect(await checkEndpoint(backendAt(server.url))).toEqual(found);
    expect(server.requests()).toBe(0);
  });

  it.each(['chat', 'completions'] as const)(
    'refuses a model that the server does not have (%s)',
    async api => {
      const server = await scripted({ models: ['a', 'b', 'c', 'd', 'e', 'f'] });
      const error = await errorOf(() => checkEndpoint(backendAt(server.url, { api })));
      expect(error.code).toBe('ENDPOINT_REFUSED');
      expect(error.message).toContain('does not serve the model "tiny"');
      expect(error.hint).toBe('It serves: a, b, c, d, e, … (6 in all)');
    },
  );

  it('shows the names of models on one line, clean and not long', async () => {
    const server = await scripted({ models: ['a\u001b[31m\nb', '\u202ec', 'd'.repeat(5_000)] });
    const options = { apiKeyEnv: 'KEY', env: { KEY: 'd'.repeat(40) } };
    const error = await errorOf(() => checkEndpoint(backendAt(server.url, options)));
    expect(error.hint).toMatch(/^It serves: a b, c, [*]{50,}…$/);
    expect(error.hint?.length).toBeLessThan(150);
    const { models } = await checkEndpoint(backendAt(server.url, { ...options, model: 'openai/\u202ec' }));
    expect(models?.slice(0, 2)).toEqual(['a b', 'c']);
  });

  // "m" stands in "maximum"; a refusal for another reason is no word about the model.
  it.each<[string, string, boolean]>([
    ['m', 'the maximum is 4096', false],
    ['m', 'no model named m is served', true],
    ['org/m-7b', 'org/m-7b: unknown', true],
    ['m-7b', 'only org/xm-7b2 is here, not m-7b', true],
  ])(
    'takes a refused %s for an unknown model only where it is named: %s',
    async (model, message, unknown) => {
      const server = createServer((request, response) => {
        const listing = request.url?.endsWith('/models') === true;
        const said = listing ? { data: [{ id: 'real' }] } : { error: { message } };
        response.writeHead(listing ? 200 : 400, { 'content-type': 'application/json' });
        response.end(JSON.stringify(said));
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => new Promise(resolve => server.close(resolve)));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      const checked = checkEndpoint(backendAt(url, { model: `vllm/${model}` }));
      if (unknown) await expect(checked).rejects.toMatchObject({ code: 'ENDPOINT_REFUSED' });
      else expect(await checked).toMatchObject({ models: ['real'] });
    },
  );

  it('fails at once when nobody listens', async () => {
    const gone = await startServer({ answer: () => '' });
    await gone.close();
    const error = await errorOf(() => checkEndpoint(backendAt(gone.url)));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toContain(gone.url);
  });

  it('fails at once when the key is refused', async () => {
    const server = await scripted({ apiKey: 'right' });
    const options = { apiKeyEnv: 'KEY', env: { KEY: 'wrong' } };
    const error = await errorOf(() => checkEndpoint(backendAt(server.url, options)));
    expect(error.code).toBe('ENDPOINT_UNAUTHORIZED');
    expect(error.message).toContain('the key in KEY');
  });

  it.each([403, 404, 405, 500, 501, 503])(
    'lets a server pass whose list of models answers %i',
    async status => {
      const server = createServer((_request, response) => response.writeHead(status).end('no'));
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => new Promise(resolve => server.close(resolve)));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      expect(await checkEndpoint(backendAt(url))).toEqual({ reachable: true, authorised: false });
    },
  );

  it('has nothing to ask of a backend without an endpoint', async () => {
    const fake = { name: 'fake' } as Backend;
    expect(await checkEndpoint(fake)).toEqual({ reachable: true, authorised: true });
  });
});
