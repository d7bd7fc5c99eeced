import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ScriptedAnswer, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that gives one answer after the other, the last one for ever. */
const serve = async (...answers: ScriptedAnswer[]) => {
  let at = 0;
  const server = await startServer({ answer: () => answers[Math.min(at++, answers.length - 1)] ?? '' });
  closing.push(server.close);
  return server;
};

const backendAt = (baseUrl: string, given: Parameters<typeof backendOf>[0] = {}) => {
  const backend = backendOf({ baseUrl, maxRetries: 2, ...given });
  closing.push(backend.close);
  return backend;
};

const html = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><h1>Bad gateway</h1></html>',
};
const streamOf = (body: string | Uint8Array) => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body,
});
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const jsonText = (body: string | Uint8Array) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
});

describe('faults that pass', () => {
  const faults: readonly [string, ScriptedAnswer][] = [
    ['408', { status: 408 }],
    ['409', { status: 409 }],
    ['429', { status: 429, headers: { 'retry-after': '0' }, body: { error: { message: 'slow down' } } }],
    ['500', { status: 500, body: 'oops' }],
    ['502 as a page', { ...html, status: 502 }],
    ['503', { status: 503 }],
    ['a reset connection', { fault: 'reset' }],
    ['an answer cut in the middle', { fault: 'truncate', text: 'The answer is 42.' }],
    ['an HTML page instead of JSON', html],
    ['plain text instead of JSON', { status: 200, body: 'The answer is 42.' }],
    ['invalid JSON', jsonText('{"choices":[{"message":{"content":"The an')],
    [
      'invalid UTF-8',
      jsonText(latin1('{"choices":[{"message":{"content":"\u00ff"},"finish_reason":"stop"}]}')),
    ],
    [
      'a stream of invalid UTF-8',
      streamOf(latin1('data: {"choices":[{"delta":{"content":"\u00ff"},"finish_reason":"stop"}]}\n\n')),
    ],
    ['no choices', { status: 200, body: { choices: [] } }],
    ['a choice without a message', { status: 200, body: { choices: [{ finish_reason: 'stop' }] } }],
    [
      'a message without content',
      { status: 200, body: { choices: [{ message: {}, finish_reason: 'stop' }] } },
    ],
    [
      'an empty text without finish reason',
      { status: 200, body: { choices: [{ message: { content: '' } }] } },
    ],
    ['an error with status 200', { status: 200, body: { error: { message: 'overloaded', code: 503 } } }],
    ['an empty body', jsonText('')],
    ['a stream without an end', streamOf('data: {"choices":[{"delta":{"content":"The an"}}]}\n\n')],
    ['a stream of nothing', streamOf('')],
    ['a stream that ends in an error', streamOf('data: {"error":{"message":"CUDA out of memory"}}\n\n')],
    ['a stream of invalid JSON', streamOf('data: {"choices":[{"del\n\n')],
  ];
  const cases = faults.flatMap(([title, fault]) => [false, true].map(stream => ({ title, fault, stream })));

  it.each(cases)('tries again after $title (streaming: $stream)', async ({ fault, stream }) => {
    const server = await serve(fault, fault, 'The answer is 42.');
    const generated = await backendAt(server.url, { stream }).generate(requestOf());
    expect(generated).toMatchObject({ text: 'The answer is 42.', retries: 2 });
    expect(server.requests()).toBe(3);
  });

  const counted = cases.filter(({ title }) => title !== '429');

  it.each(counted)(
    'gives up after the retries, never with a text: $title (streaming: $stream)',
    async each => {
      const server = await serve(each.fault);
      const backend = backendAt(server.url, { stream: each.stream, maxRetries: 1 });
      const error = await errorOf(() => backend.generate(requestOf()));
      expect(error.code).toBe('ENDPOINT_FAILED');
      expect(error.message).toContain(`${server.url}/chat/completions`);
      expect(error.message).toContain('(tried 2 times)');
      expect(error.message).not.toContain('\n');
      expect(server.requests()).toBe(2);
    },
  );

  it('names the last status and what the server said', async () => {
    const server = await serve({ status: 503, body: { error: { message: 'the queue is full' } } });
    const error = await errorOf(() => backendAt(server.url, { maxRetries: 0 }).generate(requestOf()));
    expect(error.message).toBe(`${server.url}/chat/completions answered HTTP 503: the queue is full`);
  });

  it('waits as long as Retry-After asks', async () => {
    const server = await serve({ status: 429, headers: { 'retry-after': '1' } }, 'ok');
    const startedAt = performance.now();
    await backendAt(server.url).generate(requestOf());
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });
});

