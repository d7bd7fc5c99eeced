import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkEndpoint, createBackend } from '../../src/model/index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const checked = (baseUrl: string, model = 'small') => {
  const backend = createBackend({
    model: `llama-cpp/${model}`,
    baseUrl,
    api: 'chat',
    apiKeyEnv: null,
    stream: false,
    chatTemplate: null,
    env: {},
    timeoutMs: 20_000,
    connectTimeoutMs: 300,
    maxRetries: 0,
    concurrency: 1,
  });
  closing.push(() => backend.close());
  return checkEndpoint(backend);
};

/** Waits for the end of the head, as some HTTP servers do, and so says nothing to a TLS handshake. */
const waitingServer = (): Promise<number> =>
  new Promise(resolve => {
    const server = createTcpServer(socket => {
      socket.on('error', () => {});
      socket.on('data', data => {
        if (data.includes('\r\n\r\n')) socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      });
    });
    closing.push(() => server.close());
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Lists one model and answers to every name, as servers of a single model do. */
const takesAnyName = (): Promise<string> =>
  new Promise(resolve => {
    const choices = [{ message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }];
    const server = createHttpServer((request, response) => {
      const body = request.method === 'GET' ? { data: [{ id: 'other' }] } : { choices };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    closing.push(() => server.close());
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`),
    );
  });

describe('before the first request', () => {
  it('https for http is named where the server only waits', async () => {
    const port = await waitingServer();
    await expect(checked(`https://127.0.0.1:${port}/v1`)).rejects.toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: `https://127.0.0.1:${port}/v1 speaks http, not https`,
      hint: `Give --base-url http://127.0.0.1:${port}/v1`,
    });
  });

  it('a model that is answered for but not listed is told of', async () => {
    const url = await takesAnyName();
    const { notes } = await checked(url);
    expect(notes).toEqual(['The server lists no model small but answers to that name; it lists: other']);
    expect((await checked(url, 'other')).notes).toBeUndefined();
  });
});
