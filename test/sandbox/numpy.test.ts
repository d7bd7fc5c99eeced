import { expect, it } from 'vitest';
import { openSandbox } from './support.ts';
import { describeWithNumpy } from './with-numpy.ts';

const limits = { timeoutMs: 60_000, memoryMb: 1024, maxOutputBytes: 65_536 };

describeWithNumpy('the native sandbox with numpy', () => {
  it('gives every program the same random numbers, from any worker', async () => {
    const sandbox = await openSandbox('native', 2);
    const code = 'import numpy\nprint(numpy.random.rand())';
    const runs = Array.from({ length: 4 }, () => sandbox.run({ language: 'python', code, limits }));
    const printed = (await Promise.all(runs)).map(({ stdout }) => stdout);
    await sandbox.close();
    expect(printed[0]).toMatch(/^0\.\d+\n$/);
    expect(new Set(printed).size).toBe(1);
  });

  it('hands single numbers of numpy to the tests as numbers, and arrays as what they are not', async () => {
    const sandbox = await openSandbox('native', 1);
    const run = (body: string, test: string) =>
      sandbox.run({
        language: 'python',
        code: `import numpy as np\ndef f(): return ${body}`,
        tests: { prelude: '', code: test, entryPoints: ['f'] },
        limits,
      });
    const values =
      '[np.int64(2 ** 62), np.float32(0.5), np.bool_(True), {np.int8(3): np.complex128(1j)}, np.str_("a")]';
    const good =
      'found = f()\nassert found == [2 ** 62, 0.5, True, {3: 1j}, "a"] and type(found[0]) is int, found';
    const executions = await Promise.all([
      run(values, good),
      run('np.int64(1)', 'assert f() == 2'),
      run('np.array([1])', 'assert f() == [1]'),
      run('np.longdouble(1)', 'assert f() == 1'),
    ]);
    await sandbox.close();
    expect(executions.map(({ outcome }) => outcome)).toEqual(['finished', 'raised', 'raised', 'raised']);
  });
});
