import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { EurusError, messageOf, oneLine, type SandboxFacts, unscored, type Verdict } from '../core/index.ts';
import {
  completionSha256,
  type Job,
  type Judging,
  type JudgingContext,
  type OpenJudging,
  type Pool,
  type ScoringOptions,
} from '../run/index.ts';
import { createBatcher } from './batcher.ts';
import { openReceiver, openSender } from './bull.ts';
import { connect, isOutOfMemory, nameOfQueue, type QueueAddress } from './connect.ts';
import { createCosts } from './costs.ts';
import { type Answer, decodeAnswer, encodeWork, most } from './messages.ts';
import { prefix, sandboxKey, verdictQueue, workQueue } from './names.ts';
import { type Bounds, createLedger, type Ledger, type Outstanding } from './outstanding.ts';
import { pause, soon } from './pause.ts';
import { type Announcement, aliveMs, announce, readRuns, readWorkers, sweepRun } from './registry.ts';
import { type Program, requirementOf } from './requirement.ts';
import { sampleMarks } from './sample-mark.ts';
import { encodeFacts, sandboxDifference } from './sandbox-facts.ts';
import { createTotals } from './totals.ts';
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
const usualBounds: Bounds = { items: 16_384, units: 32 * 1024 * 1024 };

/** Work of one batch, how long it waits to be filled, how often its answers are looked for. */
const batchMs = 500;
const lingerMs = 20;
const lookMs = 1000;

/** Looks in a row that must miss a batch before it is handed in again. */
const missesToRepeat = 3;

/** Batches that may come to nothing before what is in them is given up. */
const maxFailures = 5;

