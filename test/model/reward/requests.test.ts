import { describe, expect, it } from 'vitest';
import { type RewardKind, type ToReward, userTurn } from '../../../src/core/index.ts';
import type { RewardOptions } from '../../../src/model/reward/index.ts';
import { errorOf } from '../support.ts';
import { rewarderOf, serverOf } from './support.ts';

const item: ToReward = { prompt: userTurn('What is 6 × 7?', 'It'), answer: 'It is 42.' };
const other: ToReward = { prompt: userTurn('What is 6 × 7?'), answer: '41' };
const fewShot: ToReward = {
  prompt: {
    kind: 'chat',
    messages: [
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: '1' },
      { role: 'user', content: 'Two?' },
    ],
  },
  answer: '2',
};
const plainText: ToReward = { prompt: { kind: 'text', text: 'Q: 1+1\nA:' }, answer: ' 2' };

/** The bodies of the requests that were sent for a batch, and their paths. */
const sent = async (
  kind: RewardKind,
  batch: readonly ToReward[],
  given: Partial<RewardOptions> = {},
  reward: unknown = 1,
) => {
  const requests: { path: string; body: Record<string, unknown> }[] = [];
  const server = await serverOf({
    reward: () => reward,
    fault: ({ path, body }) => {
      requests.push({ path, body });
      return null;
    },
  });
  const rewarder = rewarderOf(kind, server.url, given);
  const rewards = await rewarder.score(batch);
  return { requests, rewards, rewarder, url: server.url };
};

describe('what is asked', () => {
  it('pairs question and answer for /score', async () => {
    const { requests } = await sent('score', [item, fewShot, plainText]);
    expect(requests).toEqual([
      {
        path: '/score',
        body: {
          model: 'rm',
          text_1: ['What is 6 × 7?', 'One?\n1\n\nTwo?', 'Q: 1+1\nA:'],
          text_2: ['It is 42.', '2', ' 2'],
          use_activation: false,
        },
      },
    ]);
  });

  it.each(['classify', 'pooling'] as const)(
    'leaves the chat template of /%s to the server: a conversation a request',
    async kind => {
      const { requests, rewarder } = await sent(kind, [item, plainText]);
      const conversation = (user: string, assistant: string) => ({
        path: `/${kind}`,
        body: {
          model: 'rm',
          use_activation: false,
          messages: [
            { role: 'user', content: user },
            { role: 'assistant', content: assistant },
          ],
        },
      });
      expect(requests).toEqual([
        conversation('What is 6 × 7?', 'It is 42.'),
        conversation('Q: 1+1\nA:', ' 2'),
      ]);
      expect(rewarder.batchSize).toBe(1);
    },
  );

  it.each(['classify', 'pooling'] as const)('sends texts to /%s where a template is named', async kind => {
    const given = { chatTemplate: 'mistral' };
    const { requests, rewarder } = await sent(kind, [item, other], given);
    expect(requests[0]?.body).toEqual({
      model: 'rm',
      use_activation: false,
      input: ['[INST] What is 6 × 7? [/INST] It is 42.</s>', '[INST] What is 6 × 7? [/INST] 41</s>'],
    });
    expect(rewarder.settings).toMatchObject({ chat_template: 'mistral', activation: false });
  });

  it('asks TEI to rank the answers to one question at a time', async () => {
    const { requests } = await sent('rerank', [item, fewShot, other]);
    expect(requests.map(({ body }) => body)).toEqual([
      { query: 'What is 6 × 7?', texts: ['It is 42.', '41'], raw_scores: true, return_text: false },
      { query: 'One?\n1\n\nTwo?', texts: ['2'], raw_scores: true, return_text: false },
    ]);
  });

  it("asks other servers to rank in Jina's form", async () => {
    const { requests, rewards } = await sent('rerank', [item, other], { reward: 'vllm/rm' });
    expect(requests[0]?.body).toEqual({
      model: 'rm',
      query: 'What is 6 × 7?',
      documents: ['It is 42.', '41'],
      use_activation: false,
    });
    expect(rewards).toEqual([1, 1]);
  });

  it('sends pairs to /predict, or texts where a template is named', async () => {
    const pairs = await sent('predict', [item, other]);
    expect(pairs.requests[0]?.body).toEqual({
      inputs: [
        ['What is 6 × 7?', 'It is 42.'],
        ['What is 6 × 7?', '41'],
      ],
      raw_scores: true,
    });
    const texts = await sent('predict', [other], { chatTemplate: 'llama-3', activation: true });
    expect(texts.requests[0]?.body).toEqual({
      inputs: [
        [
          '<|start_header_id|>user<|end_header_id|>\n\nWhat is 6 × 7?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n41<|eot_id|>',
        ],
      ],
      raw_scores: false,
    });
  });

  it('asks a judge for one word', async () => {
    const { requests } = await sent('judge', [{ ...item, answer: 'see {prompt} and $& and {answer}' }], {
      judgePrompt: 'Q: {prompt} A: {answer} ok?',
    });
    expect(requests[0]?.body).toMatchObject({
      model: 'rm',
      max_tokens: 1,
      temperature: 0,
      logprobs: true,
      top_logprobs: 20,
      messages: [{ role: 'user', content: 'Q: What is 6 × 7? A: see {prompt} and $& and {answer} ok?' }],
    });
  });
});

