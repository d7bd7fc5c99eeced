import { EurusError } from '../core/index.ts';
import { type BaseUrl, type Endpoint, parseBaseUrl } from './base-url.ts';
import type { Api, Speaking } from './http/dialect.ts';
import { findProxy, type HttpProxy } from './http/proxy.ts';
import type { BackendOptions } from './options.ts';
import { type Provider, providers, variablePrefix } from './provider.ts';

/** Whom a backend talks to. Holds the key, so it stays inside this room. */
export type Target = {
  readonly provider: Provider;
  /** The model as it is named to the server. */
  readonly model: string;
  readonly api: Api;
  readonly speaking: Speaking;
  /** `http://host:8000/v1`, without a slash at its end. */
  readonly root: string;
  /** Where generations are asked for. */
  readonly url: string;
  readonly key: string | null;
  readonly keyVariable: string;
  /** Null: straight to the server. */
  readonly proxy: HttpProxy | null;
};

/** @throws EurusError `USAGE` */
export const resolveTarget = (provider: Provider, model: string, options: BackendOptions): Target => {
  const { dialect } = provider;
  const { stream } = options;
  const baseUrl = findBaseUrl(options, provider, endpointsFor(provider, model, options));
  if (options.api !== null && baseUrl.api !== null && options.api !== baseUrl.api) {
    throw new EurusError(
      'USAGE',
      `--api ${options.api} contradicts the base URL, which ends in ${baseUrl.api}`,
      {
        hint: `Give the root alone: --base-url ${baseUrl.root}`,
      },
    );
  }
  const api = options.api ?? baseUrl.api ?? dialect.apis[0];
  if (!dialect.apis.includes(api)) {
    throw new EurusError('USAGE', `${provider.name} has no ${api} API`, {
      hint: `Leave --api out; ${provider.name} has ${dialect.apis.join(' and ')}`,
    });
  }
  const { root } = baseUrl;
  const keyVariable = options.apiKeyEnv ?? provider.keyVariable;
  const speaking = { model, api, stream };
  const key = findKey(options, keyVariable, baseUrl);
  return {
    ...{ provider, model, api, speaking, root, key, keyVariable },
    proxy: findProxy(root, options.env),
    url: urlIn({ provider, speaking }, root),
  };
};

/** The API that the base URL ends in; null for a root. @throws EurusError `USAGE` */
export const apiOfUrl = (provider: Provider, model: string, options: BackendOptions): Api | null =>
  findBaseUrl(options, provider, endpointsFor(provider, model, options)).api;

const endpointsFor = (provider: Provider, model: string, { stream }: Pick<BackendOptions, 'stream'>) =>
  provider.dialect.apis.flatMap(api => endpointsOf(provider, { model, api, stream }));

/** Where generations are asked for below a root. */
export const urlIn = (
  { provider: { dialect }, speaking }: Pick<Target, 'provider' | 'speaking'>,
  root: string,
): string => root + dialect.path(speaking);

/** What a base URL may end in: streamed and not, without a query. */
const endpointsOf = ({ dialect }: Provider, speaking: Speaking): readonly Endpoint[] =>
  [true, false].map(stream => {
    const [path = ''] = dialect.path({ ...speaking, stream }).split('?');
    return { api: speaking.api, path };
  });

/**
 * `PROVIDER/NAME` in its parts. `openai-api/SERVICE/NAME` reads the service's own variables.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const parseModel = (text: string): { readonly provider: Provider; readonly model: string } => {
  const [name, rest] = splitOnce(text);
  const provider = providers.find(candidate => candidate.name === name);
  const known = [...providers.map(candidate => candidate.name), 'replay'].join(', ');
  if (rest === '') {
    throw new EurusError('USAGE', `--model "${text}" must be PROVIDER/NAME`, { hint: `Providers: ${known}` });
  }
  if (provider === undefined) {
    throw new EurusError('UNKNOWN_NAME', `Unknown provider "${name}" in --model "${text}"`, {
      hint: `Providers: ${known}`,
    });
  }
  const [service, model] = splitOnce(rest);
  if (provider.name !== 'openai-api' || model === '') return { provider, model: rest };
  const prefix = variablePrefix(service);
  const named = { ...provider, baseUrlVariable: `${prefix}_BASE_URL`, keyVariable: `${prefix}_API_KEY` };
  return { provider: named, model };
};

const findBaseUrl = (
  options: BackendOptions,
  provider: Provider,
  endpoints: readonly Endpoint[],
): BaseUrl & { readonly given: boolean } => {
  const { baseUrlVariable } = provider;
  const fromEnvironment = options.env[baseUrlVariable]?.trim() || null;
  const given = options.baseUrl ?? fromEnvironment;
  const text = given ?? provider.baseUrl;
  if (text === null) {
    throw new EurusError('USAGE', `No server is named for --model "${options.model}"`, {
      hint: `Give --base-url http://HOST:PORT/v1 or set ${baseUrlVariable}`,
    });
  }
  const source = options.baseUrl === null && fromEnvironment !== null ? baseUrlVariable : '--base-url';
  const found = parseBaseUrl(text, source, endpoints);
  const { version } = provider.dialect;
  const bare = version !== undefined && new URL(found.root).pathname === '/';
  return { ...found, root: bare ? found.root + version : found.root, given: given !== null };
};

/** A key may be missing where the server is the user's own choice; it says 401 when it wants one. */
export const findKey = (
  options: Pick<BackendOptions, 'env' | 'sends' | 'apiKeyEnv'>,
  variable: string,
  baseUrl: { readonly loopback: boolean; readonly given: boolean },
): string | null => {
  const key = options.env[variable]?.trim() ?? '';
  if (key === '') {
    const optional =
      options.sends === false || (options.apiKeyEnv === null && (baseUrl.given || baseUrl.loopback));
    if (optional) return null;
    throw new EurusError('USAGE', `No API key: the environment variable ${variable} is not set`, {
      hint: `Set ${variable}, or name another variable with --api-key-env`,
    });
  }
  // Anything else would split or spoil the request's header.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new EurusError('USAGE', `The key in ${variable} holds spaces or other characters no key can have`, {
      hint: `Set ${variable} to the key alone`,
    });
  }
  return key;
};

export const splitOnce = (text: string): readonly [string, string] => {
  const at = text.indexOf('/');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};
