import type { Redis } from 'ioredis';
import { EurusError, messageOf, oneLine } from '../core/index.ts';

/** Where a queue is, and how to get in. */
export type QueueAddress = {
  /** `redis://host:port/db`, `rediss://…` for TLS; with a user's name before `@` where there is one. */
  readonly url: string;
  /** Never part of the URL: a command line can be read by everybody on the machine. */
  readonly password?: string | undefined;
};

/** Milliseconds. */
const connectTimeoutMs = 10_000;

/**
 * Checks an address without going there.
 * @returns the address for people, without anything secret
 * @throws EurusError `USAGE`
 */
export const nameOfQueue = ({ url }: QueueAddress): string => {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:')) {
    throw new EurusError(
      'USAGE',
      `--queue is "${oneLine(url, 200)}", expected redis://HOST:PORT or rediss://HOST:PORT.`,
    );
  }
  if (parsed.password !== '') {
    throw new EurusError('USAGE', '--queue has a password in it, which others on this machine could read.', {
      hint: 'Take it out, and put it into the environment variable EURUS_QUEUE_PASSWORD.',
    });
  }
  if (parsed.hostname === '' || !/^\/?\d*$/.test(parsed.pathname)) {
    throw new EurusError('USAGE', `--queue is "${oneLine(url, 200)}", expected redis://HOST:PORT/NUMBER.`);
  }
  return `${parsed.hostname}:${parsed.port || '6379'}`;
};

/**
 * A connection that is there; from then on it comes back by itself when it is lost, and commands wait for it.
 * @throws EurusError `USAGE`, `QUEUE_DENIED`, `QUEUE_UNREACHABLE`
 */
export const connect = async (address: QueueAddress): Promise<Redis> => {
  const name = nameOfQueue(address);
  const { Redis } = await import('ioredis');
  await tryOnce(
    new Redis(
      withPassword(address),
      optionsOf(() => null),
    ),
    name,
  );
  const client = new Redis(withPassword(address), optionsOf(pauseMs));
  // Whoever is interested listens too; without a listener an error would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    client.disconnect();
    throw connectionError(thrown, name);
  }
};

/** As the client wants it: it takes a URL with a user's name alone for one with an empty password, whatever else it is told. */
const withPassword = ({ url, password }: QueueAddress): string => {
  if (password === undefined) return url;
  const whole = new URL(url);
  whole.password = encodeURIComponent(password);
  return whole.href;
};

const optionsOf = (retryStrategy: (failed: number) => number | null) => ({
  retryStrategy,
  lazyConnect: true,
  connectTimeout: connectTimeoutMs,
  // A command waits for a server that is away, however long.
  maxRetriesPerRequest: null,
  keepAlive: 30_000,
});

/** Before the next try, by the number of tries that have failed. */
const pauseMs = (failed: number): number => Math.min(2000, 50 * 2 ** Math.min(failed, 10));

const tryOnce = async (client: Redis, name: string): Promise<void> => {
  let first: unknown = null;
  client.on('error', error => {
    first ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (thrown) {
    throw connectionError(first ?? thrown, name);
  } finally {
    client.disconnect();
  }
};

/** The error that a failure to connect is to people. */
export const connectionError = (thrown: unknown, name: string): EurusError => {
  const text = oneLine(messageOf(thrown), 200);
  if (/^(NOAUTH|WRONGPASS|NOPERM)\b|invalid password/.test(text)) {
    const why = text.startsWith('NOAUTH') ? 'it wants a password' : 'it does not know this user and password';
    return new EurusError('QUEUE_DENIED', `Redis at ${name} refuses: ${why}.`, {
      cause: thrown,
      hint: 'Set EURUS_QUEUE_PASSWORD; a user name stands in the URL: redis://NAME@HOST:PORT.',
    });
  }
  return new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} cannot be reached: ${text}.`, {
    cause: thrown,
    hint: 'Is it running, and is the address right? docs/scale.md says how to start one.',
  });
};

/** True for a server that has no memory left for more. */
export const isOutOfMemory = (thrown: unknown): boolean => /\bOOM\b/.test(messageOf(thrown));