/** Judges by workers anywhere that take batches of completions from a queue in Redis. */
export const openQueue =
  (options: QueueOptions): OpenJudging =>
  async context => {
    const redis = await connect(options.address);
    try {
      return await openCoordinator(redis, options, context);
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  };

const openCoordinator = async (
  redis: Redis,
  { address, program, sandbox, patienceMs, bounds = usualBounds }: QueueOptions,
  context: JudgingContext,
): Promise<Judging> => {
  const { planned, data, label, halt, drain, progress, changed, say, onSandbox } = context;
  const id = randomUUID();
  const name = nameOfQueue(address);
  const requirement = requirementOf(program, planned, data);
  const startedAtMs = Date.now();
  const ledger = createLedger(bounds);
  const costs = createCosts(batchMs);
  const totals = createTotals();
  const markOf = sampleMarks();
  const closing = new AbortController();
  let facts: SandboxFacts | null = factsOf(context);
  let epoch = 0;
  let batches = 0;
  let judged = 0;
  let again = 0;
  let work: Queue | null = null;
  let answers: Worker | null = null;
  const said = new Set<string>();
  const sayOnce = (line: string): void => {
    if (said.has(line) || said.size > 200) return;
    said.add(line);
    say(line);
  };

  const handIn = async (entries: readonly Outstanding[]): Promise<void> => {
    batches += 1;
    const batch = `b${batches}`;
    ledger.handIn(batch, entries, epoch);
    await patiently(() => work?.add('batch', encodeWork(entries), { jobId: batch }));
  };
  const batcher = createBatcher<Outstanding>(
    costs,
    entries => void handIn(entries).catch(halt.fail),
    lingerMs,
  );
  /** Does something again and again while Redis is full; while it is away, commands wait by themselves. */
  const patiently = async (act: () => unknown): Promise<void> => {
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      try {
        await act();
        return;
      } catch (thrown) {
        if (closing.signal.aborted) return;
        if (!isOutOfMemory(thrown)) throw thrown;
        sayOnce(`Redis at ${name} is full (maxmemory): waiting for room. Give it more memory.`);
        if (performance.now() > untilMs) {
          throw new EurusError('QUEUE_FULL', `Redis at ${name} is still full (maxmemory).`, {
            cause: thrown,
            hint: 'Give it more memory; the same command goes on.',
          });
        }
        await pause(1000, closing.signal);
      }
    }
  };
  const settle = async (entry: Outstanding, verdicts: readonly Verdict[]): Promise<void> => {
    try {
      for (const verdict of verdicts) {
        if (halt.signal.aborted) return;
        await entry.deliver(verdict);
      }
      judged += 1;
      totals.judged(1, 0);
      costs.note(
        entry.task,
        verdicts.reduce((sum, { durationMs }) => sum + durationMs, 0),
      );
    } catch (error) {
      halt.fail(error);
    } finally {
      ledger.release(entry);
    }
  };
  const isFromRightSandbox = async ({ sandbox: theirs, worker }: Answer): Promise<boolean> => {
    if (!requirement.runs_programs || theirs === null) return true;
    if (facts === null) {
      facts = theirs;
      await onSandbox?.(theirs);
    }
    const difference = sandboxDifference(facts, theirs);
    if (difference === null) return true;
    sayOnce(`Verdicts of worker ${worker} are not taken: ${difference}.`);
    return false;
  };
  const onAnswer = async (message: unknown): Promise<void> => {
    const answer = decodeAnswer(message);
    if (typeof answer === 'string') {
      sayOnce(`A message in the queue is not ours and was dropped: ${answer}.`);
      return;
    }
    if (!(await isFromRightSandbox(answer))) return;
    for (const item of answer.items) {
      const entry = ledger.take(item);
      if (entry !== null) await settle(entry, item.verdicts);
      else if (ledger.has(item.number)) {
        sayOnce(`Worker ${oneLine(answer.worker, 40)} sent verdicts that were not asked for: dropped.`);
      }
    }
    if (answer.back !== null) {
      sayOnce(`A batch was handed back: ${answer.back}.`);
      await repeat(answer.batch, true);
    }
  };
  /** Hands in again what is out of a batch; what has come to nothing too often is given up. */
  const repeat = async (batch: string, failed: boolean): Promise<void> => {
    const entries = ledger.takeBack(batch);
    if (entries.length === 0) return;
    again += 1;
    for (const entry of entries) if (failed) entry.failures += 1;
    const hopeless = entries.filter(({ failures }) => failures >= maxFailures);
    for (const { number } of hopeless) {
      const entry = ledger.drop(number);
      if (entry !== undefined) await settle(entry, givenUp(entry));
    }
    const others = entries.filter(({ failures }) => failures < maxFailures);
    // One by one after a failure, so that a single answer that kills its workers takes no others with it.
    for (const part of failed ? others.map(entry => [entry]) : others.length > 0 ? [others] : []) {
      await handIn(part);
    }
  };
  const look = async (): Promise<void> => {
    const known = [...ledger.batches.values()];
    if (known.length === 0 || redis.status !== 'ready') return;
    const pipeline = redis.pipeline();
    for (const batch of known) pipeline.exists(`${prefix}:${workQueue(id)}:${batch.id}`);
    pipeline.llen(`${prefix}:${verdictQueue(id)}:wait`);
    pipeline.llen(`${prefix}:${verdictQueue(id)}:active`);
    const found = (await pipeline.exec()) ?? [];
    const [waiting, active] = found.slice(known.length).map(([, length]) => Number(length));
    // Answers that have not been read may be about what seems to be missing.
    if ((waiting ?? 0) + (active ?? 0) > 0) return;
    for (const [index, batch] of known.entries()) {
      batch.missed = found[index]?.[1] === 0 ? batch.missed + 1 : 0;
      if (batch.missed >= missesToRepeat) await repeat(batch.id, batch.epoch === epoch);
    }
  };
  /** For others to see. */
  const speed = (): Pick<Announcement, 'perSecond' | 'planned' | 'done'> => {
    const seconds = Math.max(1, Math.min(60, (Date.now() - startedAtMs) / 1000));
    const { planned, scored, unscored } = progress;
    return { perSecond: totals.now().judgedLastMinute / seconds, planned, done: scored + unscored };
  };
  const beat = async (): Promise<void> => {
    const run = { id, label: oneLine(label, 500), host: hostname(), pid: process.pid, startedAtMs };
    const counts = { out: ledger.size, judged, again };
    await patiently(async () => {
      await announce(redis, { ...run, ...counts, ...speed(), requirement, sandbox });
      if (facts !== null) {
        await redis.set(sandboxKey(id), JSON.stringify(encodeFacts(facts)), 'PX', aliveMs.run * 10);
      }
    });
    const workers = await readWorkers(redis);
    const joined = workers.filter(({ runs }) => runs.some(one => one.id === id && one.why === null));
    for (const worker of workers) {
      for (const { id: about, why } of worker.runs) {
        if (about === id && why !== null) sayOnce(`A worker on ${worker.host} does not join: ${why}.`);
      }
    }
    progress.queue = {
      workers: joined.length,
      slots: joined.reduce((sum, { slots }) => sum + slots, 0),
      waiting: (await work?.getWaitingCount()) ?? 0,
      ...counts,
    };
    const lacks = joined.length === 0 && ledger.size > 0;
    if (lacks) progress.state = waitsForWorker;
    else if (progress.state === waitsForWorker) progress.state = null;
    changed();
  };
  const live = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await beat();
        await look();
      } catch (thrown) {
        if (!closing.signal.aborted) sayOnce(`Redis at ${name}: ${oneLine(messageOf(thrown), 200)}.`);
        if (thrown instanceof EurusError) halt.fail(thrown);
      }
      await pause(lookMs, closing.signal);
    }
  };
  const takeBackWaiting = async (): Promise<void> => {
    batcher.flush();
    for (const batch of [...ledger.batches.keys()]) {
      const job = await work?.getJob(batch);
      const isTaken =
        job !== undefined &&
        !(await job.remove().then(
          () => true,
          () => false,
        ));
      if (isTaken) continue;
      for (const entry of ledger.takeBack(batch)) {
        ledger.drop(entry.number);
        ledger.release(entry);
      }
    }
  };
  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    closing.abort();
    watch.stop();
    progress.queue = null;
    await soon(async () => {
      await answers?.close(true);
      await work?.close();
      await sweepRun(redis, id);
    });
    redis.disconnect();
  };

  const watch = watchConnection(redis, name, {
    patienceMs,
    say,
    onBack: () => {
      epoch += 1;
    },
    onGone: error => halt.fail(error),
  });
  work = await openSender(redis, workQueue(id));
  await beat();
  const { gone } = await readRuns(redis);
  for (const old of gone) await sweepRun(redis, old);
  answers = await openReceiver(
    redis,
    verdictQueue(id),
    { concurrency: 4, stalledAfterMs: 30_000, maxStalled: 1000, onError: () => {} },
    onAnswer,
  );
  halt.signal.addEventListener('abort', () => void close(), { once: true });
  drain?.addEventListener('abort', () => void takeBackWaiting().catch(halt.fail), { once: true });
  void live();

  return {
    prepare: async () => !halt.signal.aborted,
    sandbox: () => facts,
    close,
    scoring: record => poolOf(ledger, batcher.add, batcher.flush, { record, halt: halt.signal, markOf }),
  };
};

