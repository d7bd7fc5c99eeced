import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import {
  type DataSource,
  EurusError,
  messageOf,
  oneLine,
  type Sandbox,
  type SandboxFacts,
} from '../core/index.ts';
import { everything, lazySandbox, planTasks, type Task } from '../run/index.ts';
import { connect, nameOfQueue, type QueueAddress } from './connect.ts';
import { createGate } from './gate.ts';
import { type Joined, joinRun } from './joined-run.ts';
import { pause, soon } from './pause.ts';
import {
  type Announcement,
  aliveMs,
  leave,
  type Presence,
  present,
  readRuns,
  settleSandbox,
  sweepRun,
} from './registry.ts';
import {
  type Program,
  programDifference,
  requirementOf,
  type TaskRequirement,
  taskDifferences,
} from './requirement.ts';
import { sandboxDifference } from './sandbox-facts.ts';
import { createTotals } from './totals.ts';
import { watchConnection } from './watch.ts';

export type WorkerOptions = {
  readonly address: QueueAddress;
  /** This one. */
  readonly program: Program;
  /** Batches worked on at the same time. */
  readonly slots: number;
  readonly data: DataSource;
  /**
   * The tasks of those names, from benchmarks that are here.
   * @throws EurusError `UNKNOWN_NAME` for what is not
   */
  tasksOf(wanted: readonly TaskRequirement[]): readonly Task[];
  /** Called once, by the first run that runs programs. */
  readonly openSandbox: () => Promise<Sandbox>;
  /** After so long without a sign of life of this worker its batch goes to another, in milliseconds. */
  readonly stalledAfterMs: number;
  /** Aborted to take nothing new, and to drop everything. */
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
  say(line: string): void;
  /** Told a few times a minute, and when something changes. */
  onPresence?(presence: Presence): void;
};

/**
 * Judges for all runs of a queue that this worker is fit for, until it is told to stop.
 * @returns what it has done
 * @throws EurusError `USAGE`, `QUEUE_DENIED`, `QUEUE_UNREACHABLE` when it cannot begin
 */
export const workForQueue = async (options: WorkerOptions): Promise<Presence> => {
  const redis = await connect(options.address);
  const name = nameOfQueue(options.address);
  const watch = watchConnection(redis, name, {
    // A worker waits for as long as it is left to.
    patienceMs: Number.POSITIVE_INFINITY,
    say: options.say,
    onBack: () => {},
    onGone: () => {},
  });
  try {
    return await serve(redis, name, options);
  } finally {
    watch.stop();
    redis.disconnect();
  }
};

const serve = async (redis: Redis, name: string, options: WorkerOptions): Promise<Presence> => {
  const { program, slots, drain, abort, say, onPresence } = options;
  const id = randomUUID();
  const startedAtMs = Date.now();
  const totals = createTotals();
  const sandbox = lazySandbox(options.openSandbox);
  const gate = createGate(slots);
  const joined = new Map<string, Joined>();
  const refused = new Map<string, string>();
  const leaving = new Set<Promise<void>>();

  const presence = (): Presence => ({
    ...{ id, host: hostname(), pid: process.pid, version: program.version, startedAtMs, slots },
    ...{ busy: gate.busy(), ...totals.now(), drains: drain.aborted, sandbox: sandbox.opened() },
    runs: [
      ...[...joined.keys()].map(run => ({ id: run, why: null })),
      ...[...refused].map(([run, why]) => ({ id: run, why })),
    ],
  });
  const tell = async (): Promise<void> => {
    const now = presence();
    onPresence?.(now);
    await present(redis, now);
  };
  const refuse = (run: Announcement, why: string): void => {
    refused.set(run.id, why);
    say(`${run.label} on ${run.host} is not joined: ${why}.`);
  };
  const part = (run: string, clears: boolean): void => {
    const its = joined.get(run);
    joined.delete(run);
    if (its === undefined) return;
    const done = its
      .close(abort.aborted)
      .then(() => (clears ? sweepRun(redis, run) : undefined))
      .catch(() => {});
    leaving.add(done);
    void done.then(() => leaving.delete(done));
  };
  const consider = async (run: Announcement): Promise<void> => {
    try {
      const planned = await fitFor(run, options);
      if (run.requirement.runs_programs) await needSandbox(redis, run, await sandbox.open());
      const its = await joinRun(redis, run.id, {
        ...{ worker: id, planned, execute: sandbox.execute, gate, totals, signal: abort, say },
        slots,
        stalledAfterMs: options.stalledAfterMs,
        sandbox: () => (run.requirement.runs_programs ? sandbox.opened() : null),
        onUnfit: why => {
          refuse(run, why);
          part(run.id, false);
        },
      });
      joined.set(run.id, its);
      say(`Joined ${run.label} on ${run.host}: ${planned.map(task => task.name).join(', ')}.`);
    } catch (thrown) {
      if (!(thrown instanceof EurusError)) throw thrown;
      refuse(run, oneLine(messageOf(thrown), 400).replace(/\.$/, ''));
    }
  };
  const beat = async (): Promise<void> => {
    const { there, gone } = await readRuns(redis);
    const known = new Set(there.map(run => run.id));
    for (const run of joined.keys()) if (!known.has(run)) part(run, true);
    for (const run of refused.keys()) if (!known.has(run)) refused.delete(run);
    for (const run of gone) await sweepRun(redis, run);
    for (const run of there) {
      if (drain.aborted) break;
      if (!joined.has(run.id) && !refused.has(run.id)) await consider(run);
    }
    await tell();
  };

  say(`Waiting for runs at ${name}, ${slots === 1 ? '1 batch' : `${slots} batches`} at a time.`);
  const stop = AbortSignal.any([drain, abort]);
  try {
    while (!stop.aborted) {
      await Promise.race([beat().catch(problem(say)), stopped(stop)]);
      await pause(aliveMs.beat / 2, stop);
    }
    await soon(tell);
    for (const run of [...joined.keys()]) part(run, false);
    await Promise.race([Promise.all(leaving), stopped(abort)]);
  } finally {
    await sandbox.close();
    await soon(() => leave(redis, id));
  }
  return presence();
};

/** The tasks of a run, once it is sure that everything here is as it must be. */
const fitFor = async (run: Announcement, { program, data, tasksOf }: WorkerOptions) => {
  const wanted = run.requirement;
  const difference = programDifference(wanted, program);
  if (difference !== null) throw unfit(difference);
  const planned = await planTasks(tasksOf(wanted.tasks), data, everything, {});
  const differences = taskDifferences(wanted, requirementOf(program, planned, data));
  if (differences.length > 0) throw unfit(differences.slice(0, 3).join('; '));
  return planned;
};

/** Settles what the run's programs run in, or finds that it is settled otherwise. */
const needSandbox = async (redis: Redis, run: Announcement, here: Sandbox | null): Promise<void> => {
  if (here === null) throw new EurusError('INTERRUPTED', 'the worker is being stopped');
  if (run.sandbox !== null && run.sandbox !== here.name) {
    throw unfit(`sandbox ${here.name} here, ${run.sandbox} wanted`);
  }
  const settled: SandboxFacts | null = await settleSandbox(redis, run.id, here);
  const difference = settled === null ? null : sandboxDifference(settled, here);
  if (difference !== null) throw unfit(difference);
};

const unfit = (why: string): EurusError => new EurusError('RUN_MISMATCH', why);

const problem =
  (say: (line: string) => void) =>
  (thrown: unknown): void =>
    say(`The queue: ${oneLine(messageOf(thrown), 200)}. Trying again.`);

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
