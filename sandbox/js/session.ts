import type { Limits } from '../../src/core/index.ts';
import { type Ending, ended, outOfMemory, thrownEnding, timedOut } from './endings.ts';

/** Thrown to leave a program that is over. */
export class Over extends Error {
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(ending.error?.message ?? ending.outcome);
    this.ending = ending;
  }
}

/** The time and the fate of one program. Whoever first says how it ended is right. */
export const createSession = (limits: Limits, graceMs: number) => {
  const deadlineMs = performance.now() + limits.timeoutMs;
  const lost = Promise.withResolvers<never>();
  const doubted = Promise.withResolvers<null>();
  let fate: Ending | null = null;
  // Somebody always asks, but maybe not yet.
  lost.promise.catch(() => undefined);
  const leftMs = (): number => Math.ceil(deadlineMs - performance.now());

  /** The program is over, whatever its isolates still do. */
  const lose = (ending: Ending): void => {
    fate ??= ending;
    lost.reject(new Over(fate));
  };

  /** As `lose`, and the process must not be used again: something in it may run on. */
  const abandon = (ending: Ending): void => {
    lose(ending);
    doubted.resolve(null);
  };

  /** What a failure of a step means: time, memory, or an exception of the program's own. */
  const endingOf = (thrown: unknown, disposed: boolean): Ending => {
    if (fate !== null) return fate;
    if (thrown instanceof Over) return thrown.ending;
    if (disposed) return outOfMemory(limits);
    const message = thrown instanceof Error ? thrown.message : '';
    if (message === 'Script execution timed out.' && leftMs() <= 1) return timedOut(limits);
    return thrownEnding(thrown);
  };

  return {
    limits,
    lose,
    abandon,
    /** Resolves when the process is to be left. */
    doubted: doubted.promise,
    endingOf,
    fate: () => fate,
    leftMs,
    overdue: () => leftMs() < -graceMs,
    /** Runs one step in an isolate; rejects when the program is lost meanwhile. */
    step: <T>(run: (timeoutMs: number) => Promise<T>): Promise<T> => {
      const timeoutMs = leftMs();
      if (fate !== null) return Promise.reject(new Over(fate));
      if (timeoutMs <= 0) return Promise.reject(new Over(timedOut(limits)));
      return Promise.race([run(timeoutMs), lost.promise]);
    },
    /**
     * Waits for a timer of the program; rejects at its deadline when that comes first. The clock of the wait may be a
     * little ahead of ours: a timer that is not due must not be run because there seems to be time left.
     */
    wait: async (delayMs: number): Promise<void> => {
      const wait = Promise.withResolvers<void>();
      const untilDeadlineMs = Math.max(0, leftMs());
      const timer = setTimeout(wait.resolve, Math.min(delayMs, untilDeadlineMs));
      try {
        await Promise.race([wait.promise, lost.promise]);
      } finally {
        clearTimeout(timer);
      }
      if (delayMs >= untilDeadlineMs) throw new Over(timedOut(limits));
    },
    flood: () => abandon(ended('output-limit', 'OutputLimit', 'the program prints without end')),
  };
};

export type Session = ReturnType<typeof createSession>;
