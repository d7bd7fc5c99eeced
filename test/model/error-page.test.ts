import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startRawServer } from './raw-server.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const head = (status: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"error": "par`;

it.each([
  ['breaks off', '401 Unauthorized', 'ENDPOINT_UNAUTHORIZED', 'HTTP 401', true],
  ['breaks off', '429 Too Many Requests', 'ENDPOINT_FAILED', 'HTTP 429', true],
  ['does not end', '503 Service Unavailable', 'ENDPOINT_FAILED', 'HTTP 503', false],
] as const)('an error page that %s tells its status %s', async (_how, status, code, words, breaks) => {
  const answer = (socket: Socket): void => {
    socket.write(head(status), () => {
      if (breaks) setTimeout(() => socket.resetAndDestroy(), 20);
    });
  };
  const server = await startRawServer(answer);
  const backend = backendOf({ baseUrl: server.url, maxRetries: 0, patienceMs: 0 });
  closing.push(backend.close, server.close);
  const error = await errorOf(() => backend.generate(requestOf()));
  expect([error.code, error.message.includes(words)]).toEqual([code, true]);
});