describe('faults that stay', () => {
  const refusals: readonly [string, ScriptedAnswer, string, RegExp][] = [
    [
      '400',
      { status: 400, body: { error: { message: 'max_tokens is\ntoo large' } } },
      'ENDPOINT_REFUSED',
      /HTTP 400\): max_tokens is too large$/,
    ],
    [
      '401',
      { status: 401, body: { error: { message: 'no' } } },
      'ENDPOINT_UNAUTHORIZED',
      /wants a key and was sent none \(HTTP 401\): no$/,
    ],
    ['403', { status: 403 }, 'ENDPOINT_UNAUTHORIZED', /HTTP 403/],
    [
      '404 of the model',
      { status: 404, body: { error: 'model "tiny" not found, try pulling it first' } },
      'ENDPOINT_REFUSED',
      /does not serve the model "tiny"/,
    ],
    [
      '404 of the path',
      { status: 404, body: { detail: 'Not Found' } },
      'ENDPOINT_REFUSED',
      /does not exist on that server \(HTTP 404\): Not Found$/,
    ],
    ['422', { status: 422, body: { detail: [{ msg: 'extra fields' }] } }, 'ENDPOINT_REFUSED', /HTTP 422/],
    ['501', { status: 501 }, 'ENDPOINT_REFUSED', /HTTP 501/],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://elsewhere.test/v1' } },
      'ENDPOINT_REFUSED',
      /elsewhere\.test/,
    ],
    [
      'a used-up quota',
      { status: 429, body: { error: { message: 'pay', code: 'insufficient_quota' } } },
      'ENDPOINT_REFUSED',
      /pay$/,
    ],
    [
      'a passed-on 400',
      { status: 200, body: { error: { message: 'too long', code: 400 } } },
      'ENDPOINT_REFUSED',
      /too long/,
    ],
  ];

  it.each(refusals)('does not try again after %s', async (_title, fault, code, message) => {
    const server = await serve(fault, 'never asked for');
    const error = await errorOf(() => backendAt(server.url).generate(requestOf()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(server.requests()).toBe(1);
  });

  it('says which variable held the refused key, and which one is missing', async () => {
    const server = await serve({ status: 401 });
    const with1 = backendAt(server.url, { apiKeyEnv: 'MY_KEY', env: { MY_KEY: 'sk-1' } });
    expect((await errorOf(() => with1.generate(requestOf()))).message).toContain('the key in MY_KEY');
    const without = backendAt(server.url, { model: 'vllm/tiny' });
    expect((await errorOf(() => without.generate(requestOf()))).hint).toContain('VLLM_API_KEY');
  });

  it('points to /v1 when the root lacks it', async () => {
    const server = await serve('never asked for');
    const root = server.url.replace('/v1', '');
    const error = await errorOf(() => backendAt(root).generate(requestOf()));
    expect(error.hint).toContain(`${root}/v1`);
  });

  it('never repeats the key, even when the server does', async () => {
    const key = 'sk-secret-0123456789';
    const cut = { error: { message: `${'x'.repeat(295)}${key}` } };
    for (const status of [400, 401, 404, 500]) {
      for (const body of [cut, `You sent Bearer ${key}`, { error: { message: `bad key: ${key}` } }]) {
        const server = await serve({ status, body });
        const backend = backendAt(server.url, { apiKeyEnv: 'KEY', env: { KEY: key } });
        const error = await errorOf(() => backend.generate(requestOf()));
        expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('sk-secret');
        expect(error.message.length).toBeLessThan(500);
      }
    }
  });

  it('strips control characters and invisible marks from what a server says', async () => {
    const server = await serve({
      status: 400,
      body: { error: { message: 'red \u001b[31malert\u0007\r\nnext\u202etxet\u2066\u200b\ufeff\ud800.' } },
    });
    const error = await errorOf(() => backendAt(server.url).generate(requestOf()));
    expect(error.message).toMatch(/: red alert nexttxet \ufffd\.$/);
  });

  it('cuts no character in half', async () => {
    const server = await serve({ status: 400, body: { error: { message: `a${'🧮'.repeat(400)}` } } });
    const error = await errorOf(() => backendAt(server.url).generate(requestOf()));
    expect(error.message.isWellFormed()).toBe(true);
    expect(error.message).toMatch(/🧮…$/);
  });
});

