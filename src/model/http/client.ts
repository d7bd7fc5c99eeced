import type { Dispatcher } from 'undici';
import type { Target } from '../target.ts';
import { createAgent } from './agent.ts';
import type { AnswerKind, AnswerReader, Reading } from './answer.ts';
import { type Body, type Gathered, maxAnswerBytes, maxErrorBytes, readBytes, uncompressed } from './body.ts';
import { createConnector } from './connector.ts';
import { type Deadline, startDeadline, type TimeLimits } from './deadline.ts';
import type { Dialect } from './dialect.ts';
import { type Gather, type Headers, startExchange } from './exchange.ts';
import { malformed, statusFailure } from './failure.ts';
import { networkFailure, tooSlow } from './network-failure.ts';
import { isDocument, readAnswer, readDocument } from './read-answer.ts';
import { readServerError } from './server-error.ts';
import { readServerLimits } from './server-limits.ts';
import type { Failure, Tried } from './tried.ts';

const defaultConnectTimeoutMs = 10_000;
/** An old connection that is lost so soon, before anything of the answer, had been given up by the server. */
const droppedWithinMs = 1_000;
/** For the rest of an error page, once its status is there. */
const errorPageMs = 2_000;

export type Client = {
  /** One try of one generation, which has `timeoutMs` from connecting to the last byte. */
  generate<T>(
    url: string,
    body: string,
    createReader: (kind: AnswerKind) => AnswerReader<T>,
    signal: AbortSignal | undefined,
  ): Promise<Tried<T>>;
  /** One try of a GET, which has `timeoutMs` as a whole, but never less than connecting may take; the answer's text. */
  get(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Tried<string>>;
  close(): Promise<void>;
};

export type ClientLimits = TimeLimits & {
  /** Most connections. */
  readonly concurrency: number;
  /** For connecting alone; 10 s when left out. */
  readonly connectTimeoutMs?: number | undefined;
};

/** One pool of connections to one server. */
export const createClient = (
  target: Target,
  limits: ClientLimits,
  { headers: headersWith, readError = readServerError }: Dialect,
): Client => {
  const { timeoutMs, connectTimeoutMs = defaultConnectTimeoutMs } = limits;
  const connectMs = Math.min(connectTimeoutMs, timeoutMs);
  const connector = createConnector(connectMs);
  const agent = createAgent(connector, Math.max(1, limits.concurrency), connectMs, target.proxy);
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'user-agent': 'eurus-eval',
    ...headersWith(target.key),
  };

  const send = async <T>(
    url: string,
    request: { readonly body?: string; readonly times: TimeLimits; readonly signal: AbortSignal | undefined },
    read: (body: Gathered | Body, headers: Headers, deadline: Deadline) => Tried<T> | Promise<Tried<T>>,
  ): Promise<Tried<T>> => {
    const sentAt = performance.now();
    const exchange = startExchange(agent, optionsOf(url, request.body), mostGathered);
    const deadline = startDeadline(request.times, request.signal, () => exchange.abort());
    try {
      const { status, headers: said, body: sent } = await exchange.reply;
      const encoding = single(said['content-encoding']);
      const body = 'bytes' in sent ? sent : uncompressed(sent, encoding);
      if (body === null) return failed(malformed(target, url, `the unknown content encoding ${encoding}`));
      const limits = readServerLimits(said, Date.now());
      let tried: Tried<T>;
      if (isGood(status)) {
        const reading = read(body, said, deadline);
        // A document that is there is read at once.
        tried = 'ok' in reading ? reading : await reading;
      } else {
        const problem = readError(status, await readErrorPage(body, deadline));
        tried = failed(statusFailure(target, url, problem, said));
      }
      return limits === null ? tried : { ...tried, limits };
    } catch (thrown) {
      if (request.signal?.aborted) return failed(stopped(target, url));
      const missed = deadline.missed();
      if (missed !== null) return failed(tooSlow(url, missed.limit, missed.limitMs, thrown));
      const failure = networkFailure(target, url, thrown);
      const soon = performance.now() - sentAt < droppedWithinMs;
      const dropped =
        failure.outcome === 'lost' && !exchange.answered && soon && connector.stoodBefore(thrown, sentAt);
      return failed(dropped ? { ...failure, dropped } : failure);
    } finally {
      deadline.clear();
    }
  };

  const optionsOf = (url: string, body: string | undefined): Dispatcher.DispatchOptions => {
    const { origin, path } = placeOf(url);
    const method = body === undefined ? 'GET' : 'POST';
    // The limits are said once more, since a proxy's own pool does not know of them.
    return { origin, path, method, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 };
  };

  let place = { url: '', origin: '', path: '' };
  /** Nearly all requests go to one address. */
  const placeOf = (url: string): typeof place => {
    if (place.url === url) return place;
    const { origin, pathname, search } = new URL(url);
    place = { url, origin, path: pathname + search };
    return place;
  };

  return {
    generate: (url, body, createReader, signal) => {
      const toTried = <T>(reading: Reading<T>): Tried<T> => {
        if (reading.ok) return { ok: true, value: reading.answer };
        const { problem: message, status } = reading;
        return failed(
          status === null
            ? malformed(target, url, message, reading.cut ? 'lost' : 'broken')
            : statusFailure(target, url, { status, message, code: null }),
        );
      };
      return send(url, { body, times: limits, signal }, (sent, headers, deadline) => {
        if ('bytes' in sent) return toTried(readDocument(sent, createReader));
        const heard = (text: boolean): void => deadline.heard(text);
        return readAnswer(sent, typeOf(headers), createReader, heard).then(toTried);
      });
    },
    get: (address, wait, signal) =>
      send(address, { times: { timeoutMs: Math.max(wait, connectMs + 1000) }, signal }, async body => {
        const { bytes, whole } = 'bytes' in body ? body : await readBytes(body, maxAnswerBytes);
        if (!whole) return failed(malformed(target, address, 'too much text'));
        return { ok: true, value: bytes.toString('utf8') };
      }),
    close: () => agent.destroy(),
  };
};

const isGood = (status: number): boolean => status >= 200 && status < 300;

const typeOf = (headers: Headers): string => single(headers['content-type']).toLowerCase();

/** Answers that come as one document, which are the short ones, are read when they are there. */
const mostGathered: Gather = (status, headers) =>
  isGood(status) && headers['content-encoding'] === undefined && isDocument(typeOf(headers))
    ? maxAnswerBytes
    : null;

/** What stands on an error page; nothing where it breaks off or does not end: the status says the most. */
const readErrorPage = async (body: Gathered | Body, deadline: Deadline): Promise<string> => {
  if ('bytes' in body) return body.bytes.toString('utf8');
  const patience = setTimeout(() => body.destroy(), errorPageMs);
  try {
    return (await readBytes(body, maxErrorBytes)).bytes.toString('utf8');
  } catch (thrown) {
    if (deadline.isOver()) throw thrown;
    return '';
  } finally {
    clearTimeout(patience);
  }
};

const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure,
});

const single = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header[0] : header) ?? '';

/** Retrying stops at an aborted signal, whatever the failure says; this one only has to be something. */
const stopped = (target: Target, url: string) => ({
  ...malformed(target, url, 'the request was stopped'),
  transient: false,
});
