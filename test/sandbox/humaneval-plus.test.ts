import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findSandbox } from '../../sandbox/index.ts';
import type { Program } from '../../src/core/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { imageFolder, openSandbox } from './support.ts';

const limits = { timeoutMs: 60_000, memoryMb: 1024, maxOutputBytes: 65_536 };

/** Whether the native sandbox is there and its Python has numpy, which these tests import. */
const hasNumpy = async (): Promise<boolean> => {
  const kind = findSandbox('native');
  if (kind === undefined || !(await kind.check()).available) return false;
  const sandbox = await kind.open({ workers: 1, cacheDirectory: imageFolder });
  try {
    return (await sandbox.run({ language: 'python', code: 'import numpy', limits })).outcome === 'finished';
  } finally {
    await sandbox.close();
  }
};

const present = await hasNumpy();
if (!present) process.stderr.write('SKIPPED: tests that need numpy in the native sandbox\n');

type Row = Readonly<Record<'task_id' | 'prompt' | 'canonical_solution' | 'test' | 'entry_point', string>>;

const programOf = (row: Row): Program => ({
  language: 'python',
  code: row.prompt + row.canonical_solution,
  tests: {
    prelude: `${row.prompt}    pass\n`,
    code: `${row.test}\ncheck(${row.entry_point})`,
    entryPoints: [row.entry_point],
  },
  limits,
});

describe.runIf(present)('the native sandbox with numpy', () => {
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

  describeWithData('HumanEval+', () => {
    it('passes all reference solutions but that of 32, whose tests cannot pass as they were published', async () => {
      const file = `${dataDirectory}/humaneval-plus/HumanEvalPlus-OriginFmt.jsonl.gz`;
      const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
      const rows = lines.map(line => JSON.parse(line) as Row);
      const sandbox = await openSandbox('native', 2);
      const executions = await Promise.all(rows.map(row => sandbox.run(programOf(row))));
      await sandbox.close();
      const failed = rows.filter((_, index) => executions[index]?.outcome !== 'finished');
      expect([rows.length, failed.map(row => row.task_id)]).toEqual([164, ['HumanEval/32']]);
    }, 300_000);
  });
});
