import { EurusError } from '../core/index.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import type { BackendOptions } from './options.ts';
import { type Provider, providers, variablePrefix } from './provider.ts';

/** Whom a backend talks to. Holds the key, so it stays inside this room. */
export type Target = {
  readonly provider: Provider;
  /** The model as it is named to the server. */
  readonly model: string;
  readonly api: 'chat' | 'completions';
  /** `http://host:8000/v1`, without a slash at its end. */
  readonly root: string;
  /** Where generations are asked for. */
  readonly url: string;
  readonly key: string | null;
  readonly keyVariable: string;
};

/** @throws EurusError `USAGE` | `UNKNOWN_NAME` */
export const resolveTarget = (options: BackendOptions): Target => {
  const { provider: usual, model } = parseModel(options.model);
  const provider = options.prefill === undefined ? usual : { ...usual, prefill: options.prefill };
  const baseUrl = findBaseUrl(options, provider);
  if (options.api !== null && baseUrl.api !== null && options.api !== baseUrl.api) {
    throw new EurusError(
      'USAGE',
      `--api ${options.api} contradicts the base URL, which ends in ${baseUrl.api}`,
      {
        hint: `Give the root alone: --base-url ${baseUrl.root}`,
      },
    );
  }
  const api = options.api ?? baseUrl.api ?? 'chat';
  const { root } = baseUrl;
  const keyVariable = options.apiKeyEnv ?? provider.keyVariable;
  return {
    provider,
    model,
    api,
    root,
    url: `${root}/${api === 'chat' ? 'chat/completions' : 'completions'}`,
    key: findKey(options, keyVariable, baseUrl),
    keyVariable,
  };
};

const parseModel = (text: string): { provider: Provider; model: string } => {
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

const findBaseUrl = (options: BackendOptions, provider: Provider): BaseUrl & { readonly given: boolean } => {
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
  return { ...parseBaseUrl(text, source), given: given !== null };
};

/** A key may be missing where the server is the user's own choice; it says 401 when it wants one. */
const findKey = (
  options: BackendOptions,
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

const splitOnce = (text: string): readonly [string, string] => {
  const at = text.indexOf('/');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};
