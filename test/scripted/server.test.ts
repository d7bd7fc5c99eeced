import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type ScriptedRequest, type ServerOptions, startServer } from '../../src/scripted/index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (options: ServerOptions) => {
  const server = await startServer(options);
  closing.push(server.close);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body), headers });
  return { server, post };
};

const hello = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of any shape
const json = async (response: Response): Promise<any> => await response.json();

describe('the scripted server', () => {
  it('answers chat and completions in their own shapes', async () => {
    const { server, post } = await start({ answer: ({ api, lastUserText }) => `${api}: ${lastUserText}` });
    const chat = await json(await post('/chat/completions', hello));
    expect(chat).toMatchObject({ object: 'chat.completion', model: 'm', usage: { prompt_tokens: 2 } });
    expect(chat.choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'chat: Hello' }, finish_reason: 'stop' },
    ]);
    const text = await json(await post('/completions', { model: 'm', prompt: 'Hello' }));
    expect(text).toMatchObject({ object: 'text_completion' });
    expect(text.choices).toEqual([{ index: 0, text: 'completions: Hello', finish_reason: 'stop' }]);
    expect(server.requests()).toBe(2);
  });

  it('streams events that end in [DONE], with usage only when asked', async () => {
    const { post } = await start({ answer: () => 'a'.repeat(70) });
    const events = async (body: unknown) =>
      (await (await post('/chat/completions', body)).text()).trim().split('\n\n');
    const plain = await events({ ...hello, stream: true });
    expect(plain.at(-1)).toBe('data: [DONE]');
    expect(plain).toHaveLength(6);
    const counted = await events({ ...hello, stream: true, stream_options: { include_usage: true } });
    expect(counted.at(-2)).toContain('"completion_tokens":18');
  });

  it('tells the script everything about the request', async () => {
    const seen: ScriptedRequest[] = [];
    const { post } = await start({
      answer: request => {
        seen.push(request);
        return 'ok';
      },
    });
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'A' },
      { role: 'assistant', content: 'B' },
      { role: 'user', content: [{ type: 'text', text: 'C' }] },
    ];
    const settings = { n: 2, seed: 5, max_tokens: 9, temperature: 0.5, top_p: 0.9, stop: 'Q:' };
    const answer = await json(await post('/chat/completions', { model: 'm', messages, ...settings }));
    expect(answer.choices).toHaveLength(2);
    const expected = {
      lastUserText: 'C',
      prefill: null,
      seed: 5,
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      stop: ['Q:'],
    };
    expect(seen).toMatchObject([
      { ...expected, n: 2, choice: 0 },
      { ...expected, n: 2, choice: 1 },
    ]);
    expect(seen[0]?.messages).toHaveLength(4);
  });

  it('cuts at the first stop string and at the token limit', async () => {
    const { post } = await start({ answer: () => 'one two\nQ: three ### four' });
    const cut = await json(await post('/chat/completions', { ...hello, stop: ['###', '\nQ:'] }));
    expect(cut.choices[0]).toMatchObject({ message: { content: 'one two' }, finish_reason: 'stop' });
    const short = await json(await post('/chat/completions', { ...hello, max_tokens: 1 }));
    expect(short.choices[0]).toMatchObject({ message: { content: 'one ' }, finish_reason: 'length' });
  });

  describe('with a started answer', () => {
    const started = [...hello.messages, { role: 'assistant', content: 'Once' }];
    const contentOf = async (options: Partial<ServerOptions>, body: Record<string, unknown>) => {
      const { post } = await start({ answer: ({ prefill }) => `${prefill ?? 'Anew'} upon`, ...options });
      const { choices } = await json(
        await post('/chat/completions', { ...hello, messages: started, ...body }),
      );
      return choices[0].message.content;
    };
    const flags = { continue_final_message: true, add_generation_prompt: false };

    it('continues it, and sends only what is new', async () => {
      expect(await contentOf({}, {})).toBe(' upon');
      expect(await contentOf({ continuesAssistant: false }, flags)).toBe(' upon');
    });

    it('begins anew when it is a server that does not continue', async () => {
      expect(await contentOf({ continuesAssistant: false }, {})).toBe('Anew upon');
    });

    it.each([
      ['add_generation_prompt is not false', { messages: started, continue_final_message: true }],
      ['the last message is not the assistant’s', flags],
    ])('refuses continue_final_message when %s', async (_title, body) => {
      const { post } = await start({ answer: () => '' });
      expect((await post('/chat/completions', { ...hello, ...body })).status).toBe(400);
    });
  });

  it('lists its models and knows no others', async () => {
    const { server, post } = await start({ answer: () => '', models: ['m'] });
    const { data } = await json(await fetch(`${server.url}/models`));
    expect(data).toMatchObject([{ id: 'm', object: 'model' }]);
    expect((await post('/chat/completions', { ...hello, model: 'x' })).status).toBe(404);
  });

  it('wants its key on every endpoint', async () => {
    const { server, post } = await start({ answer: () => 'ok', apiKey: 'k' });
    expect((await post('/chat/completions', hello)).status).toBe(401);
    expect((await fetch(`${server.url}/models`)).status).toBe(401);
    expect((await post('/chat/completions', hello, { authorization: 'Bearer k' })).status).toBe(200);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no model', { messages: hello.messages }],
    ['no messages', { model: 'm' }],
    ['a message without role', { model: 'm', messages: [{ content: 'a' }] }],
    ['n of 0', { ...hello, n: 0 }],
  ])('answers 400 to %s', async (_title, body) => {
    const { server } = await start({ answer: () => '' });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: text });
    expect(response.status).toBe(400);
    expect((await json(response)).error.message).not.toBe('');
  });

  it('answers 404 elsewhere and 500 when the script throws', async () => {
    const { post } = await start({
      answer: () => {
        throw new Error('no line for this');
      },
    });
    expect((await post('/embeddings', {})).status).toBe(404);
    const response = await post('/chat/completions', hello);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('no line for this');
  });

  it('plays faults', async () => {
    const faults = [
      { status: 429, headers: { 'retry-after': '3' }, body: { error: 'slow' } },
      { fault: 'reset' },
      { fault: 'truncate', text: 'abc' },
    ] as const;
    let at = 0;
    const { post } = await start({ answer: () => faults[at++] ?? '' });
    const limited = await post('/chat/completions', hello);
    expect([limited.status, limited.headers.get('retry-after'), await limited.text()]).toEqual([
      429,
      '3',
      '{"error":"slow"}',
    ]);
    await expect(post('/chat/completions', hello)).rejects.toThrow();
    await expect(post('/chat/completions', hello).then(response => response.text())).rejects.toThrow();
  });

  it('closes at once, also while an answer is due', async () => {
    const { server } = await start({ answer: () => 'late', latencyMs: 60_000 });
    const { port } = new URL(server.url);
    const cut = new Promise(resolve => {
      const request = httpRequest({ port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST' });
      request.on('error', resolve).end(JSON.stringify(hello));
    });
    await new Promise(resolve => setTimeout(resolve, 50));
    await server.close();
    await cut;
  });

  it('listens on loopback alone', async () => {
    const { server } = await start({ answer: () => '' });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });
});
