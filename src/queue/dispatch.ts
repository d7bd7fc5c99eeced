import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, oneLine } from '../core/index.ts';
import type { Joined } from './joined-run.ts';
import { pause } from './pause.ts';
import type { Taken } from './taker.ts';

export type DispatchOptions = {
  /** By id; those that are joined come and go. */
  readonly runs: ReadonlyMap<string, Joined>;
  /** Batches judged at the same time. */
  readonly slots: number;
  /** Aborted to take nothing more. */
  readonly stop: AbortSignal;
  onProblem(line: string): void;
  /** How long an answer to a question for a batch is waited for before it is asked again, in milliseconds. */
  readonly answerMs?: number | undefined;
};

/** Takes batches whenever there is a place free for one. */
export type Dispatch = {
  /** Batches that are being judged. */
  busy(): number;
  /** Resolves when nothing is taken any more and all that was taken is dealt with. */
  readonly ended: Promise<void>;
};

/** How long a run is not asked after it had nothing, and after it failed. */
const idleMs = 100;
const problemMs = 1000;

/** Twice as long as a server is waited for that says nothing to anything. */
const usualAnswerMs = 60_000;

/** How long an answer to the last question for a batch is waited for. */
const askMs = 1000;

/**
 * A batch is taken only when it is begun with, so that none lies here while another worker is idle. The runs take turns, so
 * that one of a million answers keeps no other waiting.
 */
export const dispatch = (options: DispatchOptions): Dispatch => {
  const { runs, slots, stop, onProblem, answerMs = usualAnswerMs } = options;
  let busy = 0;
  let wake: (() => void) | null = null;
  const open = new Set<Promise<void>>();
  /** Runs in the order in which they were last given a slot, and when each may be asked again. */
  const turns = new Map<string, number>();

  const begin = (run: Joined, batch: Taken): void => {
    busy += 1;
    const { judged, settled } = run.work(batch);
    void judged.then(() => {
      busy -= 1;
      wake?.();
    });
    const done = settled.catch(thrown => onProblem(oneLine(messageOf(thrown), 200)));
    open.add(done);
    void done.then(() => {
      open.delete(done);
      wake?.();
    });
  };
  const inTurn = (): readonly string[] => {
    for (const id of turns.keys()) if (!runs.has(id)) turns.delete(id);
    for (const id of runs.keys()) if (!turns.has(id)) turns.set(id, 0);
    return [...turns.keys()];
  };
  /** Gives a slot to the first run in turn that has something. @returns whether one had */
  const giveOne = async (): Promise<boolean> => {
    for (const id of inTurn()) {
      const run = runs.get(id);
      if (run === undefined || (turns.get(id) ?? 0) > performance.now()) continue;
      try {
        const batch = await nextInTime(run, answerMs);
        if (batch === null) {
          turns.set(id, performance.now() + idleMs);
          continue;
        }
        turns.delete(id);
        turns.set(id, 0);
        if (stop.aborted) await batch.putBack();
        else begin(run, batch);
        return true;
      } catch (thrown) {
        turns.set(id, performance.now() + problemMs);
        if (runs.has(id)) onProblem(oneLine(messageOf(thrown), 200));
      }
    }
    return false;
  };
  const loop = async (): Promise<void> => {
    while (!stop.aborted) {
      // Answers that wait to be sent, while Redis is away or full, are bounded too.
      if (busy >= slots || open.size >= 2 * slots) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
        wake = null;
      } else if (!(await giveOne())) await pause(idleMs / 2, stop);
    }
  };
  stop.addEventListener('abort', () => wake?.(), { once: true });
  const end = async (): Promise<void> => {
    // A Redis that is away does not answer; what it hands out later is put back by `giveOne`.
    await Promise.race([loop(), stoppedFor(askMs, stop)]);
    while (open.size > 0) await Promise.all(open);
  };
  return { busy: () => busy, ended: end() };
};

/**
 * The next batch of a run; null when none waits, and when that is not said in time: a question that got lost must not keep a
 * worker from ever asking again. What comes later goes back.
 */
const nextInTime = async (run: Joined, answerMs: number): Promise<Taken | null> => {
  const asked = run.next();
  const late = Promise.withResolvers<null>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    late.resolve(null);
  }, answerMs);
  timer.unref();
  asked.then(batch => (isLate ? batch?.putBack() : undefined)).catch(() => {});
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** Resolves some time after a signal. */
const stoppedFor = async (ms: number, stop: AbortSignal): Promise<void> => {
  if (!stop.aborted) await once(stop, 'abort');
  await sleep(ms, undefined, { ref: false });
};
