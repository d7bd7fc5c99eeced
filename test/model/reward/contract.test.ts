import { describe, expect, it } from 'vitest';
import { rewardKinds } from '../../../src/core/index.ts';
import type { RewardFault, RewardRequest } from '../../../src/scripted/index.ts';
import { errorOf } from '../support.ts';
import { answersOf, numberIn, rewarderOf, serverOf } from './support.ts';

const numbers = [0.5, -2, 3, 1, 0.25, -0.5, 2, 4, -1];
/** An API that takes one answer a request has no others to keep apart. */
const alone = (kind: string): boolean => kind === 'judge';

describe.each(rewardKinds)('the %s API', kind => {
  const given = templated(kind);

  it('gives each answer its own reward, over several requests', async () => {
    const server = await serverOf({ reward: numberIn });
    const rewards = await rewarderOf(kind, server.url, given).score(answersOf(numbers, 2));
    expect(rewards).toHaveLength(numbers.length);
    for (const [at, number] of numbers.entries()) expect(rewards[at]).toBeCloseTo(number, 9);
    expect(server.requests()).toBe(alone(kind) ? 9 : kind === 'rerank' ? 3 : 3);
  });

  it('does not wait for a server that is not there at the first word, and does for one that was', async () => {
    const server = await serverOf({ reward: numberIn });
    const patient = { ...given, maxRetries: 2, firstRetryDelayMs: 60_000 };
    const rewarder = rewarderOf(kind, server.url, patient);
    await rewarder.score(answersOf([1]));
    await server.close();
    const stop = new AbortController();
    const waiting = rewarder.score(answersOf([1]), { signal: stop.signal });
    const error = await errorOf(() => rewarderOf(kind, server.url, patient).score(answersOf([1])));
    expect(error.code).toBe('ENDPOINT_UNREACHABLE');
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('goes on after a 500 and a 429', async () => {
    const faults: RewardFault[] = [{ status: 500 }, { status: 429, headers: { 'retry-after': '0' } }];
    const server = await serverOf({ reward: numberIn, fault: () => faults.shift() ?? null });
    const rewards = await rewarderOf(kind, server.url, { ...given, maxRetries: 3 }).score(answersOf([7]));
    expect(rewards[0]).toBeCloseTo(7, 9);
    expect(server.requests()).toBe(3);
  });

  it.each<[string, RewardFault, RegExp]>([
    ['a status 500 that stays', { status: 500, body: { error: 'CUDA error' } }, /HTTP 500.*CUDA error/],
    ['a cut document', 'cut', /./],
    ['a connection that is reset', 'reset', /./],
    ['text that is no JSON', { raw: 'Service warming up' }, /no usable answer/],
    ['bytes that are no text', { raw: Uint8Array.of(0xff, 0xfe, 0x22) }, /UTF-8/],
    ['another document', { raw: '{"hello": 1}' }, /./],
    ['an empty list', { results: () => [] }, /./],
  ])('leaves answers without a reward after %s', async (_, fault, why) => {
    const server = await serverOf({ reward: numberIn, fault: () => fault });
    const [reward] = await rewarderOf(kind, server.url, given).score(answersOf([1]));
    expect(reward).toMatchObject({ code: expect.any(String), message: expect.stringMatching(why) });
  });

  it('gives up on a server that hangs, when the time of a try is over', async () => {
    const server = await serverOf({ reward: numberIn, fault: () => 'stall' });
    const [reward] = await rewarderOf(kind, server.url, { ...given, timeoutMs: 200 }).score(answersOf([1]));
    expect(reward).toMatchObject({ code: 'ENDPOINT_FAILED' });
  });

  it('does not read a body without end', async () => {
    const raw = Buffer.alloc(65 * 1024 * 1024, ' ');
    const server = await serverOf({ reward: numberIn, fault: () => ({ raw }) });
    // A busy machine takes its time for 64 MiB.
    const patient = { ...given, timeoutMs: 60_000 };
    const [reward] = await rewarderOf(kind, server.url, patient).score(answersOf([1]));
    expect(reward).toMatchObject({ message: expect.stringContaining('more than 64 MiB') });
  });

  it.each([
    [Number.NaN, /NaN/],
    [Number.POSITIVE_INFINITY, /Infinity/],
    ['high', /"high"/],
    [null, /null/],
  ])('costs an answer its own reward alone when the server gives %s', async (value, why) => {
    const reward = (item: Parameters<typeof numberIn>[0]) => (numberIn(item) === 2 ? value : numberIn(item));
    const server = await serverOf({ reward });
    const rewards = await rewarderOf(kind, server.url, given).score(answersOf([1, 2, 3]));
    if (alone(kind) && value === null) return expect(rewards[1]).toBeCloseTo(0, 9);
    expect(rewards[0]).toBeCloseTo(1, 9);
    expect(rewards[1]).toMatchObject({
      code: 'REWARD_UNUSABLE',
      message: expect.stringMatching(alone(kind) ? /./ : why),
    });
    expect(rewards[2]).toBeCloseTo(3, 9);
  });

  it('asks for halves of what is refused, so that one answer costs no other its reward', async () => {
    const fault = ({ items }: RewardRequest): RewardFault | null =>
      items.some(item => numberIn(item) === 3) ? { status: 400, body: { error: 'input too long' } } : null;
    const server = await serverOf({ reward: numberIn, fault });
    const rewards = await rewarderOf(kind, server.url, given).score(answersOf([1, 2, 3, 4]));
    for (const at of [0, 1, 3]) expect(rewards[at]).toBeCloseTo(at + 1, 9);
    expect(rewards[2]).toMatchObject({ message: expect.stringContaining('input too long') });
  });

  it('stops at once where the key is not taken, and sends the one that is', async () => {
    const server = await serverOf({ reward: numberIn, apiKey: 'secret' });
    const wrong = { ...given, apiKeyEnv: 'KEY', env: { KEY: 'other' } };
    const error = await errorOf(() => rewarderOf(kind, server.url, wrong).score(answersOf([1])));
    expect(error.code).toBe('ENDPOINT_UNAUTHORIZED');
    expect(error.message).not.toContain('other');
    const right = { ...given, apiKeyEnv: 'KEY', env: { KEY: 'secret' } };
    expect((await rewarderOf(kind, server.url, right).score(answersOf([1])))[0]).toBeCloseTo(1, 9);
  });

  it('stops at once where nothing listens, or there is no such API', async () => {
    const server = await serverOf({ reward: numberIn });
    await server.close();
    const gone = await errorOf(() => rewarderOf(kind, server.url, given).score(answersOf([1])));
    expect(gone.code).toBe('ENDPOINT_UNREACHABLE');
    const other = await serverOf({ reward: numberIn });
    const error = await errorOf(() =>
      rewarderOf(kind, `${other.url}/elsewhere`, given).score(answersOf([1])),
    );
    expect(error.code).toBe('ENDPOINT_REFUSED');
  });

  it('stops when it is told to', async () => {
    const server = await serverOf({ reward: numberIn, fault: () => 'stall' });
    const stop = new AbortController();
    const asked = rewarderOf(kind, server.url, given).score(answersOf([1]), { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect((await errorOf(() => asked)).code).toBe('INTERRUPTED');
  });
});

describe.each(rewardKinds.filter(kind => !alone(kind)))(
  'a request of the %s API for several answers',
  kind => {
    const given = templated(kind);

    it('finds each reward by its index, however they are ordered', async () => {
      const shuffled = (results: readonly unknown[]) => [...results.slice(1), ...results.slice(0, 1)];
      const fault = () => (kind === 'predict' ? null : { results: shuffled });
      const server = await serverOf({ reward: numberIn, fault });
      expect(await rewarderOf(kind, server.url, given).score(answersOf([5, 6, 7, 8]))).toEqual([5, 6, 7, 8]);
    });

    it('takes no reward of a request with too few or too many', async () => {
      const wrong = ({ items }: RewardRequest): RewardFault | null =>
        items.some(item => numberIn(item) === 1)
          ? { results: results => results.slice(1) }
          : items.some(item => numberIn(item) === 5)
            ? { results: results => [...results, ...results] }
            : null;
      const server = await serverOf({ reward: numberIn, fault: wrong });
      const rewards = await rewarderOf(kind, server.url, { ...given, batchSize: 2 }).score(
        answersOf([1, 2, 3, 4, 5, 6]),
      );
      expect(rewards.slice(2, 4)).toEqual([3, 4]);
      for (const at of [0, 1, 4, 5]) expect(rewards[at]).toMatchObject({ code: 'REWARD_UNUSABLE' });
      expect(rewards[0]).toMatchObject({ message: 'the server sent 1 results for 2 answers' });
      expect(rewards[4]).toMatchObject({ message: 'the server sent 4 results for 2 answers' });
    });
  },
);

/** Several answers in a request need texts where the API takes conversations. */
function templated(kind: string) {
  return kind === 'classify' || kind === 'pooling' ? { chatTemplate: 'chatml' } : {};
}
