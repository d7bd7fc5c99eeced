import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { Verdict } from '../../src/core/index.ts';
import { openReceiver, openSender } from '../../src/queue/bull.ts';
import { type Answer, decodeWork, encodeAnswer, type WorkItem } from '../../src/queue/messages.ts';
import { verdictQueue, workQueue } from '../../src/queue/names.ts';
import { type Announcement, type Presence, present, readRuns } from '../../src/queue/registry.ts';
import { completionSha256 } from '../../src/run/index.ts';
import { openPlainRun, type TestRun, type TestRunOptions } from './support/plain-run.ts';

export { completionOf, type TestRun, testProgram } from './support/plain-run.ts';

/** A coordinator in this process; closed when the test ends. */
export const openTestRun = async (options: TestRunOptions): Promise<TestRun> => {
  const run = await openPlainRun(options);
  onTestFinished(run.close);
  return run;
};

/** What a fake worker does with a batch; `stop` is to be killed over it, null to end it without an answer. */
export type Act = (
  items: readonly WorkItem[],
  batch: string,
  run: string,
) => Promise<Partial<Answer> | 'stop' | null> | Partial<Answer> | 'stop' | null;

export type FakeWorker = { readonly id: string; stop(): Promise<void>; kill(): void };

export const verdictOn = (
  { completion, graders }: WorkItem,
  more: Partial<Verdict> = {},
): readonly Verdict[] => {
  const { key, benchmark, protocol, id, trial } = completion;
  return graders.map(grader => ({
    ...{ key, benchmark, protocol, id, trial, grader, completionSha256: completionSha256(completion) },
    ...{
      verdict: 'correct',
      reason: 'equal',
      extracted: completion.text.slice(0, 100),
      outcome: null,
      durationMs: 1,
    },
    ...more,
  }));
};

export const rightAnswers: Act = items => ({
  items: items.map(item => ({ number: item.number, verdicts: verdictOn(item) })),
});

/**
 * A worker in this process that joins every run and does with its batches what it is told.
 * @param onStopped called when it was killed over a batch; `stalledAfterMs` is short only where batches are to stall: what it
 * holds is lost to it when this process gets no time for so long
 */
export const startFakeWorker = (
  url: string,
  act: Act = rightAnswers,
  {
    slots = 1,
    stalledAfterMs = 30_000,
    maxStalled = 2,
    onStopped = () => {},
  }: { slots?: number; stalledAfterMs?: number; maxStalled?: number; onStopped?: () => void } = {},
): FakeWorker => {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  const id = randomUUID();
  const joined = new Map<string, { close(): Promise<void> }>();
  let isOver = false;
  const kill = (): void => {
    isOver = true;
    for (const { close } of joined.values()) void close().catch(() => {});
    redis.disconnect();
  };
  const join = async ({ id: run }: Announcement): Promise<void> => {
    const answers = await openSender(redis, verdictQueue(run));
    const receiver = await openReceiver(
      redis,
      workQueue(run),
      { concurrency: slots, stalledAfterMs, maxStalled, onError: () => {} },
      async (data, batch) => {
        const items = decodeWork(data);
        if (typeof items === 'string') return;
        const done = await act(items, batch, run);
        if (done === 'stop' || isOver) {
          kill();
          onStopped();
          await new Promise(() => {});
        }
        if (done === null || done === 'stop') return;
        await answers.add(
          'answer',
          encodeAnswer({ batch, worker: id, sandbox: null, items: [], back: null, ...done }),
        );
      },
    );
    joined.set(run, { close: () => receiver.close(isOver) });
  };
  const beat = async (): Promise<void> => {
    const { there } = await readRuns(redis);
    for (const run of there) if (!joined.has(run.id)) await join(run);
    await present(redis, presenceOf(id, slots, [...joined.keys()]));
  };
  const live = async (): Promise<void> => {
    while (!isOver) {
      await beat().catch(() => {});
      await sleep(100);
    }
  };
  void live();
  onTestFinished(kill);
  return {
    ...{ id, kill },
    stop: async () => {
      for (const { close } of joined.values()) await close();
      kill();
    },
  };
};

const presenceOf = (id: string, slots: number, runs: readonly string[]): Presence => ({
  ...{ id, host: 'test', pid: process.pid, version: '1.0.0', startedAtMs: 0, slots, busy: 0, judged: 0 },
  ...{ judgedLastMinute: 0, unscored: 0, back: 0, drains: false, sandbox: null },
  runs: runs.map(run => ({ id: run, why: null })),
});

/** Waits until something is so. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(20);
};

/** Puts an answer into a run's queue as a stranger. */
export const sendAnswer = async (url: string, run: string, answer: Partial<Answer>): Promise<void> => {
  const nothing = { batch: 'b0', worker: 'stranger', sandbox: null, items: [], back: null };
  await sendMessage(url, run, encodeAnswer({ ...nothing, ...answer }));
};

/** Puts anything into a run's queue of answers. */
export const sendMessage = async (url: string, run: string, message: unknown): Promise<void> => {
  const redis = new Redis(url);
  const sender = await openSender(redis, verdictQueue(run));
  await sender.add('answer', message);
  redis.disconnect();
};
