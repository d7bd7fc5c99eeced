import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { startRawServer } from './raw-server.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Bytes = string | Buffer;
/** `end` closes politely, `reset` does not, `stay` keeps the connection. */
type After = 'end' | 'reset' | 'stay';
type Sent = readonly [after: After, ...pieces: Bytes[]];

const json = JSON.stringify({ choices: [{ message: { content: '42' }, finish_reason: 'stop' }] });
const events = `data: ${JSON.stringify({ choices: [{ delta: { content: '42' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
const begun = `data: ${JSON.stringify({ choices: [{ delta: { content: '4' } }] })}\n\n`;

const head = (lines: readonly string[], version = '1.1'): string =>
  [`HTTP/${version} 200 OK`, ...lines, '', ''].join('\r\n');
const type = 'content-type: application/json';
const streamType = 'content-type: text/event-stream';
const length = (body: Bytes): string => `content-length: ${Buffer.byteLength(body)}`;
const chunk = (text: Bytes): Buffer =>
  Buffer.concat([
    Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n`),
    Buffer.from(text as string),
    Buffer.from('\r\n'),
  ]);
const chunked = 'transfer-encoding: chunked';
const encoded = (encoding: string, body: Buffer, contentType = type): Sent => [
  'stay',
  head([contentType, `content-encoding: ${encoding}`, length(body)]),
  body,
];

const send = (socket: Socket, [after, ...pieces]: Sent): void => {
  const next = (at: number): void => {
    const piece = pieces[at];
    if (socket.destroyed) return;
    if (piece !== undefined) socket.write(piece, () => setImmediate(next, at + 1));
    else if (after === 'end') socket.end();
    else if (after === 'reset') socket.resetAndDestroy();
  };
  next(0);
};

const serve = async (...answers: readonly Sent[]) => {
  const server = await startRawServer((socket, request) => {
    const sent = answers[Math.min(request, answers.length - 1)];
    if (sent !== undefined) send(socket, sent);
  });
  closing.push(server.close);
  return server;
};

const backendAt = (baseUrl: string, given: Parameters<typeof backendOf>[0] = {}) => {
  const backend = backendOf({ baseUrl, ...given });
  closing.unshift(backend.close);
  return backend;
};

describe('what is an answer, however it comes', () => {
  it.each<readonly [string, Sent]>([
    ['a document', ['stay', head([type, length(json)]), json]],
    ['its head byte by byte', ['stay', ...head([type, length(json)]), json]],
    [
      '102 and 103 before it',
      [
        'stay',
        'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
        head([type, length(json)]),
        json,
      ],
    ],
    ['no content type', ['stay', head([length(json)]), json]],
    [
      'chunks with extensions and trailers',
      [
        'stay',
        head([type, chunked]),
        `${json.length.toString(16)};a=b\r\n${json}\r\n0\r\nx-trailer: 1\r\n\r\n`,
      ],
    ],
    ['HTTP/1.0 with its length', ['end', head([type, length(json)], '1.0'), json]],
    ['HTTP/1.0 until the connection closes', ['end', head([type], '1.0'), json]],
    ['a stream of HTTP/1.0', ['end', head([streamType], '1.0'), events]],
    ['a stream reset after its end', ['reset', head([streamType]), events]],
    ['gzip that nobody asked for', encoded('gzip', gzipSync(json))],
    ['deflate', encoded('deflate', deflateSync(json))],
    ['brotli', encoded('br', brotliCompressSync(json))],
    ['zstd', encoded('ZSTD', zstdCompressSync(json))],
    ['a compressed stream', encoded('gzip', gzipSync(events), streamType)],
    ['more bytes than it promised', ['stay', head([type, length(json)]), `${json}HTTP/1.1 200 OK\r\n\r\n`]],
  ])('%s', async (_title, sent) => {
    const server = await serve(sent);
    expect(await backendAt(server.url).generate(requestOf())).toMatchObject({
      ...{ text: '42', finishReason: 'stop', retries: 0 },
    });
  });
});

