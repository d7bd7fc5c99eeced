import { expect, it } from 'vitest';
import { rounds } from '../support/thorough.ts';
import { alternate } from './alternate.ts';
import { descendantsOf, isAlive, until } from './processes.ts';
import { describeAllSandboxes, openSandbox } from './support.ts';

const PROGRAMS = rounds({ usual: 60, thorough: 200 });

describeAllSandboxes((name, language) => {
  it(`judges ${PROGRAMS} hostile and benign programs in turn without a mistake, and leaves no process`, async () => {
    const before = new Set(descendantsOf(process.pid));
    const sandbox = await openSandbox(name, 2);
    expect(await alternate(sandbox, language, PROGRAMS, true)).toEqual([]);
    const workers = descendantsOf(process.pid).filter(pid => !before.has(pid));
    expect(workers.length).toBeGreaterThan(0);
    await sandbox.close();
    expect(await until(() => !workers.some(isAlive))).toBe(true);
  });
});
