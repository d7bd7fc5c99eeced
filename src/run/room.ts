import { setTimeout as sleep } from 'node:timers/promises';
import { EurusError } from '../core/index.ts';
import { diskError, isFull } from './disk-error.ts';

/** How long a full disk is waited for, and who is told. */
export type Patience = {
  /** Milliseconds from the first write that failed, or the last that succeeded since. */
  readonly waitMs: number;
  /** Milliseconds between two tries. */
  readonly retryMs: number;
};

/** Minutes, so that somebody who reads the line has time to free some space. */
export const defaultPatience: Patience = { waitMs: 10 * 60_000, retryMs: 2000 };

/** Does writes of one command, all of which meet the same disk. */
export type Room = {
  /**
   * Does a write, again and again while the disk is full.
   * @param write takes back what an earlier try has left
   * @throws EurusError `DISK_FULL` when patience has run out, `DISK_DENIED` for other failures of the file system
   */
  write(path: string, write: () => Promise<void>): Promise<void>;
};

/** For writes before any work has been done: a full disk is said at once. */
export const noPatience: Room = {
  write: async (path, write) => {
    try {
      await write();
    } catch (thrown) {
      throw diskError(thrown, path);
    }
  },
};

/**
 * @param signal ends all waiting
 * @param say is told once when writes begin to wait, and once when all of them have gone through
 * @param show is told what is waited for as long as that lasts, then null
 */
export const createRoom = (
  { waitMs, retryMs }: Patience,
  signal: AbortSignal | undefined,
  say: (line: string) => void,
  show: (state: string | null) => void = () => {},
): Room => {
  let waiting = 0;
  let fullSinceMs = 0;

  const begin = (path: string): void => {
    waiting += 1;
    if (waiting > 1) return;
    fullSinceMs = performance.now();
    show('the disk is full: waiting for room');
    say(
      `${path} cannot be written: the disk is full. Nothing new is begun for up to ${spoken(waitMs)}; free some space.`,
    );
  };
  const pause = async (): Promise<boolean> => {
    const leftMs = fullSinceMs + waitMs - performance.now();
    if (leftMs <= 0 || signal?.aborted) return false;
    await sleep(Math.min(retryMs, leftMs), undefined, { signal }).catch(() => {});
    return true;
  };
  const end = (): void => {
    fullSinceMs = performance.now();
    waiting -= 1;
    if (waiting > 0) return;
    show(null);
    say('There is room on the disk again: going on.');
  };

  return {
    write: async (path, write) => {
      let waits = false;
      for (;;) {
        try {
          await write();
          if (waits) end();
          return;
        } catch (thrown) {
          if (!isFull(thrown)) throw diskError(thrown, path);
          if (!waits) begin(path);
          waits = true;
          if (!(await pause())) throw stillFull(thrown, path, signal?.aborted ? 0 : waitMs);
        }
      }
    },
  };
};

const stillFull = (cause: unknown, path: string, waitedMs: number): unknown => {
  const known = diskError(cause, path);
  if (waitedMs === 0 || !(known instanceof EurusError)) return known;
  return new EurusError(known.code, `${known.message}, also after ${spoken(waitedMs)}`, {
    cause,
    ...(known.hint === null ? {} : { hint: known.hint }),
  });
};

const spoken = (ms: number): string =>
  ms >= 60_000 ? minutes(Math.round(ms / 60_000)) : `${Math.round(ms / 100) / 10} seconds`;

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);
