import { expect, it } from 'vitest';
import { alternate, attackTexts } from './alternate.ts';
import { childrenOf, isAlive, until } from './processes.ts';
import { openWasm } from './support.ts';

it('judges 200 hostile and benign programs in turn without a mistake, and leaves no process', async () => {
  const before = new Set(childrenOf(process.pid));
  const sandbox = await openWasm(2);
  expect(await alternate(sandbox, attackTexts(true), 200)).toEqual([]);
  const workers = childrenOf(process.pid).filter(pid => !before.has(pid));
  expect(workers.length).toBeLessThanOrEqual(2);
  await sandbox.close();
  expect(await until(() => !workers.some(isAlive), 2000)).toBe(true);
}, 120_000);
