import type { Redis } from 'ioredis';
import { EurusError, messageOf, oneLine } from '../core/index.ts';
import { connectionError } from './redis-error.ts';
import { judgeServer } from './server-facts.ts';

/** Where a queue is, and how to get in. */
export type QueueAddress = {
  /** `redis://host:port/db`, `rediss://…` for TLS; with a user's name before `@` where there is one. */
  readonly url: string;
  /** Never part of the URL: a command line can be read by everybody on the machine. */
  readonly password?: string | undefined;
};

/** Until a connection is there and has answered; without a word of a server that was asked something. Milliseconds. */
const connectTimeoutMs = 10_000;
const silenceMs = 30_000;

/**
 * Checks an address without going there.
 * @returns the address for people, without anything secret
 * @throws EurusError `USAGE`
 */
export const nameOfQueue = ({ url }: QueueAddress): string => {
  const parsed = URL.parse(url);
  if (parsed?.password) {
    throw new EurusError('USAGE', '--queue has a password in it, which others on this machine could read.', {
      hint: 'Take it out, and put it into the environment variable EURUS_QUEUE_PASSWORD.',
    });
  }
  if (parsed === null || (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:')) {
    throw new EurusError(
      'USAGE',
      `--queue is "${oneLine(url, 200)}", expected redis://HOST:PORT or rediss://HOST:PORT.`,
    );
  }
  // A query would set options of the client.
  if (
    parsed.hostname === '' ||
    !/^\/?\d*$/.test(parsed.pathname) ||
    parsed.search !== '' ||
    parsed.hash !== ''
  ) {
    throw new EurusError('USAGE', `--queue is "${oneLine(url, 200)}", expected redis://HOST:PORT/NUMBER.`);
  }
  return `${parsed.hostname}:${parsed.port || '6379'}`;
};

/**
 * A connection that is there; from then on it comes back by itself when it is lost, and commands wait for it.
 * @param say told of what is not as it should be
 * @throws EurusError `USAGE`, `QUEUE_DENIED`, `QUEUE_UNREACHABLE`
 */
export const connect = async (address: QueueAddress, say?: (line: string) => void): Promise<Redis> => {
  const name = nameOfQueue(address);
  const { Redis } = await loadClient();
  const once = new Redis({ ...optionsOf(address, () => null, false), lazyConnect: true });
  const info = await tryOnce(once, name);
  const warning = info === null ? null : judgeServer(info, name);
  if (warning !== null) say?.(warning);
  // Who may not read what the server says of itself cannot see whether it is ready. Not lazy: BullMQ makes a copy of it to
  // wait for messages, connects a lazy copy itself, and would never read with one whose first try met a server that is away.
  const client = new Redis(optionsOf(address, pauseMs, info !== null));
  // Whoever is interested listens too; without a listener an error would end the process.
  client.on('error', () => {});
  try {
    await readyAtOnce(client);
    return client;
  } catch (thrown) {
    client.disconnect();
    throw connectionError(thrown, name);
  }
};

/** @throws Error when its first try fails */
const readyAtOnce = (client: Redis): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once('ready', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('the connection was closed')));
  });

/** @throws EurusError `QUEUE_UNREACHABLE` where the packages are not installed */
const loadClient = async () => {
  try {
    const [client] = await Promise.all([import('ioredis'), import('bullmq')]);
    return client;
  } catch (thrown) {
    throw new EurusError(
      'QUEUE_UNREACHABLE',
      'A queue needs the packages bullmq and ioredis, which are not here.',
      {
        cause: thrown,
        hint: 'Run npm install bullmq ioredis where eurus-eval is installed.',
      },
    );
  }
};

const optionsOf = (
  { url, password }: QueueAddress,
  retryStrategy: (failed: number) => number | null,
  enableReadyCheck: boolean,
) => ({
  ...whereOf(new URL(url)),
  ...(password === undefined ? {} : { password }),
  ...{ retryStrategy, enableReadyCheck },
  connectTimeout: connectTimeoutMs,
  // A command waits for a server that is away, however long.
  maxRetriesPerRequest: null,
  keepAlive: 30_000,
  // A server that hangs is away as well.
  socketTimeout: silenceMs,
});

/** Read here, because a client takes a URL's user without a password for one with an empty password. */
const whereOf = ({ protocol, hostname, port, pathname, username }: URL) => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: Number(port || '6379'),
  db: Number(pathname.slice(1)),
  ...(username === '' ? {} : { username: decodeURIComponent(username) }),
  ...(protocol === 'rediss:' ? { tls: {} } : {}),
});

/** Before the next try, by the number of tries that have failed. */
const pauseMs = (failed: number): number => Math.min(2000, 50 * 2 ** Math.min(failed, 10));

/**
 * One try, whose failure can be told.
 * @returns what the server says of itself; null when it may not be asked
 */
const tryOnce = async (client: Redis, name: string): Promise<string | null> => {
  let first: unknown = null;
  client.on('error', error => {
    first ??= error;
  });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer within ${connectTimeoutMs / 1000} s`)),
    connectTimeoutMs,
  );
  const ask = async (): Promise<string | null> => {
    await client.connect();
    await client.ping();
    return client.info().catch((thrown: unknown) => {
      if (/NOPERM|unknown command/.test(messageOf(thrown))) return null;
      throw thrown;
    });
  };
  try {
    return await Promise.race([ask(), late.promise]);
  } catch (thrown) {
    throw connectionError(first ?? thrown, name);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
};
