import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type PullProgress, pullFiles } from '../../src/dataset/index.ts';
import { eurusErrorOf, factsOf, temporaryFolder, write } from './support.ts';

const content = Array.from({ length: 20_000 }, (_, at) => `row ${at}\n`).join('');
const half = content.length / 2;

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server on loopback; records the Range of every request. */
const serve = async (handler: Handler) => {
  const ranges: (string | undefined)[] = [];
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    ranges.push(request.headers.range);
    requests.push(request);
    handler(request, response, ranges.length);
  };
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, ranges, requests };
};

/** Answers as a server of files does, with Range. */
const sendFile: Handler = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = content.slice(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  response.end(rest);
};

/** Where a test downloads to; retries do not wait. */
const setUp = async (handler: Handler, bytes: string | Uint8Array = content) => {
  const server = await serve(handler);
  const root = temporaryFolder();
  const file = factsOf('gsm8k/test.jsonl', bytes, `${server.url}/test.jsonl`);
  const target = join(root, file.path);
  const pull = (options: Parameters<typeof pullFiles>[2] = {}) =>
    pullFiles([file], root, { retryDelayMs: 1, ...options });
  const isDone = () => readFileSync(target, 'utf8') === content && !existsSync(`${target}.part`);
  return { ...server, root, file, target, part: `${target}.part`, pull, isDone };
};

describe('pullFiles', () => {
  it('downloads into the folder of the benchmark, reporting progress', async () => {
    const { file, pull, isDone, requests } = await setUp(sendFile);
    const seen: PullProgress[] = [];
    await pull({ onProgress: progress => seen.push(progress) });
    expect(isDone()).toBe(true);
    expect(seen.at(-1)).toEqual({
      file,
      receivedBytes: file.bytes,
      totalBytes: file.bytes,
      done: true,
      present: false,
    });
    const received = seen.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['as it is', '', (bytes: string): string | Buffer => bytes],
    ['packed', '.gz', (bytes: string): string | Buffer => gzipSync(bytes)],
  ])('asks for nothing when the file is there %s', async (_, suffix, pack) => {
    const { root, file, pull, ranges } = await setUp(sendFile);
    write(root, `${file.path}${suffix}`, pack(content));
    const seen: PullProgress[] = [];
    await pull({ onProgress: progress => seen.push(progress) });
    expect(ranges).toEqual([]);
    expect(seen).toMatchObject([{ done: true, present: true, receivedBytes: file.bytes }]);
  });

  it('replaces a file that is not as published', async () => {
    const { root, file, pull, isDone } = await setUp(sendFile);
    write(root, file.path, 'something else');
    await pull();
    expect(isDone()).toBe(true);
  });

  it('fetches several files, each once', async () => {
    const { url, ranges } = await serve(sendFile);
    const root = temporaryFolder();
    const files = Array.from({ length: 11 }, (_, at) => factsOf(`b/${at}`, content, `${url}/${at}`));
    await pullFiles(files, root);
    expect(ranges).toHaveLength(11);
    expect(files.every(({ path }) => readFileSync(join(root, path), 'utf8') === content)).toBe(true);
  });
});

describe('a broken download', () => {
  it('is continued by Range after a cut connection', async () => {
    let first: ServerResponse | undefined;
    const { pull, isDone, ranges } = await setUp((request, response, count) => {
      if (count > 1) return sendFile(request, response, count);
      first = response;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.slice(0, half));
    });
    // Cut only when some bytes have arrived: a reset may take with it what is still on its way.
    await pull({ onProgress: () => first?.destroy() });
    expect(isDone()).toBe(true);
    expect(ranges[0]).toBe(undefined);
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);
    expect(ranges).toHaveLength(2);
  });

  it('is continued by a later call', async () => {
    const { root, file, pull, isDone, ranges } = await setUp(sendFile);
    write(root, `${file.path}.part`, content.slice(0, half));
    await pull();
    expect(isDone()).toBe(true);
    expect(ranges).toEqual([`bytes=${half}-`]);
  });

  it.each<[string, Handler]>([
    [
      'answers 200 with the whole file',
      (_, response) => {
        response.writeHead(200).end(content);
      },
    ],
    [
      'answers 206 with another range',
      (request, response, count) => {
        if (count > 1) return sendFile(request, response, count);
        response.writeHead(206, { 'content-range': `bytes 0-9/${content.length}` }).end('0123456789');
      },
    ],
    [
      'answers 416',
      (request, response, count) => {
        if (request.headers.range === undefined) return sendFile(request, response, count);
        response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      },
    ],
  ])('starts over when the server %s', async (_, handler) => {
    const { root, file, pull, isDone } = await setUp(handler);
    write(root, `${file.path}.part`, content.slice(0, half));
    await pull();
    expect(isDone()).toBe(true);
  });

  it('needs no request when only the last step was missing', async () => {
    const { root, file, pull, isDone, ranges } = await setUp(sendFile);
    write(root, `${file.path}.part`, content);
    await pull();
    expect(isDone()).toBe(true);
    expect(ranges).toEqual([]);
  });

  it.each([
    ['shorter', 'x'.repeat(half)],
    ['as long', 'x'.repeat(content.length)],
    ['longer', 'x'.repeat(content.length + 1)],
  ])('is thrown away when it holds other bytes, %s than the file', async (_, stale) => {
    const { root, file, pull, isDone } = await setUp(sendFile);
    write(root, `${file.path}.part`, stale);
    await pull();
    expect(isDone()).toBe(true);
  });

  it('is continued when the server stalls', async () => {
    const { pull, isDone, ranges } = await setUp((request, response, count) => {
      if (count > 1) return sendFile(request, response, count);
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.slice(0, half));
    });
    await pull({ stallTimeoutMs: 300 });
    expect(isDone()).toBe(true);
    expect(ranges).toHaveLength(2);
  });

  it('keeps its part when the user stops it, and says how to go on', async () => {
    const stop = new AbortController();
    const { pull, part, isDone, ranges } = await setUp((request, response, count) => {
      if (count > 1) return sendFile(request, response, count);
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.slice(0, half));
    });
    const onProgress = () => stop.abort();
    const error = await eurusErrorOf(() => pull({ signal: stop.signal, onProgress }));
    expect(error).toMatchObject({ code: 'INTERRUPTED', hint: 'The same command continues it.' });
    const kept = readFileSync(part, 'utf8');
    expect(kept.length).toBeGreaterThan(0);
    expect(content.startsWith(kept)).toBe(true);
    await pull();
    expect(isDone()).toBe(true);
    expect(ranges).toEqual([undefined, `bytes=${kept.length}-`]);
  });
});

