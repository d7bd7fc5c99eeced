import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const backendBehind = async (write: (response: ServerResponse) => Promise<void>, stream: boolean) => {
  const server = createServer((request, response) => {
    request.resume();
    response.setMaxListeners(0).on('error', () => {});
    void write(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = backendOf({ baseUrl: `http://127.0.0.1:${port}/v1`, stream });
  closing.push(backend.close, () => new Promise(resolve => server.close(resolve)));
  return backend;
};

const types = [
  ['application/json', false],
  ['text/event-stream', true],
] as const;

describe.each(types)('a body of %s', (contentType, stream) => {
  it('may arrive byte by byte, within characters too', async () => {
    const text = 'é 六 🧮\n';
    const part = stream ? { delta: { content: text } } : { message: { content: text } };
    const json = JSON.stringify({ choices: [{ ...part, finish_reason: 'stop' }] });
    const body = Buffer.from(stream ? `: hello\r\n\r\ndata: ${json}\r\n\r\ndata: [DONE]` : json);
    const backend = await backendBehind(async response => {
      response.writeHead(200, { 'content-type': contentType });
      for (const byte of body) {
        response.write(Buffer.of(byte));
        await breathe();
      }
      response.end();
    }, stream);
    expect(await backend.generate(requestOf())).toMatchObject({ text, finishReason: 'stop' });
  });

  it('is not read without end', async () => {
    let sent = 0;
    const backend = await backendBehind(async response => {
      response.writeHead(200, { 'content-type': contentType });
      const piece = Buffer.alloc(1024 * 1024, 'a');
      response.write(stream ? 'data: ' : '"');
      while (!response.destroyed && sent < 512) {
        sent++;
        if (!response.write(piece))
          await new Promise(resolve => response.once('drain', resolve).once('close', resolve));
      }
      response.end();
    }, stream);
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.message).toContain('more than 64 MiB');
    expect(sent).toBeLessThan(128);
  });
});