describe('what is read', () => {
  it.each<[string, Partial<RewardOptions>, unknown, unknown]>([
    ['the last token', {}, [[0.5], [-1], [2]], 2],
    ['the mean of the tokens', { reduction: 'mean' }, [[0.5], [-1], [2]], 0.5],
    ['the least of the tokens', { reduction: 'min' }, [[0.5], [-1], [2]], -1],
    ['the most of the tokens', { reduction: 'max' }, [[0.5], [3], [2]], 3],
    [
      'a class of the last token',
      { className: '1' },
      [
        [1, 2],
        [3, 4],
      ],
      4,
    ],
    ['a class of the vector', { className: '0' }, [7, 8], 7],
    ['the only number of the vector', {}, [7], 7],
  ])('takes %s from /pooling', async (_, given, reward, expected) => {
    const { rewards } = await sent('pooling', [item], given, reward);
    expect(rewards).toEqual([expected]);
  });

  it('takes no reward from an answer whose tokens are not all numbers', async () => {
    const { rewards } = await sent('pooling', [item], { reduction: 'mean' }, [[1], [Number.NaN]]);
    expect(rewards[0]).toMatchObject({ code: 'REWARD_UNUSABLE', message: expect.stringContaining('NaN') });
    const { rewards: base64 } = await sent('pooling', [item], {}, ['AAAA']);
    expect(base64[0]).toMatchObject({ code: 'REWARD_UNUSABLE' });
  });

  it.each<[RewardKind, string, number]>([
    ['classify', '1', 0.25],
    ['predict', 'LABEL_1', 0.25],
  ])('takes the class that was named from /%s', async (kind, className, expected) => {
    const { rewards } = await sent(kind, [item], { className }, [0.75, 0.25]);
    expect(rewards).toEqual([expected]);
  });

  it.each<[RewardKind, string | null]>([
    ['classify', null],
    ['classify', '2'],
    ['predict', null],
    ['predict', 'LABEL_2'],
  ])('stops where it is not said which of the numbers of /%s is the reward (%s)', async (kind, className) => {
    const error = await errorOf(() => sent(kind, [item], { className }, [0.75, 0.25]));
    expect(error).toMatchObject({ code: 'BACKEND_CANNOT', hint: expect.stringContaining('--reward-class') });
  });
});

describe('where it is asked', () => {
  it.each<[RewardKind, string, string]>([
    ['classify', '/v1', '/classify'],
    ['classify', '', '/classify'],
    ['score', '/v1/score', '/v1/score'],
    ['predict', '/models/rm/predict/', '/models/rm/predict'],
    ['judge', '/v1/chat/completions', '/v1'],
  ])('%s, below %j, at %j', (kind, given, expected) => {
    const baseUrl = `http://127.0.0.1:1${given}`;
    const rewarder = rewarderOf(kind, baseUrl, { kind: null, baseUrl, ...named(kind, given) });
    expect(rewarder.endpoint).toBe(`http://127.0.0.1:1${expected}`);
    expect(rewarder.kind).toBe(kind);
  });

  it('asks SGLang below /v1', () => {
    const rewarder = rewarderOf('classify', 'http://127.0.0.1:1/v1', { reward: 'sglang/rm', kind: null });
    expect(rewarder.endpoint).toBe('http://127.0.0.1:1/v1/classify');
  });

  it.each<[Partial<RewardOptions>, string, RegExp]>([
    [{ reward: 'vllm' }, 'USAGE', /must be PROVIDER\/NAME/],
    [{ reward: 'nobody/rm' }, 'UNKNOWN_NAME', /nobody/],
    [{ reward: 'anthropic/claude', kind: null }, 'USAGE', /no API that rewards/],
    [
      { reward: 'tei/rm', kind: null, baseUrl: 'http://h:1/v1/chat/completions' },
      'USAGE',
      /tei has no judge/,
    ],
    [{ reward: 'tei/rm', kind: 'pooling' }, 'USAGE', /tei has no pooling API/],
    [{ kind: 'classify', baseUrl: 'http://h:1/v1/score' }, 'USAGE', /contradicts/],
    [{ kind: 'score', baseUrl: 'http://h:1/?key=1' }, 'USAGE', /must not hold a query/],
    [{ kind: 'score', baseUrl: 'nonsense' }, 'USAGE', /not a URL/],
    [{ kind: 'score', chatTemplate: 'chatml' }, 'USAGE', /--chat-template is for/],
    [{ kind: 'classify', reduction: 'mean' }, 'USAGE', /--reward-tokens is for pooling/],
    [{ kind: 'classify', judgePrompt: '{answer}' }, 'USAGE', /--judge-prompt is for judge/],
    [{ reward: 'openai/m', kind: 'judge', judgePrompt: 'yes?' }, 'USAGE', /\{answer\}/],
    [{ kind: 'classify', apiKeyEnv: 'NONE' }, 'USAGE', /NONE is not set/],
  ])('refuses %j', async (given, code, message) => {
    const error = await errorOf(() => rewarderOf('score', 'http://127.0.0.1:1', given));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

/** A full endpoint names the API; a root leaves it to the provider. */
function named(kind: RewardKind, given: string): Partial<RewardOptions> {
  return given.includes(kind) || kind === 'classify' ? {} : { kind };
}
