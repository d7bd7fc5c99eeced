import { EurusError } from '../core/index.ts';

export type BaseUrl = {
  /** Without a slash at its end. */
  readonly root: string;
  /** Which endpoint the URL names, or null when it is the root. */
  readonly api: 'chat' | 'completions' | null;
  readonly loopback: boolean;
};

/**
 * The root of an API: `http://host/v1` or a full endpoint below it. A root without `/v1` is used as given.
 * `source` is the flag or variable it came from.
 * @throws EurusError `USAGE`
 */
export const parseBaseUrl = (text: string, source: string): BaseUrl => {
  const refuse = (problem: string): never => {
    throw new EurusError('USAGE', `${source} ${problem}`, {
      hint: 'It looks like http://127.0.0.1:8000/v1',
    });
  };
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
  const api = path.endsWith('/chat/completions')
    ? 'chat'
    : path.endsWith('/completions')
      ? 'completions'
      : null;
  const endpoint = api === null ? '' : api === 'chat' ? '/chat/completions' : '/completions';
  return {
    root: url.origin + path.slice(0, path.length - endpoint.length),
    api,
    loopback: isLoopback(url.hostname),
  };
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(host);
