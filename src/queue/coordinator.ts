import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { EurusError, type SandboxFacts } from '../core/index.ts';
import type { Judging, JudgingContext, OpenJudging } from '../run/index.ts';
import { createAnswers } from './answers.ts';
import { createBeat, sweepGone } from './beat.ts';
import { openReceiver, openSender, takeOut } from './bull.ts';
import { connect, nameOfQueue, type QueueAddress } from './connect.ts';
import { createCosts } from './costs.ts';
import { createFlow } from './flow.ts';
import { createIntake } from './intake.ts';
import { type Snapshot, takeSnapshot } from './lost.ts';
import { most } from './messages.ts';
import { verdictQueue, workQueue } from './names.ts';
import { type Bounds, createLedger, type Outstanding } from './outstanding.ts';
import { createPatience } from './patience.ts';
import { soon, unlessAborted } from './pause.ts';
import { createReader } from './reader.ts';
import { refusalOf } from './redis-error.ts';
import { sweepRun } from './registry.ts';
import { type Program, requirementOf } from './requirement.ts';
import { sampleMarks } from './sample-mark.ts';
import { saysOnce } from './says-once.ts';
import { createSender } from './sender.ts';
import { unjudged } from './unjudged.ts';
import { createUpkeep } from './upkeep.ts';
import { watchConnection } from './watch.ts';

export type QueueOptions = {
  readonly address: QueueAddress;
  /** This one. */
  readonly program: Program;
  /** The kind of sandbox that workers must use; null for that of the first. */
  readonly sandbox: SandboxFacts['name'] | null;
  /** How long Redis is waited for when it is away or full. */
  readonly patienceMs: number;
  readonly bounds?: Bounds | undefined;
};

/** Some seconds of work for a few hundred workers, in little memory, here and in Redis. */
const usualBounds: Bounds = { items: 16_384, units: 64 * 1024 * 1024 };

/** Work of one batch, in milliseconds. */
const batchMs = 500;

/** Of a task that runs programs, and of another, before anything is known of its cost. */
const firstItems = { programs: 4, other: 32 };

/** Answers that are read side by side: writing them down is what takes time. */
const readers = 4;

/** Judges by workers anywhere that take batches of completions from a queue in Redis. */
export const openQueue =
  (options: QueueOptions): OpenJudging =>
  async context => {
    const redis = await connect(options.address, context.say);
    try {
      return await openCoordinator(redis, options, context);
    } catch (thrown) {
      redis.disconnect();
      throw refusalOf(thrown, nameOfQueue(options.address)) ?? thrown;
    }
  };

