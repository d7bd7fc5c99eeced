import { EurusError, messageOf } from '../../core/index.ts';
import type { Target } from '../target.ts';
import { type Failure, parseRetryAfter } from './retry.ts';
import type { ServerError } from './server-error.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a server's error page may add to our message. */
const maxQuoteLength = 300;

/** Statuses that pass: 409 and 425 are how some gateways say "busy". */
const passing = new Set([408, 409, 425, 429]);

/** 529 is how Anthropic says that it is overloaded. */
const overloaded = new Set([502, 503, 504, 529]);

const outcomeOf = (status: number): Failure['outcome'] => {
  if (status === 429) return 'throttled';
  return overloaded.has(status) ? 'overloaded' : 'broken';
};

/** An answer that is not 2xx, as the dialect read it. */
export const statusFailure = (
  target: Target,
  url: string,
  { status, message: said, code }: ServerError,
  headers: Headers = {},
): Failure => {
  const quote = said === '' ? '' : `: ${quoted(said, target)}`;
  const fail = (error: EurusError, transient = false): Failure => ({
    transient,
    outcome: transient ? outcomeOf(status) : 'refused',
    retryAfterMs: transient ? parseRetryAfter(headers, Date.now()) : null,
    status,
    error,
  });
  if (status === 401 || status === 403) return fail(unauthorised(target, url, status, quote));
  if (code === 'insufficient_quota') {
    return fail(new EurusError('ENDPOINT_REFUSED', `${url} refuses to go on (HTTP ${status})${quote}`));
  }
  if (passing.has(status) || (status >= 500 && status !== 501)) {
    return fail(new EurusError('ENDPOINT_FAILED', `${url} answered HTTP ${status}${quote}`), true);
  }
  if (status === 404) return fail(notFound(target, url, said, quote));
  const location = headers.location;
  if (status >= 300 && status < 400 && typeof location === 'string') {
    const message = `${url} is elsewhere (HTTP ${status}): ${quoted(location, target)}`;
    return fail(new EurusError('ENDPOINT_REFUSED', message, { hint: 'Give that address with --base-url' }));
  }
  const refused = fail(
    new EurusError('ENDPOINT_REFUSED', `${url} refused the request (HTTP ${status})${quote}`),
  );
  return status === 400 || status === 422 ? { ...refused, refusal: { said: said.toLowerCase() } } : refused;
};

const unauthorised = (target: Target, url: string, status: number, quote: string): EurusError => {
  const { key, keyVariable } = target;
  const [which, hint] =
    key === null
      ? ['wants a key and was sent none', `Set ${keyVariable}, or name another variable with --api-key-env`]
      : [`does not accept the key in ${keyVariable}`, `Check the key in ${keyVariable}`];
  return new EurusError('ENDPOINT_UNAUTHORIZED', `${url} ${which} (HTTP ${status})${quote}`, { hint });
};

const notFound = (target: Target, url: string, said: string, quote: string): EurusError => {
  if (said.toLowerCase().includes('model') || said.includes(target.model)) {
    return new EurusError('ENDPOINT_REFUSED', `${url} does not serve the model "${target.model}"${quote}`, {
      hint: 'Give --model the name that the server lists under /models',
    });
  }
  const hint = /\/v\d+$/.test(target.root)
    ? `Check --base-url, or try --api ${target.api === 'chat' ? 'completions' : 'chat'}`
    : `Most servers want --base-url ${target.root}/v1`;
  return new EurusError('ENDPOINT_REFUSED', `${url} does not exist on that server (HTTP 404)${quote}`, {
    hint,
  });
};

/** A 2xx answer that is no answer: an HTML page, a cut stream, invalid JSON. Seen passing, so it is tried again. */
export const malformed = (target: Target, url: string, problem: string): Failure => ({
  transient: true,
  outcome: 'broken',
  retryAfterMs: null,
  status: 200,
  error: new EurusError('ENDPOINT_FAILED', `${url} sent no usable answer: ${quoted(problem, target)}`, {
    hint: 'Check that --base-url is the root of an OpenAI-compatible API, such as http://HOST:PORT/v1',
  }),
});

/** No way to the server: nothing was sent. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'connecting took too long',
  UND_ERR_CONNECT_TIMEOUT: 'connecting took too long',
};

/** The try took longer than it may as a whole, whether the server was silent or went on for ever. */
export const tooSlow = (url: string, timeoutMs: number, cause: unknown): Failure => ({
  transient: true,
  outcome: 'broken',
  retryAfterMs: null,
  status: null,
  error: new EurusError('ENDPOINT_FAILED', `${url} did not finish its answer in ${timeoutMs / 1000} s`, {
    hint: 'Allow more with --timeout',
    cause,
  }),
});

/** The request or the reading of its answer threw. Rethrows what is not the network's doing. */
export const networkFailure = (target: Target, url: string, thrown: unknown): Failure => {
  const code = codeOf(thrown);
  if (code === null || code.startsWith('ERR_INVALID') || code.startsWith('UND_ERR_INVALID')) throw thrown;
  const fail = (
    error: EurusError,
    transient: boolean,
    outcome: Failure['outcome'] = transient ? 'broken' : 'refused',
  ): Failure => ({
    transient,
    outcome,
    retryAfterMs: null,
    status: null,
    error,
  });
  const why = Object.hasOwn(unreachable, code) ? unreachable[code] : undefined;
  if (why !== undefined) {
    const hint = 'Start the server, or point --base-url at it';
    const message = `Cannot reach ${url}: ${why} (${code})`;
    return fail(
      new EurusError('ENDPOINT_UNREACHABLE', message, { hint, cause: thrown }),
      true,
      'unreachable',
    );
  }
  if (code.includes('CERT') || code.includes('SSL') || code.includes('TLS') || code === 'EPROTO') {
    const message = `Cannot reach ${url}: no secure connection (${code})`;
    const hint = 'Check http:// or https:// in --base-url, and the server certificate';
    return fail(new EurusError('ENDPOINT_UNREACHABLE', message, { hint, cause: thrown }), false);
  }
  const closed = code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED';
  const message = `The connection to ${url} broke: ${quoted(messageOf(thrown), target)} (${code})`;
  return fail(new EurusError('ENDPOINT_FAILED', message, { cause: thrown }), !closed);
};

/** The stable code of a Node or undici error, also one level down. */
const codeOf = (thrown: unknown): string | null => {
  if (!(thrown instanceof Error)) return null;
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? codeOf(cause) : null;
};

/**
 * Foreign text made fit for one line of ours: no control characters, nothing invisible that turns the direction of
 * writing or hides letters, not long, and never the key.
 */
export const quoted = (text: string, target: Pick<Target, 'key'>, maxLength = maxQuoteLength): string => {
  // The key goes first: cutting first could leave half of it.
  const safe = target.key === null ? text : text.replaceAll(target.key, '***');
  const line = oneLine(safe.slice(0, 4 * maxLength));
  return line.length <= maxLength ? line : `${oneLine(line.slice(0, maxLength))}…`;
};

/** `Cc` holds the control characters, `Cf` the marks of direction and width, `Cs` the halves that a cut leaves. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
