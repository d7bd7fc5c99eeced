import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { oneLine, type SandboxFacts } from '../core/index.ts';
import { runKey, sandboxKey } from './names.ts';
import { isOutOfMemory } from './redis-error.ts';
import {
  type Announcement,
  aliveMs,
  announce,
  type Presence,
  readRuns,
  readWorkers,
  sweepRun,
} from './registry.ts';
import { encodeFacts } from './sandbox-facts.ts';

/** What is announced again and again. */
export type Beat = {
  /**
   * Says that the run is there. In a full Redis what stands there already stays.
   * @returns false when Redis did not know of it
   */
  announce(
    counts: Pick<Announcement, 'out' | 'judged' | 'again' | 'perSecond' | 'planned' | 'done'>,
    facts: SandboxFacts | null,
  ): Promise<boolean>;
  /** The workers that have joined, and those that do not, with what keeps them. */
  workers(): Promise<{ readonly joined: readonly Presence[]; readonly others: readonly Refusal[] }>;
};

export type Refusal = { readonly host: string; readonly why: string };

export type BeatOptions = Pick<Announcement, 'id' | 'requirement' | 'sandbox' | 'startedAtMs' | 'label'>;

/** The facts of a sandbox are kept for longer: workers may be without the run for a while. */
const factsMs = aliveMs.run * 10;

export const createBeat = (redis: Redis, options: BeatOptions): Beat => {
  const { id } = options;
  const run = { ...options, label: oneLine(options.label, 500), host: hostname(), pid: process.pid };
  return {
    announce: async (counts, facts) => {
      try {
        const wasThere = await announce(redis, { ...run, ...counts });
        if (facts !== null) {
          await redis.set(sandboxKey(id), JSON.stringify(encodeFacts(facts)), 'PX', factsMs);
        }
        return wasThere;
      } catch (thrown) {
        if (!isOutOfMemory(thrown)) throw thrown;
        // To let it stand takes no memory.
        if ((await redis.pexpire(runKey(id), aliveMs.run)) === 1) {
          await redis.pexpire(sandboxKey(id), factsMs);
          return true;
        }
        throw thrown;
      }
    },
    workers: async () => {
      const workers = await readWorkers(redis);
      const about = workers.flatMap(worker =>
        worker.runs.flatMap(one => (one.id === id ? [{ worker, why: one.why }] : [])),
      );
      return {
        joined: about.flatMap(({ worker, why }) => (why === null ? [worker] : [])),
        others: about.flatMap(({ worker, why }) => (why === null ? [] : [{ host: worker.host, why }])),
      };
    },
  };
};

/** Removes what runs have left that are there no more, and what an earlier try of this one has left that was killed. */
export const sweepGone = async (redis: Redis, label: string): Promise<void> => {
  const { there, gone } = await readRuns(redis);
  const killed = there.filter(
    run => run.host === hostname() && run.label === oneLine(label, 500) && isDead(run.pid),
  );
  for (const run of [...gone, ...killed.map(({ id }) => id)]) await sweepRun(redis, run);
};

const isDead = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
};
