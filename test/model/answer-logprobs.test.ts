import { afterEach, describe, expect, it } from 'vitest';
import { addressOf, createLogprobFold } from '../../src/core/index.ts';
import { type ScriptedAnswer, startServer } from '../../src/scripted/index.ts';
import { backendOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A backend before a server that always answers so, and the bodies that it was sent. */
const serving = async (
  answer: ScriptedAnswer | (() => ScriptedAnswer),
  given: Parameters<typeof backendOf>[0] = {},
) => {
  const bodies: Record<string, unknown>[] = [];
  const server = await startServer({
    answer: ({ body }) => {
      bodies.push(body);
      return typeof answer === 'function' ? answer() : answer;
    },
  });
  const backend = backendOf({ baseUrl: server.url, ...given });
  closing.push(server.close, backend.close);
  return { backend, bodies };
};

const document = (choice: Record<string, unknown>): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { model: 'tiny', choices: [{ index: 0, finish_reason: 'stop', ...choice }] },
});

const events = (choices: readonly Record<string, unknown>[]): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: [
    ...choices.map(choice => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`),
    'data: [DONE]\n\n',
  ].join(''),
});

const asking = requestOf(undefined, { answerLogprobs: true });
const content = (...logprobs: readonly unknown[]) => ({
  content: logprobs.map(logprob => ({ token: 'x', logprob, top_logprobs: [] })),
});
const listed = (...logprobs: readonly unknown[]) => ({
  tokens: logprobs.map(() => 'x'),
  token_logprobs: logprobs,
});
const message = { message: { role: 'assistant', content: '42' } };
const piece = { delta: { content: '4' } };
const sums = { logprob_sum: -1.75, logprob_mean: -1.75 / 3 };

describe("an answer's log-probabilities", () => {
  it.each<[string, 'chat' | 'completions', ScriptedAnswer]>([
    ['a document of the chat API', 'chat', document({ ...message, logprobs: content(-0.5, -0.25, -1) })],
    [
      'a document of the completions API',
      'completions',
      document({ text: '42', logprobs: listed(-0.5, -0.25, -1) }),
    ],
    ["llama.cpp's completions", 'completions', document({ text: '42', logprobs: content(-0.5, -0.25, -1) })],
    [
      'a stream of the chat API',
      'chat',
      events([
        { ...piece, logprobs: content(-0.5) },
        { ...piece, logprobs: content(-0.25, -1) },
        { delta: {}, finish_reason: 'stop' },
      ]),
    ],
    [
      'a stream of the completions API',
      'completions',
      events([
        { text: '4', logprobs: listed(-0.5, -0.25) },
        { text: '2', logprobs: listed(-1), finish_reason: 'stop' },
      ]),
    ],
  ])('are summed from %s', async (_, api, answer) => {
    const stream = JSON.stringify(answer).includes('event-stream');
    const { backend, bodies } = await serving(answer, { api, stream });
    const generated = await backend.generate(asking);
    expect(generated.scores?.logprob_sum).toBeCloseTo(sums.logprob_sum, 12);
    expect(generated.scores?.logprob_mean).toBeCloseTo(sums.logprob_mean, 12);
    expect(generated).not.toHaveProperty('logprobs');
    expect(bodies[0]?.logprobs).toBe(api === 'chat' ? true : 1);
    expect(bodies[0]).not.toHaveProperty('top_logprobs');
  });

  it.each([
    ['the server gives none', document(message)],
    ['the server gives null', document({ ...message, logprobs: null })],
    ['the list is empty', document({ ...message, logprobs: content() })],
    ['one of them is null', document({ ...message, logprobs: content(-1, null, -1) })],
    ['one of them is text', document({ ...message, logprobs: content(-1, '-1') })],
  ])('are absent where %s', async (_, answer) => {
    const { backend } = await serving(answer);
    const generated = await backend.generate(asking);
    expect(generated.text).toBe('42');
    expect(generated).not.toHaveProperty('scores');
  });

  it('are not asked for again where the server refuses the field', async () => {
    const refusals: ScriptedAnswer[] = [
      { status: 400, body: { error: { message: 'logprobs is not supported' } } },
    ];
    const { backend, bodies } = await serving(() => refusals.shift() ?? document(message));
    expect(await backend.generate(asking)).not.toHaveProperty('scores');
    await backend.generate(asking);
    expect(bodies.map(body => body.logprobs)).toEqual([true, undefined, undefined]);
  });

  it('are not kept where they were not asked for', async () => {
    const { backend, bodies } = await serving(document({ ...message, logprobs: content(-1) }));
    expect(await backend.generate(requestOf())).not.toHaveProperty('scores');
    expect(bodies[0]).not.toHaveProperty('logprobs');
  });

  it('are those of each of several answers to one request', async () => {
    const choice = (index: number, logprob: number) => ({
      index,
      ...message,
      finish_reason: 'stop',
      logprobs: content(logprob),
    });
    const { backend } = await serving({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { choices: [choice(1, -2), choice(0, -1)] },
    });
    const requests = [0, 1].map(trial => ({
      ...requestOf(undefined, { answerLogprobs: true, temperature: 1 }),
      ...addressOf('gsm8k', 'cot', '0', trial),
    }));
    const drawn = await backend.trialsTogether?.generate(requests);
    expect(requests.map(({ key }) => drawn?.get(key)?.scores?.logprob_sum)).toEqual([-1, -2]);
  });

  it('take no memory that grows with the answer', () => {
    const fold = createLogprobFold();
    const event = content(-0.5, -1.5);
    for (let token = 0; token < 100_000; token += 1) fold.add(event);
    expect(fold.scores()).toEqual({ logprob_sum: -200_000, logprob_mean: -1 });
  });
});
