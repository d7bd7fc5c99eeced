import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { EurusError, type Execute, messageOf, type SandboxFacts, type Verdict } from '../core/index.ts';
import { judge, type PlannedTask } from '../run/index.ts';
import { openReceiver, openSender } from './bull.ts';
import { isOutOfMemory } from './connect.ts';
import type { Gate } from './gate.ts';
import { type Answer, decodeWork, encodeAnswer, type VerdictItem, type WorkItem } from './messages.ts';
import { verdictQueue, workQueue } from './names.ts';
import { pause } from './pause.ts';
import { sampleMarks } from './sample-mark.ts';
import type { Totals } from './totals.ts';

/** A run that a worker takes batches of. */
export type Joined = {
  /** @param atOnce false to finish the batches that were taken */
  close(atOnce: boolean): Promise<void>;
};

export type JoinOptions = {
  readonly worker: string;
  readonly planned: readonly PlannedTask[];
  readonly execute: Execute;
  /** Of all runs of the worker. */
  readonly gate: Gate;
  readonly totals: Totals;
  readonly slots: number;
  readonly stalledAfterMs: number;
  /** Aborted to drop everything. */
  readonly signal: AbortSignal;
  sandbox(): SandboxFacts | null;
  say(line: string): void;
  /** The worker turned out not to be fit for the run. */
  onUnfit(why: string): void;
};

/** A batch that waits for its answer to be sent is dropped by others after so many workers have stopped over it. */
const maxStalled = 2;

/** Takes batches of a run, judges what is in them, and sends back the verdicts before the batch is taken out. */
export const joinRun = async (redis: Redis, run: string, options: JoinOptions): Promise<Joined> => {
  const { gate, slots, stalledAfterMs, say } = options;
  const answers = await openSender(redis, verdictQueue(run));
  const receiver = await openReceiver(
    redis,
    workQueue(run),
    { concurrency: slots, stalledAfterMs, maxStalled, onError: () => {} },
    async (data, batch) => {
      const items = decodeWork(data);
      if (typeof items === 'string') say(`A message in the queue is not ours and was dropped: ${items}.`);
      else await gate.through(() => workOn(items, batch, answers, options));
    },
  );
  return {
    close: async atOnce => {
      await receiver.close(atOnce);
      await answers.close();
    },
  };
};

const workOn = async (
  items: readonly WorkItem[],
  batch: string,
  answers: Queue,
  options: JoinOptions,
): Promise<void> => {
  const { worker, totals, sandbox, signal, onUnfit } = options;
  const judged: VerdictItem[] = [];
  let back: string | null = null;
  for (const item of items) {
    const verdicts = await judgeItem(item, options);
    // What was being judged while everything is dropped says nothing about the answer.
    if (signal.aborted) return;
    if (typeof verdicts === 'string') {
      back = verdicts;
      break;
    }
    judged.push({ number: item.number, verdicts });
  }
  await send(answers, { batch, worker, sandbox: sandbox(), items: judged, back }, signal);
  const unscored = judged.filter(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'unscored'));
  totals.judged(judged.length, unscored.length);
  if (back === null) return;
  totals.back();
  onUnfit(back);
};

/** The verdicts of all graders on one completion, or why there cannot be any here. */
const judgeItem = async (
  { completion, sample: mark, graders }: WorkItem,
  { planned, execute }: JoinOptions,
): Promise<readonly Verdict[] | string> => {
  const { benchmark, protocol, id } = completion;
  const task = planned.find(({ name }) => name === `${benchmark}.${protocol}`);
  if (task === undefined) return `${benchmark}.${protocol} is not one of the run's tasks`;
  const sample = task.samples[task.indexOf.get(id) ?? -1];
  if (sample === undefined) return `${task.name} has no sample "${id}" here`;
  if (markOf(sample) !== mark) return `sample "${id}" of ${task.name} is another one here`;
  const verdicts: Verdict[] = [];
  for (const name of graders) {
    const grader = task.graders.find(one => one.name === name);
    if (grader === undefined) return `${task.name} is not judged by ${name} in this run`;
    try {
      verdicts.push(await judge(completion, sample, grader, execute));
    } catch (thrown) {
      if (thrown instanceof EurusError) return messageOf(thrown);
      throw thrown;
    }
  }
  return verdicts;
};

const markOf = sampleMarks();

/** Sends an answer, again and again while Redis is full; while it is away, the command waits by itself. */
const send = async (answers: Queue, answer: Answer, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      await answers.add('answer', encodeAnswer(answer));
      return;
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      await pause(1000, signal);
    }
  }
};