describe('what cannot be downloaded', () => {
  it('is refused and removed when the address gives other bytes', async () => {
    const { url, pull, target, part, file } = await setUp((_, response) => {
      response.end('<html>Please log in</html>');
    });
    const error = await eurusErrorOf(pull);
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toContain(`${url}/test.jsonl is not the published file`);
    expect(error.message).toContain(file.sha256);
    expect([existsSync(target), existsSync(part)]).toEqual([false, false]);
  });

  it('is not fetched far beyond the size of the file', async () => {
    let served = 0;
    const { pull } = await setUp((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        served += 1;
        if (served < 10_000 && !response.destroyed) response.write(content, () => setImmediate(more));
        else response.end();
      };
      more();
    });
    expect((await eurusErrorOf(pull)).code).toBe('DATA_CORRUPT');
    expect(served).toBeLessThan(1000);
  });

  it('is reported at once when the address is gone', async () => {
    const { url, pull, target, ranges } = await setUp((_, response) => {
      response.writeHead(404).end('no such thing');
    });
    const error = await eurusErrorOf(pull);
    expect(error.code).toBe('DOWNLOAD_FAILED');
    expect(error.message).toBe(`cannot download gsm8k/test.jsonl: ${url}/test.jsonl answered 404 Not Found`);
    expect(error.hint).toContain(`Fetch ${url}/test.jsonl`);
    expect(error.hint).toContain(`save it as ${target}`);
    expect(error.hint).toContain('--data-dir DIR');
    expect(ranges).toHaveLength(1);
  });

  it('is tried again after 429 and 5xx, a bounded number of times', async () => {
    const twice = await setUp((request, response, count) => {
      if (count > 2) return sendFile(request, response, count);
      response.writeHead(count === 1 ? 429 : 503).end();
    });
    await twice.pull();
    expect(twice.isDone()).toBe(true);
    const never = await setUp((_, response) => {
      response.writeHead(500).end();
    });
    const error = await eurusErrorOf(() => never.pull({ maxAttempts: 3 }));
    expect(error.message).toContain('answered 500 Internal Server Error (3 attempts)');
    expect(never.ranges).toHaveLength(3);
  });

  it('is reported at once when nothing listens, naming the host', async () => {
    const { url, file, root } = await setUp(sendFile);
    const closed = createServer();
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise(resolve => closed.close(resolve));
    const elsewhere = { ...file, url: url.replace(/:\d+$/, `:${port}/x`) };
    const error = await eurusErrorOf(() => pullFiles([elsewhere], root, { retryDelayMs: 60_000 }));
    expect(error.code).toBe('DOWNLOAD_FAILED');
    expect(error.message).toMatch(
      new RegExp(
        `^cannot download gsm8k/test\\.jsonl: 127\\.0\\.0\\.1:${port} cannot be reached \\(.*ECONNREFUSED`,
      ),
    );
    expect(error.message).not.toContain('\n');
  });

  it('is reported at once when the name does not resolve', async () => {
    const file = factsOf('gsm8k/test.jsonl', content, 'http://data.example/test.jsonl');
    const reason = Object.assign(new Error('getaddrinfo ENOTFOUND data.example'), { code: 'ENOTFOUND' });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: reason }));
    const error = await eurusErrorOf(() =>
      pullFiles([file], temporaryFolder(), { fetch, retryDelayMs: 60_000 }),
    );
    expect(error.code).toBe('DOWNLOAD_FAILED');
    expect(error.message).toBe(
      'cannot download gsm8k/test.jsonl: data.example cannot be reached (getaddrinfo ENOTFOUND data.example)',
    );
  });

  it('is given up when the server never answers', async () => {
    const { pull } = await setUp(() => {});
    const error = await eurusErrorOf(() => pull({ answerTimeoutMs: 50, maxAttempts: 2 }));
    expect(error.code).toBe('DOWNLOAD_FAILED');
    expect(error.message).toContain('no answer within 0.05 s');
  });

  it('stops the other downloads', async () => {
    const { url, ranges } = await serve((request, response, count) => {
      if (request.url === '/0') response.writeHead(404).end();
      else if (count > 4) sendFile(request, response, count);
    });
    const root = temporaryFolder();
    const files = Array.from({ length: 20 }, (_, at) => factsOf(`b/${at}`, content, `${url}/${at}`));
    const error = await eurusErrorOf(() => pullFiles(files, root));
    expect(error.message).toContain('b/0');
    expect(ranges.length).toBeLessThan(6);
  });

  it('says that the folder cannot be written', async () => {
    const { root, pull } = await setUp(sendFile);
    write(root, 'gsm8k', 'a file where the folder should be');
    const error = await eurusErrorOf(pull);
    expect(error.code).toBe('DISK_DENIED');
    expect(error.message).toContain(join(root, 'gsm8k'));
  });
});
