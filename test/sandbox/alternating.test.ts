import { expect, it } from 'vitest';
import { alternate } from './alternate.ts';
import { descendantsOf, isAlive, until } from './processes.ts';
import { describeAllSandboxes, openSandbox } from './support.ts';

describeAllSandboxes((name, language) => {
  it('judges 200 hostile and benign programs in turn without a mistake, and leaves no process', async () => {
    const before = new Set(descendantsOf(process.pid));
    const sandbox = await openSandbox(name, 2);
    expect(await alternate(sandbox, language, 200, true)).toEqual([]);
    const workers = descendantsOf(process.pid).filter(pid => !before.has(pid));
    expect(workers.length).toBeGreaterThan(0);
    await sandbox.close();
    expect(await until(() => !workers.some(isAlive), 5000)).toBe(true);
  }, 120_000);
});
