import { expect, it } from 'vitest';
import { openSandbox } from './support.ts';
import { describeWithNumpy } from './with-numpy.ts';

describeWithNumpy('the native sandbox with numpy', () => {
  it('gives every program the same random numbers, from any worker', async () => {
    const sandbox = await openSandbox('native', 2);
    const code = 'import numpy\nprint(numpy.random.rand())';
    const limits = { timeoutMs: 60_000, memoryMb: 1024, maxOutputBytes: 65_536 };
    const runs = Array.from({ length: 4 }, () => sandbox.run({ language: 'python', code, limits }));
    const printed = (await Promise.all(runs)).map(({ stdout }) => stdout);
    await sandbox.close();
    expect(printed[0]).toMatch(/^0\.\d+\n$/);
    expect(new Set(printed).size).toBe(1);
  });
});
