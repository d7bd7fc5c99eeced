import { describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { createPatience } from '../../src/queue/patience.ts';
import { connectionError, passingTrouble, refusalOf } from '../../src/queue/redis-error.ts';
import { judgeServer } from '../../src/queue/server-facts.ts';

const info = (fields: Readonly<Record<string, string>>): string =>
  `# Server\r\n${Object.entries({
    redis_version: '7.0.15',
    redis_mode: 'standalone',
    role: 'master',
    ...fields,
  })
    .map(([key, value]) => `${key}:${value}`)
    .join('\r\n')}\r\n`;

describe('a server', () => {
  it.each([
    ['too old', { redis_version: '6.0.16' }, 'Redis at r is version 6.0.16, 6.2 or newer is needed.'],
    ['much too old', { redis_version: '5.9.0' }, 'Redis at r is version 5.9.0, 6.2 or newer is needed.'],
    ['a cluster', { redis_mode: 'cluster' }, 'Redis at r is a cluster, which is not supported.'],
    ['a sentinel', { redis_mode: 'sentinel' }, 'Redis at r is a sentinel, which is not supported.'],
    ['a replica', { role: 'slave' }, 'Redis at r is a replica that can only be read.'],
  ])('is refused when it is %s', (_, fields, message) => {
    expect(() => judgeServer(info(fields), 'r')).toThrow(message);
  });

  it.each([
    ['6.2', { redis_version: '6.2.0' }, null],
    ['10', { redis_version: '10.0.1' }, null],
    ['of which nothing is known', { redis_version: '' }, null],
    ['that throws away nothing', { maxmemory: '1000', maxmemory_policy: 'noeviction' }, null],
    ['without a limit', { maxmemory: '0', maxmemory_policy: 'allkeys-lru' }, null],
    ['that throws away keys', { maxmemory: '9', maxmemory_policy: 'volatile-lru' }, /policy volatile-lru/],
  ])('will do when it is one %s', (_, fields, warning) => {
    const said = judgeServer(info(fields), 'r');
    if (warning === null) expect(said).toBeNull();
    else expect(said).toMatch(warning);
  });
});

describe('what a server says', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'is full'],
    ['MISCONF Redis is configured to save RDB snapshots', 'cannot save'],
    ['LOADING Redis is loading the dataset in memory', 'is reading its data'],
    ["READONLY You can't write against a read only replica.", 'can only be read'],
  ])('passes: %s', (text, words) => {
    expect(passingTrouble(new Error(text))).toContain(words);
    expect(refusalOf(new Error(text), 'r')).toBeNull();
  });

  it.each([
    ['NOAUTH Authentication required.', 'QUEUE_DENIED', 'it wants a password'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'QUEUE_DENIED', 'it does not know'],
    [
      "NOPERM this user has no permissions to run the 'eval' command",
      'QUEUE_DENIED',
      "run the 'eval' command)",
    ],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'USAGE', 'not ours'],
    ['MOVED 1 10.0.0.1:6379', 'USAGE', 'part of a cluster'],
  ])('is final: %s', (text, code, words) => {
    const refusal = refusalOf(new Error(text), 'r');
    expect(refusal).toMatchObject({ code });
    expect(refusal?.message).toContain(words);
    expect(passingTrouble(new Error(text))).toBeNull();
  });

  it('is found in what a transaction was to do', () => {
    const thrown = Object.assign(new Error('EXECABORT Transaction discarded'), {
      previousErrors: [new Error('OOM command not allowed')],
    });
    expect(passingTrouble(thrown)).toContain('is full');
  });

  it('never reaches a terminal as it is', () => {
    const { message } = connectionError(new Error('\u001b[31mred\nline'), 'r');
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('patience', () => {
  const patienceOf = () => {
    let nowMs = 0;
    const said: string[] = [];
    const patience = createPatience(
      'r',
      60_000,
      line => said.push(line),
      () => nowMs,
    );
    return { ...patience, said, later: (ms: number) => (nowMs += ms) };
  };
  const oom = new Error('OOM command not allowed');

  it('says what it waits for once, and when that is over', () => {
    const { tried, eased, said, later } = patienceOf();
    for (let count = 0; count < 5; count += 1) tried(oom);
    later(1000);
    eased();
    tried(oom);
    eased();
    expect(said).toEqual([
      'Redis at r is full (maxmemory): waiting for room. Give it more memory.',
      'Redis at r takes batches again.',
    ]);
    tried(oom);
    later(31_000);
    tried(oom);
    expect(said).toHaveLength(3);
  });

  it('ends after its time, which begins anew when something gets on', () => {
    const { tried, gotOn, later } = patienceOf();
    tried(oom);
    later(50_000);
    gotOn();
    later(50_000);
    tried(oom);
    later(10_000);
    expect(() => tried(oom)).toThrow(EurusError);
  });

  it('is none with what does not pass', () => {
    const thrown = new Error('something else');
    expect(() => patienceOf().tried(thrown)).toThrow(thrown);
  });
});
