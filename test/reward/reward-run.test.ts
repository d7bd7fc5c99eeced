import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rewardsPath } from '../../src/run/layout.ts';
import { lockDirectory } from '../../src/run/lock.ts';
import { rewardFileName } from '../../src/run/rewards.ts';
import type { RewardFault, RewardRequest } from '../../src/scripted/index.ts';
import { errorOf } from '../model/support.ts';
import { taskOfWritten } from '../support/written-run.ts';
import {
  answerAnew,
  rewarderAt,
  rewardLines,
  rewardThrough,
  serverOf,
  worthIn,
  worthyRun,
} from './support.ts';

describe('rewarding a run', () => {
  it('gives every answer its own reward, by its key', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    const result = await rewardThrough(run, server.url);
    expect(result).toMatchObject({
      tasks: [{ name: taskOfWritten, rewarded: 20, asked: 20, failed: 0, left: 0, unanswered: 0 }],
      failures: [],
      interrupted: false,
    });
    const lines = rewardLines(run);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(20);
    for (const { id, trial, score, error } of lines) {
      expect(score).toBeCloseTo(Number(id.slice(1)) + trial / 10, 9);
      expect(error).toBeNull();
    }
    expect(server.requests()).toBe(Math.ceil(20 / 3));
  });

  it('shows the reward model the question and the whole answer, with its start', async () => {
    const run = await worthyRun({ samples: 1, trials: 1 });
    answerAnew(run, 0, 0, { text: 'worth <7>', prefill: 'It is ' });
    const seen: unknown[] = [];
    const server = await serverOf({
      reward: item => {
        seen.push(item);
        return worthIn(item.answer);
      },
    });
    await rewardThrough(run, server.url);
    expect(seen).toEqual([{ question: 'What is 0 times 3? Think first.', answer: 'It is worth <7>' }]);
  });

  it('asks nothing anew when all is there', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    const before = server.requests();
    const result = await rewardThrough(run, server.url);
    expect(server.requests()).toBe(before);
    expect(result.tasks).toMatchObject([{ rewarded: 20, asked: 0 }]);
  });

  it('leaves answers without a reward where a request fails, shifts none, and tries them again', async () => {
    const run = await worthyRun();
    let broken = true;
    const fault = ({ items }: RewardRequest): RewardFault | null =>
      broken && items.some(({ answer }) => worthIn(answer) === 2.1) ? { status: 500 } : null;
    const server = await serverOf({ fault });
    const first = await rewardThrough(run, server.url);
    expect(first.tasks).toMatchObject([{ rewarded: 17, failed: 3, left: 0 }]);
    expect(first.failures).toEqual([
      expect.stringMatching(/^3 answers got no reward \(ENDPOINT_FAILED\).*HTTP 500/),
    ]);
    broken = false;
    const second = await rewardThrough(run, server.url);
    expect(second.tasks).toMatchObject([{ rewarded: 20, asked: 3, failed: 0 }]);
    for (const { id, trial, score } of rewardLines(run).filter(line => line.score !== null)) {
      expect(score).toBeCloseTo(Number(id.slice(1)) + trial / 10, 9);
    }
  });

  it('records why an answer has none', async () => {
    const run = await worthyRun({ samples: 1 });
    const reward = ({ answer }: { answer: string }) =>
      worthIn(answer) === 0.2 ? Number.NaN : worthIn(answer);
    const server = await serverOf({ reward });
    expect((await rewardThrough(run, server.url)).tasks).toMatchObject([{ rewarded: 3, failed: 1 }]);
    expect(rewardLines(run).filter(({ score }) => score === null)).toMatchObject([
      {
        ...{ id: 's0', trial: 2, reward: 'rm', model: 'rm' },
        error: { code: 'REWARD_UNUSABLE', message: 'the server gave NaN as the score, not a finite number' },
      },
    ]);
  });

  it('gives an answer that was made anew another reward', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    answerAnew(run, 1, 2, { text: 'worth <9>' });
    expect((await rewardThrough(run, server.url)).tasks).toMatchObject([{ rewarded: 20, asked: 1 }]);
    expect(rewardLines(run).at(-1)).toMatchObject({ id: 's1', trial: 2, score: 9 });
  });

  it('passes over requests that had failed', async () => {
    const [run, server] = [await worthyRun({ samples: 2 }), await serverOf()];
    answerAnew(run, 0, 0, { error: null });
    const failed = await worthyRun({ samples: 1, trials: 1 });
    appendFileSync(
      join(failed.directory, 'completions', `${taskOfWritten}.jsonl`),
      `${JSON.stringify({ key: 'made.cot/s0/1', benchmark: 'made', protocol: 'cot', id: 's0', trial: 1, text: '', error: { code: 'ENDPOINT_FAILED', message: 'no' } })}\n`,
    );
    expect((await rewardThrough(failed, server.url)).tasks).toMatchObject([
      { rewarded: 1, unanswered: 1, asked: 1 },
    ]);
    expect((await rewardThrough(run, server.url)).tasks).toMatchObject([{ unanswered: 0 }]);
  });

  it('mends a line that a kill has cut off', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    appendFileSync(rewardsPath(run.directory, taskOfWritten, 'rm'), '{"key":"made.cot/s0/0","sco');
    answerAnew(run, 0, 0, { text: 'worth <4>' });
    await rewardThrough(run, server.url);
    expect(rewardLines(run).at(-1)).toMatchObject({ id: 's0', trial: 0, score: 4 });
  });

  it('says where a file is damaged', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    const path = rewardsPath(run.directory, taskOfWritten, 'rm');
    appendFileSync(path, '{"score": 3}\n');
    const error = await errorOf(() => rewardThrough(run, server.url));
    expect(error).toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining(`${path}:21`),
    });
  });

  it('goes on where it was stopped', async () => {
    const run = await worthyRun();
    const drain = new AbortController();
    const server = await serverOf({
      fault: ({ asked }) => {
        if (asked === 2) drain.abort();
        return null;
      },
    });
    const first = await rewardThrough(run, server.url, { drain: drain.signal, concurrency: 1 });
    expect(first.interrupted).toBe(true);
    const [task] = first.tasks;
    expect(task?.left).toBeGreaterThan(0);
    expect((task?.asked ?? 0) + (task?.left ?? 0)).toBe(20);
    const second = await rewardThrough(run, server.url);
    expect(second.tasks).toMatchObject([{ rewarded: 20, asked: task?.left }]);
    expect(rewardLines(run)).toHaveLength(20);
  });

  it('drops what is in flight at the second wish', async () => {
    const run = await worthyRun();
    const abort = new AbortController();
    const server = await serverOf({
      fault: () => {
        setTimeout(() => abort.abort(), 20);
        return 'stall';
      },
    });
    const result = await rewardThrough(run, server.url, { abort: abort.signal });
    expect(result).toMatchObject({ interrupted: true, tasks: [{ asked: 0, left: 20 }] });
  });

  it('refuses rewards of one name that are given otherwise, in one line', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    const other = rewarderAt(server.url, { kind: 'classify', chatTemplate: 'chatml' });
    const error = await errorOf(() => rewardThrough(run, server.url, { rewarder: other }));
    expect(error).toMatchObject({ code: 'RUN_MISMATCH', hint: expect.stringContaining('--reward-name') });
    expect(error.message).toContain('rewards named "rm" that were given otherwise');
    expect(error.message).not.toContain('\n');
    await rewardThrough(run, server.url, { rewarder: other, name: 'other' });
    expect(rewardLines(run, 'other')).toHaveLength(20);
  });

  it('is not held up by a command that got nothing, such as from a wrong address', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    const wrong = rewarderAt(`${server.url}/elsewhere`);
    expect((await errorOf(() => rewardThrough(run, server.url, { rewarder: wrong }))).code).toBe(
      'ENDPOINT_REFUSED',
    );
    expect((await rewardThrough(run, server.url)).tasks).toMatchObject([{ rewarded: 20 }]);
    expect((await errorOf(() => rewardThrough(run, server.url, { rewarder: wrong }))).code).toBe(
      'RUN_MISMATCH',
    );
  });

  it('keeps out while another command writes, and lets go of the lock', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    const unlock = await lockDirectory(run.directory);
    expect((await errorOf(() => rewardThrough(run, server.url))).code).toBe('USAGE');
    await unlock();
    await rewardThrough(run, server.url);
    await (await lockDirectory(run.directory))();
  });

  it('gives up on a reward model that gives none of the first answers one', async () => {
    const run = await worthyRun({ samples: 40, trials: 4 });
    const server = await serverOf({ reward: () => null });
    const error = await errorOf(() => rewardThrough(run, server.url));
    expect(error.message).toMatch(/^None of the first 5\d answers got a reward: the server gave null/);
    expect(rewardLines(run).length).toBeLessThan(70);
  });

  it('ends at once where the server is not there, and keeps what it has', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url);
    answerAnew(run, 0, 0, { text: 'worth <4>' });
    await server.close();
    expect((await errorOf(() => rewardThrough(run, server.url))).code).toBe('ENDPOINT_UNREACHABLE');
    expect(rewardLines(run)).toHaveLength(20);
  });

  it.each([
    ['rm', 'rm'],
    ['Eurus-RM-7b', 'Eurus-RM-7b'],
    ['../../etc/passwd', 'etc-passwd-'],
    ['a/b', 'a-b-'],
    ['a.b', 'a-b-'],
    ['..', 'reward-'],
    ['', 'reward-'],
    ['né ☃', 'n-'],
    ['x'.repeat(64), 'x'],
  ])('names files after %j, never a path', (name, expected) => {
    const file = rewardFileName(name);
    expect(file).toMatch(/^[A-Za-z0-9_-]{1,41}$/);
    expect(file.startsWith(expected)).toBe(true);
    expect(file === name).toBe(/^[A-Za-z0-9_-]{1,40}$/.test(name));
  });

  it('writes nothing outside its folder, whatever the reward is called', async () => {
    const [run, server] = [await worthyRun({ samples: 1 }), await serverOf()];
    await rewardThrough(run, server.url, { name: '../../escaped' });
    expect(readdirSync(join(run.directory, 'rewards')).map(name => name.replace(/[0-9a-f]{8}/, '#'))).toEqual(
      ['escaped-#.json', 'made.cot.escaped-#.jsonl'],
    );
    const [identity = ''] = readdirSync(join(run.directory, 'rewards'));
    const written = JSON.parse(readFileSync(join(run.directory, 'rewards', identity), 'utf8'));
    expect(written).toMatchObject({ reward: '../../escaped', provider: 'vllm', model: 'rm', kind: 'score' });
  });

  it('is about the benchmarks that are named', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    const error = await errorOf(() => rewardThrough(run, server.url, { tasks: ['gsm8k'] }));
    expect(error).toMatchObject({ code: 'UNKNOWN_NAME', hint: `It has: ${taskOfWritten}` });
    expect((await rewardThrough(run, server.url, { tasks: ['made'] })).tasks).toHaveLength(1);
  });
});
