import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { messageOf, oneLine, type Sandbox } from '../core/index.ts';
import { connect, nameOfQueue, type QueueAddress } from './connect.ts';
import { dispatch } from './dispatch.ts';
import type { Here } from './fit.ts';
import { createJoining } from './joining.ts';
import { createJudges, type StartJudge } from './judges.ts';
import type { MetricsView } from './metrics.ts';
import { type MetricsAddress, openMetrics } from './metrics-server.ts';
import { pause, soon } from './pause.ts';
import { aliveMs, leave, type Presence, present } from './registry.ts';
import { sandboxHere } from './sandbox-here.ts';
import { createTotals } from './totals.ts';
import { watchConnection } from './watch.ts';

export type WorkerOptions = Here & {
  readonly address: QueueAddress;
  /** Batches judged at the same time, each in a process of its own. */
  readonly slots: number;
  /** Starts a process that judges with the same benchmarks and data. */
  readonly startJudge: StartJudge;
  /** Called by the first run that runs programs; again for a later one when it failed. */
  readonly openSandbox: () => Promise<Sandbox>;
  /** After so long without a sign of life of this worker its batches go to others, in milliseconds. */
  readonly stalledAfterMs: number;
  /** How long batches that are being judged may take once nothing new is taken, in milliseconds. */
  readonly drainMs: number;
  /** Where its metrics are served; nowhere when left out. */
  readonly metrics?: MetricsAddress | undefined;
  /** Aborted to take nothing new, and to drop everything. */
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
  say(line: string): void;
};

/**
 * Judges for all runs of a queue that this worker is fit for, until it is told to stop.
 * @returns what it has done
 * @throws EurusError `USAGE`, `QUEUE_DENIED`, `QUEUE_UNREACHABLE` when it cannot begin; Error when no process that judges can be started
 */
export const workForQueue = async (options: WorkerOptions): Promise<Presence> => {
  const { address, metrics, say, program, slots } = options;
  const name = nameOfQueue(address);
  const totals = createTotals();
  let state: () => MetricsState = () => notYet(slots);
  const served =
    metrics === undefined
      ? null
      : await openMetrics(metrics, () => ({ version: program.version, totals, ...state() }));
  try {
    if (served !== null) say(`Metrics are at ${served.url}`);
    const redis = await connect(address);
    const watch = watchConnection(redis, name, {
      // A worker waits for as long as it is left to.
      patienceMs: Number.POSITIVE_INFINITY,
      say,
      onBack: () => {},
      onGone: () => {},
    });
    try {
      return await serve(redis, name, totals, options, now => {
        state = now;
      });
    } finally {
      watch.stop();
      redis.disconnect();
    }
  } finally {
    await served?.close();
  }
};

/** What the metrics tell of a worker at a moment, besides its totals. */
type MetricsState = Omit<MetricsView, 'version' | 'totals'>;

const notYet = (slots: number): MetricsState => ({
  ...{ slots, busy: 0, joined: 0, refused: 0, deaths: 0, judgesMb: 0, connected: false, drains: false },
});

const serve = async (
  redis: Redis,
  name: string,
  totals: ReturnType<typeof createTotals>,
  options: WorkerOptions,
  onState: (now: () => MetricsState) => void,
): Promise<Presence> => {
  const { program, slots, drain, abort, startJudge, openSandbox, stalledAfterMs, drainMs } = options;
  const id = randomUUID();
  const startedAtMs = Date.now();
  const say = withoutEchoes(options.say);
  const broken = new AbortController();
  const stop = AbortSignal.any([drain, abort, broken.signal]);
  const sandbox = sandboxHere(openSandbox);
  const judges = createJudges({ start: startJudge, execute: sandbox.execute, say });
  const joining = createJoining(redis, {
    ...options,
    ...{ worker: id, judges, totals, stalledAfterMs, signal: abort, say, stop },
    openedSandbox: sandbox,
    onBroken: thrown => broken.abort(thrown),
  });
  const { joined, refused } = joining;
  const onProblem = (line: string): void => say(`Redis at ${name}: ${line}. Trying again.`);
  const work = dispatch({ runs: joined, slots, stop, onProblem });
  onState(() => ({
    ...{ slots, busy: work.busy(), joined: joined.size, refused: refused.size },
    ...{
      deaths: judges.deaths(),
      judgesMb: judges.residentMb(),
      connected: redis.status === 'ready',
      drains: stop.aborted,
    },
  }));
  const presence = (): Presence => ({
    ...{ id, host: hostname(), pid: process.pid, version: program.version, startedAtMs, slots },
    ...{ busy: work.busy(), ...totals.now(), drains: stop.aborted, sandbox: sandbox.opened() },
    runs: [
      ...[...joined.keys()].map(run => ({ id: run, why: null })),
      ...[...refused].slice(0, mostRefused).map(([run, { why }]) => ({ id: run, why })),
    ],
  });
  const again = async (act: () => Promise<void>, everyMs: number, until: AbortSignal): Promise<void> => {
    while (!until.aborted) {
      await act().catch(thrown => onProblem(oneLine(messageOf(thrown), 200)));
      await pause(everyMs, until);
    }
  };

  say(`Waiting for runs at ${name}, ${slots === 1 ? '1 batch' : `${slots} batches`} at a time.`);
  const gone = new AbortController();
  void again(() => present(redis, presence()), aliveMs.beat, gone.signal);
  void again(joining.look, lookMs, stop);
  try {
    await stopped(stop);
    await inTime(work.ended, drainMs, AbortSignal.any([abort, broken.signal]));
    const left = work.busy();
    if (left > 0) say(`${left === 1 ? '1 batch is' : `${left} batches are`} put back, unfinished.`);
    judges.close();
    await inTime(work.ended, goodbyeMs, neverAborted);
    await inTime(joining.partFromAll(), goodbyeMs, neverAborted);
  } finally {
    gone.abort();
    judges.close();
    await sandbox.close();
    await soon(() => leave(redis, id));
  }
  if (broken.signal.aborted) throw broken.signal.reason;
  return presence();
};

/** Refused runs that a worker tells of. */
const mostRefused = 100;

const lookMs = aliveMs.beat / 2;

/** How long batches may take to be put back, and connections to be closed. */
const goodbyeMs = 3000;

const neverAborted = new AbortController().signal;

/** Waits for something, not longer than that, nor after a signal. */
const inTime = async (work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> => {
  const late = new AbortController();
  const timeout = sleep(ms, undefined, { signal: late.signal }).catch(() => {});
  await Promise.race([work, timeout, stopped(signal)]);
  late.abort();
};

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** A line that was said a short while ago is not said again: a fault often comes a hundred times. */
const withoutEchoes = (say: (line: string) => void): ((line: string) => void) => {
  const saidAtMs = new Map<string, number>();
  return line => {
    const nowMs = performance.now();
    const before = saidAtMs.get(line);
    if (before !== undefined && nowMs - before < echoMs) return;
    if (saidAtMs.size > 100) saidAtMs.clear();
    saidAtMs.set(line, nowMs);
    say(line);
  };
};

const echoMs = 60_000;
