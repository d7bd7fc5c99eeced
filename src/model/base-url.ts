import { EurusError } from '../core/index.ts';
import type { Api } from './http/dialect.ts';

export type BaseUrl = {
  /** Without a slash at its end. */
  readonly root: string;
  /** Which endpoint the URL names, or null when it is the root. */
  readonly api: Api | null;
  readonly loopback: boolean;
};

/** A path at which an API is asked for generations. */
export type Endpoint = { readonly api: Api; readonly path: string };

/**
 * The root of an API: `http://host/v1` or a full endpoint below it. A root without `/v1` is used as given.
 * @param source the flag or variable it came from
 * @throws EurusError `USAGE`
 */
export const parseBaseUrl = (text: string, source: string, endpoints: readonly Endpoint[]): BaseUrl => {
  const refuse = (problem: string, example = 'http://127.0.0.1:8000/v1'): never => {
    throw new EurusError('USAGE', `${source} ${problem}`, { hint: `It looks like ${example}` });
  };
  // `127.0.0.1:8000/v1` is no URL, and `localhost:8000/v1` is one of the scheme `localhost`.
  if (withoutScheme.test(text)) return refuse(`"${text}" lacks http:// or https://`, `http://${text}`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return refuse(`"${text}" is not a URL`);
  // What is secret must not be shown, so these messages do not repeat the URL.
  if (url.username !== '' || url.password !== '') {
    throw new EurusError('USAGE', `${source} must not hold a user name or password`, {
      hint: 'Put the key into an environment variable and name it with --api-key-env',
    });
  }
  if (url.search !== '' || url.hash !== '') return refuse('must not hold a query ("?") or a fragment ("#")');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(`"${text}" must begin with http:// or https://`);
  }
  const path = url.pathname.replace(/\/$/, '');
  // The longest first: `/chat/completions` ends in `/completions`.
  const endpoint = endpoints
    .toSorted((a, b) => b.path.length - a.path.length)
    .find(candidate => path.endsWith(candidate.path));
  if (endpoint === undefined) refuseForeign(url.origin, path, source);
  return {
    root: url.origin + path.slice(0, path.length - (endpoint?.path.length ?? 0)),
    api: endpoint?.api ?? null,
    loopback: isLoopback(url.hostname),
  };
};

/** A host with its port. */
const withoutScheme = /^[\w.-]+:\d{1,5}(?:\/[\w./-]*)?$/;

/** Ends of paths that are endpoints, but not of the API that is to be spoken. */
const foreign: readonly { readonly end: RegExp; readonly whose: string; readonly model?: string }[] = [
  { end: /\/messages$/, whose: "Anthropic's", model: 'anthropic/NAME' },
  { end: /\/models\/[^/]+:\w*generateContent$/i, whose: "Google Gemini's", model: 'google/NAME' },
  {
    end: /\/(chat\/)?completions$/,
    whose: 'that of the OpenAI protocol',
    model: 'openai-api/NAME',
  },
  { end: /\/models$/, whose: 'where a server lists models' },
  { end: /\/(embeddings|responses|generate)$/, whose: 'another API' },
];

const refuseForeign = (origin: string, path: string, source: string): void => {
  const found = foreign.find(({ end }) => end.test(path));
  if (found === undefined) return;
  const [end = ''] = found.end.exec(path) ?? [];
  const root = origin + path.slice(0, path.length - end.length);
  const hint =
    found.model === undefined
      ? `Give the root: --base-url ${root}`
      : `With --model ${found.model} it is right`;
  throw new EurusError('USAGE', `${source} ends in ${end}, which is ${found.whose}`, { hint });
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(host);
