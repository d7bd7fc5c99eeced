import { findSandbox } from '../../sandbox/index.ts';
import { describeWith } from '../support/requires.ts';

/** Whether the native sandbox is there and its Python has numpy. */
const hasNumpy = async (): Promise<boolean> => {
  const kind = findSandbox('native');
  if (kind === undefined || !(await kind.check()).available) return false;
  const sandbox = await kind.open({ workers: 1, cacheDirectory: '' });
  const limits = { timeoutMs: 60_000, memoryMb: 1024, maxOutputBytes: 1000 };
  try {
    return (await sandbox.run({ language: 'python', code: 'import numpy', limits })).outcome === 'finished';
  } finally {
    await sandbox.close();
  }
};

/** Tests of programs that import numpy, which only native ones can. */
export const describeWithNumpy = describeWith('numpy in the native sandbox', await hasNumpy());
