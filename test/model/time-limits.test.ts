import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startRawServer } from './raw-server.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
const event = (delta: object, reason: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ delta, finish_reason: reason }] })}\n\n`;
const role = event({ role: 'assistant', content: '' });
const ping = ': still at it\n\n';
const over = `${event({ content: '2' }, 'stop')}data: [DONE]\n\n`;

/** Sends the pieces, then the last one again and again. */
const forEver = (socket: Socket, pieces: readonly string[]): void => {
  for (const piece of pieces) socket.write(piece);
  const again = setInterval(() => socket.write(pieces.at(-1) ?? ''), 20);
  socket.on('close', () => clearInterval(again));
};

const backendBehind = async (answer: (socket: Socket) => void, given: Parameters<typeof backendOf>[0]) => {
  const server = await startRawServer(answer);
  const backend = backendOf({ baseUrl: server.url, stream: true, timeoutMs: 20_000, ...given });
  closing.push(backend.close, server.close);
  return { backend, server };
};

describe('a stream has a limit for', () => {
  const firstToken = [
    { firstTokenTimeoutMs: 200 },
    'did not begin its answer in 0.2 s',
    '--first-token-timeout',
  ] as const;
  const idle = [
    { idleTimeoutMs: 200 },
    'said nothing within its answer for 0.2 s',
    '--idle-timeout',
  ] as const;
  const whole = [{ timeoutMs: 300 }, 'did not finish its answer in 0.3 s', '--timeout'] as const;

  it.each([
    ['its first text: nothing comes', [''], firstToken],
    ['its first text: the head comes byte by byte', ['HTTP/1.1 200 OK\r\n', 'a: b\r\n'], firstToken],
    ['its first text: only pings come', [head, ping], firstToken],
    ['its first text: only the role comes', [head, role], firstToken],
    ['its silence: nothing follows', [head, event({ content: '4' }), ''], idle],
    ['its silence: only pings follow', [head, event({ content: '4' }), ping], idle],
    ['its silence, in thoughts too', [head, event({ reasoning_content: 'Hm' }), ping], idle],
    ['the whole: it never stops talking', [head, event({ content: '4' })], whole],
    ['the whole: the head never ends', ['HTTP/1.1 200 OK\r\n', 'a: b\r\n'], whole],
  ] as const)('%s', async (_title, pieces, [limit, message, flag]) => {
    const { backend, server } = await backendBehind(socket => forEver(socket, pieces), {
      ...{ ...limit, maxRetries: 1 },
    });
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(error.message).toContain(message);
    expect(error.hint).toBe(`Allow more with ${flag}`);
    // A try may be over before a slow machine has taken its connection.
    expect(error.message).toContain('(tried 2 times)');
    expect(server.requests()).toBeLessThanOrEqual(2);
  });

  it('neither while it goes on: every event begins the silence anew, and the first text ends its own limit', async () => {
    const slow = (socket: Socket): void => {
      const pieces = [role, event({ content: '4' }), ...Array.from({ length: 14 }, () => event({})), over];
      socket.write(head);
      const sending = setInterval(() => {
        const piece = pieces.shift();
        if (piece === undefined) socket.end();
        else socket.write(piece);
      }, 150);
      socket.on('close', () => clearInterval(sending));
    };
    const { backend } = await backendBehind(slow, {
      ...{ firstTokenTimeoutMs: 2_000, idleTimeoutMs: 2_000, maxRetries: 0 },
    });
    expect(await backend.generate(requestOf())).toMatchObject({ text: '42', finishReason: 'stop' });
  });
});
