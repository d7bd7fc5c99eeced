import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf, type SandboxFacts } from '../core/index.ts';
import { openSender } from './bull.ts';
import { judgeBatch } from './judge-batch.ts';
import { benchmarkOf } from './judge-messages.ts';
import type { Judged, Judges } from './judges.ts';
import {
  type Answer,
  decodeWork,
  encodeAnswer,
  encodeWork,
  type VerdictItem,
  type WorkItem,
  wantsCare,
} from './messages.ts';
import { verdictQueue, workQueue } from './names.ts';
import { pause, soon } from './pause.ts';
import { isOutOfMemory } from './redis-error.ts';
import type { Requirement } from './requirement.ts';
import { openTaker, type Taken } from './taker.ts';
import type { Totals } from './totals.ts';

/** A run that a worker takes batches of. */
export type Joined = {
  /** Takes the next batch; null when none waits. */
  next(): Promise<Taken | null>;
  /**
   * Judges a batch that was taken. The first promise resolves when its place is free again, the second when all is said.
   */
  work(batch: Taken): { readonly judged: Promise<void>; readonly settled: Promise<void> };
  /** @param isOver nobody waits for an answer any longer: what is still judged is not sent */
  close(isOver: boolean): Promise<void>;
};

export type JoinOptions = {
  readonly worker: string;
  readonly requirement: Requirement;
  readonly judges: Judges;
  readonly totals: Totals;
  readonly stalledAfterMs: number;
  /** Aborted to drop everything. */
  readonly signal: AbortSignal;
  sandbox(): SandboxFacts | null;
  say(line: string): void;
  /** The worker turned out not to be fit for the run. */
  onUnfit(why: string): void;
  /** No process that judges can be started. */
  onBroken(thrown: unknown): void;
};

/** A batch is dropped as soon as a worker has stopped over it: the coordinator has it judged one by one then. */
const maxStalled = 0;

/** Takes batches of a run, judges what is in them, and sends back the verdicts before the batch is taken out. */
export const joinRun = async (redis: Redis, run: string, options: JoinOptions): Promise<Joined> => {
  const { stalledAfterMs, say, totals } = options;
  const answers = await openSender(redis, verdictQueue(run));
  const taker = await openTaker(redis, workQueue(run), { stalledAfterMs, maxStalled });
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  return {
    next: taker.next,
    work: batch => {
      const items = decodeWork(batch.data);
      if (typeof items !== 'string') return workOn(items, batch, answers, { ...options, signal });
      say(`A message in the queue is not ours and was dropped: ${items}.`);
      totals.batch('foreign', 0);
      return { judged: Promise.resolve(), settled: batch.done() };
    },
    close: isOver => {
      if (isOver) over.abort();
      return soon(async () => {
        await taker.close();
        await answers.close();
      });
    },
  };
};

const workOn = (
  items: readonly WorkItem[],
  batch: Taken,
  answers: Queue,
  options: JoinOptions,
): ReturnType<Joined['work']> => {
  const { requirement, worker, judges, totals, signal } = options;
  const startedMs = performance.now();
  const left = new Set(items);
  const byNumber = new Map(items.map(item => [item.number, item]));
  const sandbox = (): SandboxFacts | null => (requirement.runs_programs ? options.sandbox() : null);
  const sent: Promise<void>[] = [];
  const say = (what: Partial<Answer>): Promise<void> => {
    const whole = { batch: batch.id, worker, sandbox: sandbox(), items: [], back: null, ...what };
    const sending = send(answers, whole, signal);
    // It is waited for at the end; until then a failure must not end the process.
    sending.catch(() => {});
    sent.push(sending);
    return sending;
  };
  const answer = (some: readonly VerdictItem[], back: string | null): void => {
    for (const { number, verdicts } of some) {
      const item = byNumber.get(number);
      if (item !== undefined) left.delete(item);
      totals.judged(verdicts);
    }
    if (some.length > 0 || back !== null) void say({ items: some, back });
  };
  const onVerdicts = (some: readonly VerdictItem[]): void => answer(some, null);
  const benchmarks = new Set(items.map(({ completion }) => completion.benchmark));
  const tasks = requirement.tasks.filter(({ name }) => benchmarks.has(benchmarkOf(name)));
  const isCareful = wantsCare(batch.data);
  const judged = judgeBatch({
    ...{ items, isCareful, onVerdicts },
    judge: some => judges.judge({ tasks, items: some, onVerdicts }),
    isLeft: item => left.has(item),
    // One that was not taken shows at the end.
    begin: ({ number }) => say({ begun: number }).catch(noValue),
    onDeath: (item, why) => {
      left.delete(item);
      void say({ death: { number: item.number, why } });
    },
  });
  const finish = async (): Promise<void> => {
    const end = await judged.catch(async (thrown: unknown): Promise<Judged | null> => {
      options.onBroken(thrown);
      return null;
    });
    const durationMs = performance.now() - startedMs;
    if (signal.aborted) {
      totals.batch('put-back', durationMs);
      // Whole: answers that waited to be sent are dropped too.
      return batch.putBack();
    }
    if (end === null) {
      totals.batch('put-back', durationMs);
      await allSent(sent, batch);
      return left.size === 0 ? batch.done() : batch.putBack(encodeWork([...left], isCareful));
    }
    answer(end.items, end.back);
    totals.batch(end.back === null ? 'judged' : 'back', durationMs);
    if (end.back !== null) options.onUnfit(end.back);
    await allSent(sent, batch);
    // An answer that was not sent because everything is dropped leaves the batch to others.
    await (signal.aborted ? batch.putBack() : batch.done());
  };
  return { judged: judged.then(noValue, noValue), settled: finish() };
};

const noValue = (): void => {};

/** @throws Error when an answer was not taken: then the batch is for another, since nobody knows which verdicts have arrived */
const allSent = async (sent: readonly Promise<void>[], batch: Taken): Promise<void> => {
  try {
    await Promise.all(sent);
  } catch (thrown) {
    await batch.putBack().catch(() => {});
    throw thrown;
  }
};

/** Sends an answer, again and again while Redis is full; while it is away, the command waits by itself. */
const send = async (answers: Queue, answer: Answer, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      await answers.add('answer', encodeAnswer(answer));
      return;
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw new Error(`an answer was not taken: ${messageOf(thrown)}`);
      await pause(1000, signal);
    }
  }
};