const openCoordinator = async (
  redis: Redis,
  { address, program, sandbox, patienceMs, bounds = usualBounds }: QueueOptions,
  context: JudgingContext,
): Promise<Judging> => {
  const { planned, data, label, halt, drain, progress, changed, onSandbox } = context;
  const id = randomUUID();
  const name = nameOfQueue(address);
  const say = saysOnce(context.say);
  const requirement = requirementOf(program, planned, data);
  const closing = new AbortController();
  const fail = (thrown: unknown): void => halt.fail(refusalOf(thrown, name) ?? thrown);
  const ledger = createLedger(bounds);
  const costs = createCosts({ batchMs, maxItems: most.items / 2, firstItems: firstItemsOf(planned) });
  const memory = createMemory();
  const snapshot = (): Promise<Snapshot> => takeSnapshot(redis, id);
  const newPatience = () => createPatience(name, patienceMs, line => say(line, line));
  const watch = watchConnection(redis, name, {
    patienceMs,
    say: context.say,
    onBack: memory.lost,
    onGone: halt.fail,
  });
  const work = await openSender(redis, workQueue(id));
  const patience = newPatience();
  const takeOutOfWork = (batch: string): Promise<boolean> => takeOut(redis, work, batch);
  const sender = createSender({
    takeOut: takeOutOfWork,
    ...{ work, ledger, patience, closing: closing.signal, fail },
    epoch: memory.now,
    waiting: async () => (await snapshot()).waiting,
  });
  const flow = createFlow({
    ...{ ledger, bounds, costs, sender, snapshot, takeOut: takeOutOfWork },
    slots: () => upkeep.slots(),
    giveUp: entry => giveUp(entry, givenUp),
  });
  const hopeless = createHopeless(halt.fail);
  const giveUp = (entry: Outstanding, why: string): void => {
    if (ledger.drop(entry.number) === undefined) return;
    hopeless.givenUp(answers.judged());
    void answers.settle(entry, unjudged(entry, why));
  };
  const answers = createAnswers({
    ...{ ledger, costs, halt, say },
    runsPrograms: requirement.runs_programs,
    sandbox: factsOf(context),
    onSandbox: async facts => onSandbox?.(facts),
    repeat: batch => flow.repeat(batch, false),
    ...{ resend: entry => flow.resend(entry), giveUp },
    superseded: batch => void work.remove(batch.id).catch(() => {}),
  });
  const reading = new Set<number>();
  const upkeep = createUpkeep({
    ...{ name, ledger, flow, answers, memory, snapshot, say, fail, progress, changed },
    beat: createBeat(redis, { id, label, requirement, sandbox, startedAtMs: Date.now() }),
    patience: newPatience(),
    closing: closing.signal,
    reading: () => reading,
  });
  const onAnswer = async (message: unknown, number: string): Promise<void> => {
    reading.add(Number(number));
    try {
      await answers.read(message);
      patience.gotOn();
      flow.tryAlone();
    } finally {
      reading.delete(Number(number));
    }
  };
  const onReaderError = (error: Error): void => {
    const refusal = closing.signal.aborted ? null : refusalOf(error, name);
    if (refusal !== null) halt.fail(refusal);
  };
  const reader = createReader({
    open: () =>
      openReceiver(
        redis,
        verdictQueue(id),
        { concurrency: readers, stalledAfterMs: 30_000, maxStalled: 3, onError: onReaderError },
        onAnswer,
      ),
    oldestUnread: async () => (await snapshot()).oldestUnread,
    isReading: () => reading.size > 0,
    ...{ closing: closing.signal, fail },
  });
  let closed: Promise<void> | null = null;
  const clearUp = async (): Promise<void> => {
    ledger.abandon();
    closing.abort();
    watch.stop();
    progress.queue = null;
    await soon(async () => {
      await reader.close(halt.signal.aborted);
      await work.close();
      await sweepRun(redis, id);
    });
    redis.disconnect();
  };
  const close = (): Promise<void> => {
    closed ??= clearUp();
    return closed;
  };
  const begin = async (): Promise<void> => {
    await sweepGone(redis, label);
    await upkeep.begin();
    if (closing.signal.aborted) return;
    await reader.open();
  };
  if (halt.signal.aborted) await close();
  halt.signal.addEventListener('abort', () => void close(), { once: true });
  try {
    await unlessAborted(begin(), closing.signal);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const onDrain = (): void => void flow.drain().catch(fail);
  if (drain?.aborted) onDrain();
  else drain?.addEventListener('abort', onDrain, { once: true, signal: closing.signal });
  void upkeep.run();
  const markOf = sampleMarks();
  return {
    prepare: async () => !halt.signal.aborted,
    sandbox: answers.sandbox,
    close,
    scoring: record => {
      const { add, ended, began } = flow;
      return createIntake({ ledger, record, markOf, add, ended, began });
    },
  };
};

/** Why no verdict is there of what came to nothing wherever it was tried. */
const givenUp =
  'no worker could judge it: each that took it, with nothing else to do, stopped or sent no verdict';

/** Completions given up in a row after which the others would fare no better. */
const mostGivenUp = 10;

/** Ends a run none of whose workers gets anything done. */
const createHopeless = (fail: (error: unknown) => void) => {
  let [inRow, expected] = [0, -1];
  return {
    /** @param judged completions written down so far, with those that were given up */
    givenUp: (judged: number): void => {
      inRow = judged === expected ? inRow + 1 : 1;
      expected = judged + 1;
      if (inRow < mostGivenUp) return;
      fail(
        new EurusError('QUEUE_UNREACHABLE', 'Workers take batches and send no verdicts on them.', {
          hint: 'What do they say? The same command goes on when they do.',
        }),
      );
    },
  };
};

/** Which memory of Redis this is: what vanishes when it loses one says nothing about a batch. */
const createMemory = () => {
  let lives = 0;
  return {
    now: () => lives,
    lost: () => {
      lives += 1;
    },
  };
};

const firstItemsOf = (planned: JudgingContext['planned']): ((task: string) => number) => {
  const programs = new Set(
    planned
      .filter(({ graders }) => graders.some(({ grader }) => grader.runsCode === true))
      .map(task => task.name),
  );
  return task => (programs.has(task) ? firstItems.programs : firstItems.other);
};

/** What the manifest says programs ran in. */
const factsOf = ({ sandbox }: JudgingContext): SandboxFacts | null => {
  if (sandbox === null) return null;
  const name = (['native', 'wasm', 'js'] as const).find(known => known === sandbox.name);
  if (name === undefined) return null;
  return { name, python: sandbox.python, slowdown: { python: sandbox.slowdown ?? 1 } };
};
