import { EurusError, oneLine } from '../../core/index.ts';
import type { Target } from '../target.ts';
import { type Failure, parseRetryAfter } from './retry.ts';
import type { ServerError } from './server-error.ts';

type Outcome = Failure['outcome'];

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a server's error page may add to our message. */
const maxQuoteLength = 300;
/** What the beginning of a problem, its kind, may take in a few words. */
const maxKindLength = 60;

/** Statuses that pass: 409 and 425 are how some gateways say "busy". */
const passing = new Set([408, 409, 425, 429]);

/** 529 is how Anthropic says that it is overloaded. */
const overloaded = new Set([502, 503, 504, 529]);

const outcomeOf = (status: number): Outcome => {
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
    brief: `HTTP ${status}`,
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
export const malformed = (
  target: Target,
  url: string,
  problem: string,
  outcome: 'broken' | 'lost' = 'broken',
): Failure => ({
  transient: true,
  outcome,
  retryAfterMs: null,
  status: 200,
  // The answer itself, which may follow, is no matter for few words.
  brief: `no usable answer (${quoted(problem.split(': ', 1).join(), target, maxKindLength)})`,
  error: new EurusError('ENDPOINT_FAILED', `${url} sent no usable answer: ${quoted(problem, target)}`, {
    hint: 'Check that --base-url is the root of an OpenAI-compatible API, such as http://HOST:PORT/v1',
  }),
});

/** Foreign text made fit for one line of ours: all blanks are one, not long, and never the key. */
export const quoted = (text: string, target: Pick<Target, 'key'>, maxLength = maxQuoteLength): string => {
  // The key goes first: cutting first could leave half of it.
  const safe = target.key === null ? text : text.replaceAll(target.key, '***');
  // What is taken out may leave blanks on both its sides.
  return oneLine(safe.replace(/\s+/g, ' '), maxLength).replace(/ +/g, ' ').trim();
};