const waitsForWorker = 'waiting for a worker: start eurus-eval worker --queue URL';

/** What the manifest says programs ran in. */
const factsOf = ({ sandbox }: JudgingContext): SandboxFacts | null => {
  if (sandbox === null) return null;
  const name = (['native', 'wasm', 'js'] as const).find(known => known === sandbox.name);
  if (name === undefined) return null;
  return { name, python: sandbox.python, slowdown: { python: sandbox.slowdown ?? 1 } };
};

type PoolContext<Target> = {
  readonly record: ScoringOptions<Target>['record'];
  readonly halt: AbortSignal;
  markOf(sample: Job<Target>['sample']): string;
};

const poolOf = <Target>(
  ledger: Ledger,
  add: (kind: string, entry: Outstanding, units: number) => void,
  flush: () => void,
  { record, halt, markOf }: PoolContext<Target>,
): Pool<Job<Target>> => {
  // One promise for all who wait.
  const stopped = aborted(halt);
  return {
    submit: async job => {
      await Promise.race([ledger.room(), stopped]);
      if (halt.aborted) return;
      const { completion, sample, graders } = job;
      const entry = ledger.enter({
        task: `${completion.benchmark}.${completion.protocol}`,
        completion,
        completionSha256: completionSha256(completion),
        sample: markOf(sample),
        graders: graders.map(({ name }) => name),
        deliver: verdict => record(verdict, job),
      });
      if (entry.units <= most.completion) return add(entry.task, entry, entry.units);
      ledger.drop(entry.number);
      for (const verdict of tooLong(entry)) await record(verdict, job);
      ledger.release(entry);
    },
    idle: async () => {
      flush();
      await Promise.race([ledger.idle(), stopped]);
    },
  };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const unscoredBecause = (reason: string, entry: Outstanding): readonly Verdict[] =>
  entry.graders.map(grader => {
    const { key, benchmark, protocol, id, trial } = entry.completion;
    const { completionSha256: sum } = entry;
    return {
      ...{ key, benchmark, protocol, id, trial, grader, completionSha256: sum },
      ...unscored(reason),
      extracted: null,
      durationMs: 0,
    };
  });

const givenUp = (entry: Outstanding): readonly Verdict[] =>
  unscoredBecause(`no worker could judge it: ${entry.failures} batches with it came to nothing`, entry);

const tooLong = (entry: Outstanding): readonly Verdict[] =>
  unscoredBecause(
    `it has more than ${most.completion / 1024 / 1024} million characters, too many for the queue; score it without --queue`,
    entry,
  );
