import { describe, expect, it } from 'vitest';
import { type BackendOptions, backends } from '../../src/model/index.ts';
import { parseModel, resolveTarget } from '../../src/model/target.ts';
import { backendOf, errorOf, optionsOf } from './support.ts';

const url = 'http://127.0.0.1:9/v1';

describe('resolveTarget', () => {
  const found: readonly [string, Partial<BackendOptions>, Record<string, unknown>][] = [
    ['a root', { baseUrl: url }, { root: url, api: 'chat', url: `${url}/chat/completions` }],
    ['a root with a slash', { baseUrl: `${url}/` }, { root: url }],
    ['a chat endpoint', { baseUrl: `${url}/chat/completions` }, { root: url, api: 'chat' }],
    [
      'a completions endpoint',
      { baseUrl: `${url}/completions` },
      { root: url, api: 'completions', url: `${url}/completions` },
    ],
    [
      'a root without /v1',
      { baseUrl: 'http://h:1' },
      { root: 'http://h:1', url: 'http://h:1/chat/completions' },
    ],
    ['the completions API', { baseUrl: url, api: 'completions' }, { url: `${url}/completions` }],
    ['the environment', { env: { OPENAI_BASE_URL: url } }, { root: url, key: null }],
    [
      'the flag over the environment',
      { baseUrl: url, env: { OPENAI_BASE_URL: 'http://other/v1' } },
      { root: url },
    ],
    [
      'a model with slashes',
      { model: 'vllm/meta/llama' },
      { model: 'meta/llama', root: 'http://127.0.0.1:8000/v1' },
    ],
    [
      'a service',
      { model: 'openai-api/my-host/m/n', env: { MY_HOST_BASE_URL: url, MY_HOST_API_KEY: 'k' } },
      { model: 'm/n', root: url, key: 'k' },
    ],
    [
      'the provider of the key',
      { env: { OPENAI_API_KEY: ' k\n' } },
      { root: 'https://api.openai.com/v1', key: 'k' },
    ],
    [
      'another variable of the key',
      { apiKeyEnv: 'X', env: { OPENAI_API_KEY: 'k', X: 'x' } },
      { key: 'x', keyVariable: 'X' },
    ],
    ['no key of OpenAI for other servers', { model: 'vllm/m', env: { OPENAI_API_KEY: 'k' } }, { key: null }],
  ];
  it.each(found)('takes %s', (_title, options, expected) => {
    const given = optionsOf(options);
    const { provider, model } = parseModel(given.model);
    expect(resolveTarget(provider, model, given)).toMatchObject(expected);
  });

  const refused: readonly [string, Partial<BackendOptions>, string, RegExp][] = [
    ['an unknown provider', { model: 'opnai/x' }, 'UNKNOWN_NAME', /Unknown provider "opnai"/],
    ['a model without provider', { model: 'llama' }, 'USAGE', /must be PROVIDER\/NAME/],
    ['a provider without model', { model: 'openai/' }, 'USAGE', /must be PROVIDER\/NAME/],
    ['a missing key', {}, 'USAGE', /OPENAI_API_KEY is not set/],
    ['a missing named key', { baseUrl: url, apiKeyEnv: 'X' }, 'USAGE', /variable X is not set/],
    ['a key with a line break', { apiKeyEnv: 'X', env: { X: 'a\r\nb: c' } }, 'USAGE', /The key in X/],
    ['a missing base URL', { model: 'openai-api/m' }, 'USAGE', /No server is named/],
    ['no URL', { baseUrl: 'localhost' }, 'USAGE', /"localhost" is not a URL/],
    ['a URL without protocol', { baseUrl: 'localhost:8000/v1' }, 'USAGE', /lacks http:\/\//],
    ['an address with a port alone', { baseUrl: '127.0.0.1:8000' }, 'USAGE', /lacks http:\/\//],
    ['another protocol', { baseUrl: 'ftp://h/v1' }, 'USAGE', /must begin with http/],
    [
      'a URL with a password',
      { baseUrl: 'http://u:secret@h/v1' },
      'USAGE',
      /must not hold a user name or password$/,
    ],
    ['a URL with a query', { baseUrl: 'http://h/v1?key=secret' }, 'USAGE', /must not hold a query/],
    ['a bad variable', { env: { OPENAI_BASE_URL: 'nowhere' } }, 'USAGE', /^OPENAI_BASE_URL "nowhere"/],
    ['two APIs', { baseUrl: `${url}/completions`, api: 'chat' }, 'USAGE', /contradicts/],
    ['a template for chat', { baseUrl: url, chatTemplate: 'chatml' }, 'USAGE', /for the completions API/],
    ['an unknown template', { baseUrl: url, api: 'completions', chatTemplate: 'x' }, 'UNKNOWN_NAME', /"x"/],
    ['recordings that are not there', { model: 'replay/no/such/run' }, 'USAGE', /no\/such\/run/],
  ];
  it.each(refused)('refuses %s', async (_title, options, code, message) => {
    const error = await errorOf(() => backendOf(options));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBeNull();
    expect(error.message + error.hint).not.toContain('secret');
  });

  it('lists the providers when it knows none of the name', async () => {
    const error = await errorOf(() => backendOf({ model: 'opnai/x' }));
    for (const { name } of backends) expect(error.hint).toContain(name);
  });

  it('keeps the list of backends free of duplicates', () => {
    expect(new Set(backends.map(({ name }) => name)).size).toBe(backends.length);
  });
});