describe('servers that are not there', () => {
  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise(resolve => server.close(resolve)));
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
  };

  it('names the address that refuses connections', async () => {
    const gone = await startServer({ answer: () => '' });
    await gone.close();
    const error = await errorOf(() => backendAt(gone.url).generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toContain(`Cannot reach ${gone.url}/chat/completions: connection refused`);
    expect(error.message).toContain('(tried 3 times)');
  });

  it('names the host that does not exist', async () => {
    const backend = backendAt('http://nonexistent.invalid/v1', { maxRetries: 0 });
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.message).toContain('http://nonexistent.invalid/v1/chat/completions');
  });

  it('gives up on a server that never answers', async () => {
    const url = await listen(createServer(socket => void closing.unshift(async () => socket.destroy())));
    const error = await errorOf(() =>
      backendAt(url, { timeoutMs: 200, maxRetries: 0 }).generate(requestOf()),
    );
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(error.message).toContain('did not finish its answer in 0.2 s');
    expect(error.hint).toContain('--timeout');
  });

  /** A server that sends one event after the other, `pauseMs` apart, the last one for ever where told so. */
  const streaming = async (events: readonly string[], pauseMs: number, forEver = false) => {
    let tries = 0;
    const url = await listen(
      createServer(socket => {
        let sent = 0;
        tries++;
        socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
        const sending = setInterval(() => {
          const event = events[sent++] ?? (forEver ? events.at(-1) : undefined);
          if (event === undefined) clearInterval(sending);
          else socket.write(event);
        }, pauseMs);
        socket.on('close', () => clearInterval(sending));
        closing.unshift(async () => socket.destroy());
      }),
    );
    return { url, tries: () => tries };
  };
  const event = (content: string, reason: string | null) =>
    `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: reason }] })}\n\n`;

  it.each([
    ['stops in the middle of a stream', [event('a', null)], false],
    ['pings for ever', [': ping\n\n'], true],
    ['begins to answer and pings for ever', [event('a', null), ': ping\n\n'], true],
    ['never stops talking', [event('a', null)], true],
    ['never stops talking and calls each piece the last', [event('a', 'stop')], true],
  ])('gives up on a server that %s, and tries again', async (_title, events, forEver) => {
    const server = await streaming(events, 20, forEver);
    const backend = backendAt(server.url, { timeoutMs: 300, maxRetries: 1, stream: true });
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(error.message).toContain('did not finish its answer in 0.3 s');
    // A try may be over before a slow machine has taken its connection.
    expect(error.message).toContain('(tried 2 times)');
    expect(server.tries()).toBeLessThanOrEqual(2);
  });

  it('gives up on a document that arrives drop by drop', async () => {
    const url = await listen(
      createServer(socket => {
        socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
        const dropping = setInterval(() => socket.write(' '), 20);
        socket.on('close', () => clearInterval(dropping));
        closing.unshift(async () => socket.destroy());
      }),
    );
    const error = await errorOf(() => backendAt(url, { timeoutMs: 300 }).generate(requestOf()));
    expect(error.message).toContain('did not finish its answer in 0.3 s');
  });

  // The pauses together are longer than a stream may stay open after its end.
  it.each(['', 'stop'])('reads on through events that each say finish_reason "%s"', async reason => {
    const words = ['The ', 'answer ', 'is ', '42', '.'];
    const events = [...words.map(word => event(word, reason)), event('', 'stop'), 'data: [DONE]\n\n'];
    const { url } = await streaming(events, 170);
    const generated = await backendAt(url, { stream: true, maxRetries: 0 }).generate(requestOf());
    expect(generated).toMatchObject({ text: 'The answer is 42.', finishReason: 'stop' });
  });

  it('takes an answer whose stream says that it is over and stays open', async () => {
    const { url } = await streaming([event('42', 'stop'), 'data: [DONE]\n\n'], 1);
    const generated = await backendAt(url, { stream: true, maxRetries: 0 }).generate(requestOf());
    expect(generated).toMatchObject({ text: '42', finishReason: 'stop' });
  });

  it('says that https was asked of a server without it', async () => {
    const server = await serve('ok');
    const backend = backendAt(server.url.replace('http:', 'https:'));
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    expect(error.hint).toContain(server.url);
  });
});

describe('stopping', () => {
  it('cuts a request that is under way', async () => {
    const server = await startServer({ answer: () => 'late', latencyMs: 60_000 });
    closing.push(server.close);
    const controller = new AbortController();
    const generating = errorOf(() =>
      backendAt(server.url).generate(requestOf(), { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 50);
    expect((await generating).code).toBe('INTERRUPTED');
  });

  it('cuts the wait before a retry', async () => {
    const server = await serve({ status: 429, headers: { 'retry-after': '60' } });
    const controller = new AbortController();
    const generating = errorOf(() =>
      backendAt(server.url).generate(requestOf(), { signal: controller.signal }),
    );
    await vi.waitUntil(() => server.requests() === 1, { timeout: 60_000 });
    controller.abort();
    expect((await generating).code).toBe('INTERRUPTED');
    expect(server.requests()).toBe(1);
  });

  it('does not try again on a backend that was closed', async () => {
    const server = await startServer({ answer: () => 'late', latencyMs: 60_000 });
    closing.push(server.close);
    const backend = backendAt(server.url);
    const generating = errorOf(() => backend.generate(requestOf()));
    setTimeout(() => void backend.close(), 50);
    expect((await generating).code).toBe('ENDPOINT_FAILED');
  });
});
