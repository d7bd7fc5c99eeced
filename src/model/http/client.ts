import { TextDecoder } from 'node:util';
import { createParser } from 'eventsource-parser';
import { Agent } from 'undici';
import type { Target } from '../target.ts';
import type { Answer, AnswerKind, AnswerReader, Reading } from './answer.ts';
import type { Dialect } from './dialect.ts';
import { malformed, networkFailure, statusFailure, tooSlow } from './failure.ts';
import type { Tried } from './retry.ts';
import { readServerError } from './server-error.ts';

/** More than any answer is long; a body beyond it is not read further. */
const maxAnswerBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
const connectTimeoutMs = 10_000;
/** How long a stream may stay open without more text after it has said that it is over. */
const closingMs = 1_000;

export type Client = {
  /** One try of one generation, which has `timeoutMs` from connecting to the last byte. */
  generate(url: string, body: string, signal: AbortSignal | undefined): Promise<Tried<Answer>>;
  /** One try of a GET, which has `timeoutMs` as a whole; the answer's text. */
  get(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Tried<string>>;
  close(): Promise<void>;
};

/** One pool of connections to one server. */
export const createClient = (
  target: Target,
  limits: { readonly concurrency: number; readonly timeoutMs: number },
  { createReader, headers: headersWith, readError = readServerError }: Dialect,
): Client => {
  const { timeoutMs } = limits;
  const agent = new Agent({
    connections: Math.max(1, limits.concurrency),
    pipelining: 1,
    // Off: these limit silence, 300 s of which would cut long generations short. The deadline of the try limits all.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: Math.min(connectTimeoutMs, timeoutMs) },
    allowH2: false,
  });
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'user-agent': 'eurus-eval',
    ...headersWith(target.key),
  };

  const send = async <T>(
    url: string,
    options: { readonly body?: string; readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
    read: (body: AsyncIterable<Buffer> & Closable, contentType: string) => Promise<Tried<T>>,
  ): Promise<Tried<T>> => {
    const { origin, pathname, search } = new URL(url);
    const deadline = startDeadline(options.timeoutMs, options.signal);
    try {
      const response = await agent.request({
        origin,
        path: pathname + search,
        method: options.body === undefined ? 'GET' : 'POST',
        headers,
        body: options.body ?? null,
        signal: deadline.signal,
      });
      const { statusCode, headers: sent } = response;
      if (statusCode >= 200 && statusCode < 300) {
        const contentType = sent['content-type'];
        return await read(response.body, typeof contentType === 'string' ? contentType.toLowerCase() : '');
      }
      const { bytes } = await readBytes(response.body, maxErrorBytes);
      const said = readError(statusCode, bytes.toString('utf8'));
      return { ok: false, failure: statusFailure(target, url, said, sent) };
    } catch (thrown) {
      if (options.signal?.aborted) return { ok: false, failure: stopped(target, url) };
      if (deadline.passed()) return { ok: false, failure: tooSlow(url, options.timeoutMs, thrown) };
      return { ok: false, failure: networkFailure(target, url, thrown) };
    } finally {
      deadline.clear();
    }
  };

  return {
    generate: (url, body, signal) =>
      send(url, { body, timeoutMs, signal }, async (stream, contentType) => {
        const reading = await readAnswer(stream, contentType, createReader);
        if (reading.ok) return { ok: true, value: reading.answer };
        const { problem: message, status } = reading;
        const failure =
          status === null
            ? malformed(target, url, message)
            : statusFailure(target, url, { status, message, code: null });
        return { ok: false, failure };
      }),
    get: (address, wait, signal) =>
      send(address, { timeoutMs: wait, signal }, async body => {
        const { bytes, whole } = await readBytes(body, maxAnswerBytes);
        if (!whole) return { ok: false, failure: malformed(target, address, 'too much text') };
        return { ok: true, value: bytes.toString('utf8') };
      }),
    close: () => agent.destroy(),
  };
};

type Closable = { destroy(): unknown };

/**
 * A signal that aborts with `stop` or after `timeoutMs`. Not `AbortSignal.any` with `AbortSignal.timeout`: those would
 * live on until the time is over, one for each of many quick requests.
 */
const startDeadline = (timeoutMs: number, stop: AbortSignal | undefined) => {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, timeoutMs);
  const onStop = () => controller.abort(stop?.reason);
  if (stop?.aborted) onStop();
  stop?.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    clear: () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', onStop);
    },
  };
};

/** Retrying stops at an aborted signal, whatever the failure says; this one only has to be something. */
const stopped = (target: Target, url: string) => ({
  ...malformed(target, url, 'the request was stopped'),
  transient: false,
});

/** Believes the content type rather than what was asked for: some servers never stream, some always do. */
const readAnswer = async (
  body: AsyncIterable<Buffer> & Closable,
  contentType: string,
  createReader: (kind: AnswerKind) => AnswerReader,
): Promise<Reading> => {
  if (contentType.startsWith('text/event-stream')) return readEvents(body, createReader('events'));
  const isJson = contentType === '' || /^[\w.-]+\/([\w.-]+\+)?json\b/.test(contentType);
  const { bytes, whole } = await readBytes(body, isJson ? maxAnswerBytes : maxErrorBytes);
  if (!isJson) return problem(`${contentType} instead of JSON: ${bytes.toString('utf8')}`);
  if (!whole) return problem(`more than ${maxAnswerBytes / 1024 / 1024} MiB`);
  const text = decode(new TextDecoder('utf-8', { fatal: true }), bytes);
  if (text === null) return problem('invalid UTF-8');
  const reader = createReader('document');
  reader.add(text);
  return reader.finish();
};

const readEvents = async (body: AsyncIterable<Buffer> & Closable, reader: AnswerReader): Promise<Reading> => {
  const parser = createParser({ onEvent: event => reader.add(event.data) });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let closing: NodeJS.Timeout | null = null;
  let [length, wentOn, closed] = [0, false, false];
  const close = () => {
    closed = true;
    body.destroy();
  };
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) return problem(`more than ${maxAnswerBytes / 1024 / 1024} MiB`);
      const text = decode(decoder, chunk, true);
      if (text === null) return problem('invalid UTF-8');
      parser.feed(text);
      // Usage may still follow the finish reason, but only more text is worth waiting long for: some gateways write
      // a finish reason into every event.
      const grew = reader.length() > length;
      length = reader.length();
      if (closing !== null && grew) {
        wentOn = true;
        closing.refresh();
      } else if (reader.complete()) closing ??= setTimeout(close, closingMs);
    }
  } catch (thrown) {
    // A finish reason that more text came after is no proof that the text was whole when the stream was cut.
    if (!closed && (wentOn || !reader.complete())) throw thrown;
  } finally {
    if (closing !== null) clearTimeout(closing);
  }
  parser.feed('\n\n');
  return reader.finish();
};

const problem = (text: string): Reading => ({ ok: false, problem: text, status: null });

const decode = (decoder: TextDecoder, bytes: Uint8Array, stream = false): string | null => {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    return null;
  }
};

/** The first bytes of a body, and whether they are all of it. */
const readBytes = async (
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly whole: boolean }> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
};
