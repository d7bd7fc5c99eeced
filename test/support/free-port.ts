import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the system gives to whoever asks for any (Linux: 32768 to 60999), above those of known services. */
const [first, end] = [12_000, 32_000];

/**
 * A port of loopback that nobody listens on, for a process that is to listen there later or again. None of those that
 * `listen(0)` and outgoing connections get: one of theirs could take it before that process does, or while it is away.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(first, end);
    if (await isFree(port)) return port;
  }
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
};