describe('what is none is tried again, and never becomes one', () => {
  const half = Math.floor(json.length / 2);
  const cases: readonly (readonly [string, Sent, RegExp])[] = [
    ['a closed connection', ['end'], /broke/],
    ['a reset connection', ['reset'], /broke/],
    ['a head that ends in the middle', ['reset', 'HTTP/1.1 200 OK\r\ncontent-ty'], /broke/],
    ['another protocol', ['stay', 'SSH-2.0-OpenSSH_9.9\r\n'], /broke/],
    [
      'a switch of protocols',
      ['stay', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
      /broke/,
    ],
    ['a head without end', ['stay', head([`x-long: ${'a'.repeat(100_000)}`])], /broke/],
    ['two lengths', ['stay', head([type, 'content-length: 5', 'content-length: 7']), json], /broke/],
    ['a length that is too long', ['end', head([type, `content-length: ${json.length + 9}`]), json], /broke/],
    ['a length that is too short', ['end', head([type, `content-length: ${half}`]), json], /invalid JSON/],
    ['a reset within a document', ['reset', head([type, length(json)]), json.slice(0, half)], /broke/],
    [
      'a document of HTTP/1.0 that ends in the middle',
      ['end', head([type], '1.0'), json.slice(0, half)],
      /invalid JSON/,
    ],
    ['a chunk of no number', ['stay', head([type, chunked]), `zz\r\n${json}\r\n`], /broke/],
    [
      'a chunk that is longer than it says',
      ['stay', head([type, chunked]), `5\r\n${json}\r\n0\r\n\r\n`],
      /broke/,
    ],
    ['chunks that end in the middle', ['end', head([type, chunked]), chunk(json)], /broke/],
    [
      'a stream that ends within an event',
      ['end', head([streamType]), begun, 'data: {"choi'],
      /invalid JSON: \{"choi/,
    ],
    ['a stream that is reset within the answer', ['reset', head([streamType]), begun], /within the answer/],
    [
      'a stream of HTTP/1.0 that ends within the answer',
      ['end', head([streamType], '1.0'), begun],
      /within the answer/,
    ],
    [
      'a stream of half a character',
      ['end', head([streamType]), begun, Buffer.of(0xe2, 0x82)],
      /within the answer/,
    ],
    [
      'a stream that turns into an error',
      ['end', head([streamType]), begun, 'data: {"error":{"message":"out of memory"}}\n\n'],
      /out of memory/,
    ],
    [
      'a stream that turns into a page',
      ['end', head([streamType]), begun, '<html>Bad gateway</html>\n\n'],
      /within the answer/,
    ],
    [
      'cut gzip',
      ['stay', head([type, 'content-encoding: gzip', `content-length: 20`]), gzipSync(json).subarray(0, 20)],
      /broke/,
    ],
    ['gzip that is none', encoded('gzip', Buffer.from(json)), /broke/],
    ['an unknown encoding', encoded('rot13', Buffer.from(json)), /unknown content encoding rot13/],
    [
      'gzip of more than we read',
      encoded('gzip', gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '))),
      /more than 64 MiB/,
    ],
    ['no content', ['stay', 'HTTP/1.1 204 No Content\r\n\r\n'], /invalid JSON/],
    ['null', ['stay', head([type, length('null')]), 'null'], /invalid JSON/],
    ['a list', ['stay', head([type, length('[]')]), '[]'], /invalid JSON/],
    ['nothing in an object', ['stay', head([type, length('{}')]), '{}'], /no choices/],
  ];

  it.each(cases)('%s', async (_title, sent, why) => {
    const server = await serve(sent);
    const error = await errorOf(() => backendAt(server.url, { maxRetries: 1 }).generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(error.message).toMatch(why);
    expect(error.message).toContain('(tried 2 times)');
    expect(error.message).not.toMatch(/[\n\r]/);
    expect(server.requests()).toBe(2);
  });

  it.each(cases)('%s, and then the answer', async (_title, sent) => {
    const server = await serve(sent, ['stay', head([type, length(json)]), json]);
    const generated = await backendAt(server.url, { maxRetries: 1 }).generate(requestOf());
    expect(generated).toMatchObject({ text: '42', retries: 1 });
  });
});

describe('a connection that was kept open', () => {
  const answer = (socket: Socket): void => send(socket, ['stay', head([type, length(json)]), json]);

  it('and is dropped as a request is sent costs no retry', async () => {
    const server = await startRawServer((socket, _request, ofConnection) =>
      ofConnection === 0 ? answer(socket) : socket.resetAndDestroy(),
    );
    closing.push(server.close);
    const backend = backendAt(server.url, { maxRetries: 0, concurrency: 1 });
    expect(await backend.generate(requestOf())).toMatchObject({ text: '42', retries: 0 });
    expect(await backend.generate(requestOf())).toMatchObject({ text: '42', retries: 1 });
    expect([server.requests(), server.connections()]).toEqual([3, 2]);
  });

  it('is charged when the new connection is lost too', async () => {
    const server = await startRawServer((socket, request) =>
      request === 0 ? answer(socket) : socket.resetAndDestroy(),
    );
    closing.push(server.close);
    const backend = backendAt(server.url, { maxRetries: 0, concurrency: 1 });
    await backend.generate(requestOf());
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.message).toContain('(tried 2 times)');
    expect(server.requests()).toBe(3);
  });

  it('is charged when it is lost within an answer', async () => {
    const server = await startRawServer((socket, _request, ofConnection) => {
      if (ofConnection === 0) return answer(socket);
      socket.write(`${head([type, length(json)])}${json.slice(0, 10)}`, () => {
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
    });
    closing.push(server.close);
    const backend = backendAt(server.url, { maxRetries: 0, concurrency: 1 });
    await backend.generate(requestOf());
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.message).not.toContain('tried');
    expect(server.requests()).toBe(2);
  });
});

it('a request that waits for a connection is stopped at once', async () => {
  const server = await startRawServer(() => undefined);
  closing.push(server.close);
  const backend = backendAt(server.url, { concurrency: 1, timeoutMs: 20_000 });
  const [first, second] = [new AbortController(), new AbortController()];
  const under = errorOf(() => backend.generate(requestOf(), { signal: first.signal }));
  const waits = errorOf(() => backend.generate(requestOf(), { signal: second.signal }));
  second.abort();
  expect((await waits).code).toBe('INTERRUPTED');
  first.abort();
  expect((await under).code).toBe('INTERRUPTED');
});
