import { EurusError } from '../core/index.ts';
import { isOutOfMemory, passingTrouble } from './redis-error.ts';

/** Waits while nothing gets on, for so long. */
export type Patience = {
  /** What was tried went through. */
  eased(): void;
  /** Something else got on meanwhile. */
  gotOn(): void;
  /**
   * Notes that Redis cannot do something now.
   * @throws what was thrown, when that is no passing trouble; EurusError `QUEUE_FULL`, `QUEUE_UNREACHABLE` when it has lasted for too long
   */
  tried(thrown: unknown): void;
};

/** Trouble that comes back is told of again when it lasts for so long. */
const longMs = 30_000;

/** @param say told of each kind of trouble */
export const createPatience = (
  name: string,
  patienceMs: number,
  say: (line: string) => void,
  clock: () => number = () => performance.now(),
): Patience => {
  const said = new Set<string>();
  let firstMs: number | null = null;
  let sinceMs = 0;
  let isTold = false;
  return {
    eased: () => {
      if (isTold) say(`Redis at ${name} takes batches again.`);
      [firstMs, isTold] = [null, false];
    },
    gotOn: () => {
      sinceMs = clock();
    },
    tried: thrown => {
      const trouble = passingTrouble(thrown);
      if (trouble === null) throw thrown;
      const nowMs = clock();
      if (firstMs === null) [firstMs, sinceMs] = [nowMs, nowMs];
      if (nowMs - sinceMs >= patienceMs) throw tooLong(thrown, name);
      if (isTold || (said.has(trouble) && nowMs - firstMs < longMs)) return;
      said.add(trouble);
      isTold = true;
      say(`Redis at ${name} ${trouble}`);
    },
  };
};

const tooLong = (thrown: unknown, name: string): EurusError =>
  isOutOfMemory(thrown)
    ? new EurusError('QUEUE_FULL', `Redis at ${name} is still full (maxmemory).`, {
        cause: thrown,
        hint: 'Give it more memory; the same command goes on.',
      })
    : new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} has taken nothing for too long.`, {
        cause: thrown,
        hint: 'The same command goes on when it does.',
      });
