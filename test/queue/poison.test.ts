import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../src/queue/connect.ts';
import { dispatch } from '../../src/queue/dispatch.ts';
import { type Joined, joinRun } from '../../src/queue/joined-run.ts';
import { createJudges, type StartJudge } from '../../src/queue/judges.ts';
import type { WorkItem } from '../../src/queue/messages.ts';
import { present, readRuns } from '../../src/queue/registry.ts';
import { createTotals } from '../../src/queue/totals.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { openTestRun, verdictOn } from './fixture.ts';

/** What comes to an end over a completion. */
type Fault = 'judge' | 'worker' | null;

/** A process in name only: verdicts are handed over when all of a batch are there, as a quick one's are. */
const judgeThat =
  (faultOf: (item: WorkItem) => Fault, onWorkerDeath: () => void): StartJudge =>
  ({ onMessage, onEnd }) => {
    queueMicrotask(() => onMessage({ kind: 'ready' }));
    return {
      send: message => {
        if (message.kind !== 'batch') return;
        for (const item of message.items) {
          const fault = faultOf(item);
          if (fault === 'worker') return onWorkerDeath();
          if (fault === 'judge') return void queueMicrotask(() => onEnd('it was ended by SIGKILL'));
        }
        const items = message.items.map(item => ({ number: item.number, verdicts: verdictOn(item) }));
        queueMicrotask(() => onMessage({ kind: 'done', items, back: null }));
      },
      kill: () => {},
      residentMb: () => null,
    };
  };

/** A worker of one slot in this process, and another in its place whenever it comes to an end. */
const startWorkers = (url: string, stalledAfterMs: number, faultOf: (item: WorkItem) => Fault) => {
  const counts = { judge: 0, worker: 0 };
  const counted = (item: WorkItem): Fault => {
    const fault = faultOf(item);
    if (fault !== null) counts[fault] += 1;
    return fault;
  };
  let isOver = false;
  const live = async (): Promise<void> => {
    const redis = await connect({ url });
    const [stop, id] = [new AbortController(), randomUUID()];
    const runs = new Map<string, Joined>();
    const end = (): void => {
      stop.abort();
      judges.close();
      for (const run of runs.values()) void run.close(true).catch(() => {});
      redis.disconnect();
    };
    const start = judgeThat(counted, end);
    const judges = createJudges({ start, execute: () => Promise.reject(new Error('none')), say: () => {} });
    onTestFinished(end);
    dispatch({ runs, slots: 1, stop: stop.signal, onProblem: () => {} });
    while (!stop.signal.aborted) {
      const { there } = await readRuns(redis);
      for (const { id: run, requirement } of there) {
        if (runs.has(run)) continue;
        const joined = await joinRun(redis, run, {
          ...{ worker: id, requirement, judges, totals: createTotals(), stalledAfterMs },
          ...{ signal: stop.signal, sandbox: () => null, say: () => {} },
          ...{ onUnfit: () => {}, onBroken: () => {} },
        });
        runs.set(run, joined);
      }
      await present(redis, {
        ...{ id, host: 'test', pid: process.pid, version: '1.0.0', startedAtMs: 0, slots: 1, busy: 0 },
        ...{ judged: 0, judgedLastMinute: 0, unscored: 0, back: 0, drains: false, sandbox: null },
        runs: [...runs.keys()].map(run => ({ id: run, why: null })),
      });
      await sleep(50);
    }
  };
  const again = async (): Promise<void> => {
    // A worker that has come to an end can ask nothing more.
    while (!isOver) await live().catch(() => {});
  };
  onTestFinished(() => {
    isOver = true;
  });
  void again();
  return counts;
};

const always =
  (fault: Fault, ...ids: readonly string[]) =>
  ({ completion }: WorkItem): Fault =>
    ids.includes(completion.id) ? fault : null;

/** Somebody ends it from outside, so many times while these are judged, each counted by itself. */
const sometimes = (fault: Fault, times: number, ...ids: readonly string[]) => {
  const left = new Map(ids.map(id => [id, times]));
  return ({ completion: { id } }: WorkItem): Fault => {
    const more = left.get(id) ?? 0;
    left.set(id, more - 1);
    return more > 0 ? fault : null;
  };
};

describeWithRedis('a completion over which something comes to an end', { timeout: 120_000 }, () => {
  it.each([
    ['its judge, among many', 60, always('judge', 's17'), ['s17'], { judge: 3, worker: 0 }],
    ['its judge, alone in its batch', 1, always('judge', 's0'), ['s0'], { judge: 2, worker: 0 }],
    ['their judge, two in a batch', 60, always('judge', 's3', 's17'), ['s3', 's17'], { judge: 5, worker: 0 }],
    ['its worker, among many', 60, always('worker', 's17'), ['s17'], { judge: 0, worker: 4 }],
    ['its worker, alone in its batch', 1, always('worker', 's0'), ['s0'], { judge: 0, worker: 4 }],
    [
      'their worker, two in a batch',
      60,
      always('worker', 's3', 's17'),
      ['s3', 's17'],
      { judge: 0, worker: 7 },
    ],
    ['its judge, ended from outside twice', 60, sometimes('judge', 2, 's17'), [], { judge: 2, worker: 0 }],
    [
      'its worker, ended from outside three times',
      60,
      sometimes('worker', 3, 's9'),
      [],
      { judge: 0, worker: 3 },
    ],
    [
      'its worker, ended from outside over one after the other',
      60,
      sometimes('worker', 1, 's1', 's5', 's9', 's13', 's40', 's50'),
      [],
      { judge: 0, worker: 6 },
    ],
  ])('%s: only that is given up, after so many ends', async (_, count, faultOf, expected, ends) => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const run = await openTestRun({ url: redis.url });
    // A worker that lives on never takes long to say so, however busy this machine is.
    const counts = startWorkers(redis.url, ends.worker > 0 ? 500 : 30_000, faultOf);
    await run.judgeAll(count);
    expect(new Set(run.verdicts.map(({ key }) => key)).size).toBe(count);
    expect(run.verdicts).toHaveLength(count);
    const unscored = run.verdicts.filter(({ verdict }) => verdict === 'unscored');
    expect(unscored.map(({ id }) => id).sort()).toEqual([...expected].sort());
    for (const { reason } of unscored) {
      expect(reason).toMatch(/2 times, .* came to an end: it was ended by SIGKILL|no worker could judge it/);
    }
    expect(counts).toEqual(ends);
  });
});
