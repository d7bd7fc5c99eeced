import type { Execution, Program, Sandbox } from '../../src/core/index.ts';
import type { PackagePaths } from '../messages.ts';
import type { Pool } from '../pool.ts';
import { createSessions } from '../sessions.ts';
import { findPackagesOnce, namesPackage, PACKAGES, type PackageFinding, wantsPackages } from './packages.ts';

const names: readonly string[] = PACKAGES;

const NOTHING: Program = {
  language: 'python',
  code: 'pass',
  limits: { timeoutMs: 60_000, memoryMb: 256, maxOutputBytes: 1000 },
};

/**
 * Gives packages of this machine to the programs that name them, or that turn out to want them; all others keep the
 * smaller, quicker interpreter. A program whose packages are nowhere runs without them, and ends where it misses one.
 */
export const withPackages = (pool: Pool, find: () => Promise<PackageFinding> = findPackagesOnce): Sandbox => {
  /** Its worker makes the image, if there is none yet: the others of this pool wait, and then find it made. */
  let first: Promise<unknown> | null = null;
  const runWith = async (program: Program, paths: PackagePaths): Promise<Execution> => {
    if (first !== null) await first;
    const execution = pool.run(program, paths);
    first ??= execution.catch(() => undefined);
    return execution;
  };
  /** For sessions: when a worker has made the image. */
  const packagesNow = async (): Promise<PackagePaths | undefined> => {
    const { paths } = await find();
    if (paths === null) return undefined;
    if (first === null) await runWith(NOTHING, paths);
    else await first;
    return paths;
  };
  const sessions = createSessions({
    pool,
    packagesFor: async code => (namesPackage(code) ? packagesNow() : undefined),
    packagesWith: async missing => (names.includes(missing) ? packagesNow() : undefined),
  });
  return {
    name: pool.name,
    workers: pool.workers,
    ...(pool.slowdown === undefined ? {} : { slowdown: pool.slowdown }),
    get python() {
      return pool.python;
    },
    run: async program => {
      const asked = wantsPackages(program);
      if (!asked) {
        const execution = await pool.run(program);
        if (!names.includes(execution.missingModule ?? '')) return execution;
      }
      const { paths } = await find();
      if (paths !== null) return runWith(program, paths);
      return pool.run(program);
    },
    openSession: sessions.openSession,
    close: async () => {
      await pool.close();
      sessions.close();
    },
  };
};
