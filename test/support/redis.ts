import { temporaryFolder } from './folder.ts';
import { hasRedis, type RedisOptions, type RedisServer, startRedisIn } from './redis-server.ts';
import { describeWith } from './requires.ts';

export { type RedisOptions, type RedisServer, redisProgram } from './redis-server.ts';

/** Tests that start a real server. */
export const describeWithRedis = describeWith('a Redis server (apt-get install redis-server)', hasRedis);

/**
 * Starts a server on a free port of loopback; to be stopped in `finally`.
 * @param options `folder` is where its files are; one of the test that runs when left out
 */
export const startRedis = ({
  folder = temporaryFolder(),
  ...options
}: RedisOptions & { readonly folder?: string } = {}): Promise<RedisServer> => startRedisIn(folder, options);
