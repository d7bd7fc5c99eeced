import { afterEach, describe, expect, it } from 'vitest';
import { addressOf, type Gate, type GenerateRequest, type Key, userTurn } from '../../src/core/index.ts';
import type { BackendOptions } from '../../src/model/index.ts';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { type Manner, manners } from './many-choices.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const keyOf = (trial: number): Key => addressOf('gsm8k', 'cot', '0', trial).key;
/** Trials of one sample at a temperature. */
const trialsOf = (...trials: readonly number[]): GenerateRequest[] =>
  trials.map(trial => ({
    ...requestOf(userTurn('Why?'), { temperature: 0.8 }),
    ...addressOf('gsm8k', 'cot', '0', trial),
  }));

type Given = Partial<BackendOptions> & {
  readonly manner?: Manner;
  readonly answer?: (request: ScriptedRequest) => ScriptedAnswer;
};
const usual = ({ choice }: ScriptedRequest): ScriptedAnswer => `text ${choice}`;

const start = async ({ manner = 'honours', answer = usual, ...given }: Given = {}) => {
  const seen: unknown[] = [];
  const server = await startServer({
    speaks: manners[manner],
    answer: request => {
      if (request.choice === 0) seen.push(request.body.n);
      return answer(request);
    },
  });
  const backend = backendOf({ model: 'vllm/tiny', baseUrl: server.url, ...given });
  closing.push(backend.close, server.close);
  const together = backend.trialsTogether;
  if (together === undefined) throw new Error('one answer at a time');
  return { server, backend, together, seen };
};

const textsOf = (answers: ReadonlyMap<Key, { readonly text: string }>) =>
  Object.fromEntries([...answers].map(([key, { text }]) => [key, text]));

describe('trials drawn from one request', () => {
  it.each([
    ['honours', { 4: 'text 0', 7: 'text 1', 9: 'text 2' }, 16],
    ['sends them backwards', { 4: 'text 0', 7: 'text 1', 9: 'text 2' }, 16],
    ['breaks the second', { 4: 'text 0', 9: 'text 2' }, 16],
    ['ignores', { 4: 'text 0' }, 1],
    ['refuses', { 4: 'text 0' }, 1],
    ['gives at most two', { 4: 'text 0', 7: 'text 1' }, 1],
    ['gives all the first place', { 4: 'text 0' }, 1],
    ['counts from one', { 7: 'text 0', 9: 'text 1' }, 1],
  ] satisfies [Manner, Record<number, string>, number][])(
    'bring what a server that %s them sent',
    async (manner, texts, mostThen) => {
      const { together } = await start({ manner });
      expect(together.most()).toBe(16);
      const answers = await together.generate(trialsOf(4, 7, 9));
      expect(textsOf(answers)).toEqual(
        Object.fromEntries(Object.entries(texts).map(([trial, text]) => [keyOf(Number(trial)), text])),
      );
      expect(together.most()).toBe(mostThen);
      // Nobody is charged twice, and nothing is left out.
      const usages = [...answers.values()].map(({ usage }) => usage);
      const output = usages.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);
      const sent = manner === 'ignores' || manner === 'refuses' ? 1 : manner === 'gives at most two' ? 2 : 3;
      expect(output).toBe(2 * sent);
      expect(usages.reduce((sum, { inputTokens }) => sum + (inputTokens ?? 0), 0)).toBe(1);
    },
  );

  it('are one request of their number, at the gate too', async () => {
    const weights: (number | undefined)[] = [];
    const gate: Gate = {
      enter: async (_signal, weight) => {
        weights.push(weight);
        return { leave: () => undefined };
      },
    };
    const { backend, together, server, seen } = await start();
    await together.generate(trialsOf(0, 1, 2, 3), { gate });
    await backend.generate(requestOf(), { gate });
    expect(weights).toEqual([4, 1]);
    expect(seen).toEqual([4, undefined]);
    expect(server.requests()).toBe(2);
  });

  it('are drawn over the completions API as well', async () => {
    const { together, seen } = await start({
      api: 'completions',
      answer: ({ api, choice }) => `${api} ${choice}`,
    });
    expect([...(await together.generate(trialsOf(0, 1))).values()].map(({ text }) => text)).toEqual([
      'completions 0',
      'completions 1',
    ]);
    expect(seen).toEqual([2]);
  });

  it('keep reasoning, ending and log-probabilities of their own', async () => {
    const { together } = await start({
      answer: ({ choice }) => ({
        text: 'ok',
        reasoning: `hm ${choice}`,
        finishReason: choice === 1 ? 'length' : 'stop',
      }),
    });
    const answers = await together.generate(trialsOf(0, 1));
    expect([...answers.values()].map(({ reasoning, finishReason }) => [reasoning, finishReason])).toEqual([
      ['hm 0', 'stop'],
      ['hm 1', 'length'],
    ]);
  });

  it('are tried again together, and counted as one retry', async () => {
    let faults = 1;
    const { together } = await start({
      maxRetries: 2,
      answer: request => (faults-- > 0 ? { status: 503 } : usual(request)),
    });
    const answers = await together.generate(trialsOf(0, 1, 2));
    expect([...answers.values()].map(({ retries }) => retries)).toEqual([1, 0, 0]);
  });

  it('are asked for alone where the first such request fails for good', async () => {
    const { backend, together } = await start({
      answer: request => (request.n > 1 ? { status: 500, body: 'oops' } : usual(request)),
    });
    expect((await together.generate(trialsOf(0, 1))).size).toBe(0);
    expect(together.most()).toBe(1);
    expect((await backend.generate(requestOf())).text).toBe('text 0');
  });

  it('fail together once the server has shown that it can', async () => {
    let fails = false;
    const { together } = await start({
      answer: request => (fails ? { status: 500, body: 'oops' } : usual(request)),
    });
    await together.generate(trialsOf(0, 1));
    fails = true;
    const error = await errorOf(() => together.generate(trialsOf(2, 3)));
    expect(error.code).toBe('ENDPOINT_FAILED');
    expect(together.most()).toBe(16);
  });

  it('fail together where the server refuses the prompt, which says nothing of their number', async () => {
    const { together } = await start({
      answer: () => ({ status: 400, body: { error: { message: 'the prompt is too long' } } }),
    });
    const error = await errorOf(() => together.generate(trialsOf(0, 1)));
    expect(error).toMatchObject({ code: 'ENDPOINT_REFUSED', message: expect.stringContaining('too long') });
    expect(together.most()).toBe(16);
  });

  it.each([
    ['openai/tiny', {}, true],
    ['vllm/tiny', {}, true],
    ['sglang/tiny', {}, true],
    ['openai-api/tiny', {}, true],
    ['vllm/tiny', { stream: true }, false],
    ['vllm/tiny', { batchTrials: false }, false],
    ...['llama-cpp', 'ollama', 'lmstudio', 'tgi', 'groq', 'deepseek', 'anthropic', 'gemini'].map(
      name => [`${name}/tiny`, {}, false] as const,
    ),
  ] as const)('are there for %s with %j: %s', (model, given, there) => {
    const backend = backendOf({
      ...{ model, baseUrl: 'http://127.0.0.1:9/v1', apiKeyEnv: 'KEY', env: { KEY: 'k' } },
      ...given,
    });
    expect(backend.trialsTogether !== undefined).toBe(there);
  });
});
