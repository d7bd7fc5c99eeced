import type { Execution, Program, Sandbox } from '../../src/core/index.ts';
import type { PackagePaths } from '../messages.ts';
import type { Pool } from '../pool.ts';
import { findPackagesOnce, PACKAGES, type PackageFinding, wantsPackages } from './packages.ts';

const names: readonly string[] = PACKAGES;

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
    close: () => pool.close(),
  };
};
