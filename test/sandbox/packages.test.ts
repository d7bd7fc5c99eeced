import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { workerFlags } from '../../sandbox/isolates.ts';
import { openPool } from '../../sandbox/pool.ts';
import { readPackages } from '../../sandbox/wasm/archive.ts';
import { findPackages, wantsPackages } from '../../sandbox/wasm/packages.ts';
import { withPackages } from '../../sandbox/wasm/with-packages.ts';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { imageFolder, openWasm } from './support.ts';
import { describeWithPackages } from './with-sympy.ts';

const script = (code: string, timeoutMs = 30_000): Program => ({
  language: 'python',
  code,
  limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eurus-packages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Packages of one file each. */
const putPackages = (sympy = '') => {
  for (const name of ['sympy', 'mpmath']) {
    mkdirSync(join(folder, name, 'tests'), { recursive: true });
    writeFileSync(join(folder, name, '__init__.py'), name === 'sympy' ? sympy : "__version__ = '1.2.3'\n");
    writeFileSync(join(folder, name, 'tests', 'test_it.py'), '');
  }
  writeFileSync(join(folder, 'sympy', 'release.py'), '__version__ = "9.8"\n');
  return { sympy: join(folder, 'sympy'), mpmath: join(folder, 'mpmath') };
};

describe('where packages are looked for', () => {
  it('takes package folders and wheels from what the variable names', async () => {
    expect(await findPackages(folder, [])).toMatchObject({ paths: null });
    const paths = putPackages();
    expect(await findPackages(folder, [])).toEqual({
      paths,
      detail: `sympy 9.8, mpmath 1.2.3 from ${folder}`,
    });
    const wheels = join(folder, 'wheels');
    mkdirSync(wheels);
    const [sympy, mpmath] = ['sympy-1.14.0', 'mpmath-1.3.0'].map(name =>
      join(wheels, `${name}-py3-none-any.whl`),
    );
    for (const wheel of [sympy, mpmath]) writeFileSync(String(wheel), '');
    expect(await findPackages(wheels, [])).toEqual({
      paths: { sympy, mpmath },
      detail: `sympy 1.14.0, mpmath 1.3.0 from ${wheels}`,
    });
    expect((await findPackages(`${sympy}:${mpmath}`, [])).paths).toEqual({ sympy, mpmath });
  });

  it('asks each python3 where it has them, and takes the first that has all', async () => {
    const { sympy, mpmath } = putPackages();
    const folders = ['one', 'two', 'three'].map(name => join(folder, name));
    const answers = [
      'exit 3',
      `echo '["${sympy}/__init__.py", null]'`,
      `echo '["${sympy}/__init__.py", "${mpmath}/__init__.py"]'`,
    ];
    for (const [index, place] of folders.entries()) {
      mkdirSync(place);
      writeFileSync(join(place, 'python3'), `#!/bin/sh\n${answers[index]}\n`);
      chmodSync(join(place, 'python3'), 0o755);
    }
    expect((await findPackages('', folders)).paths).toEqual({ sympy, mpmath });
    expect(await findPackages('', folders.slice(0, 2))).toEqual({
      paths: null,
      detail: 'no python3 has sympy and mpmath',
    });
  });

  it('reads modules only, and tells another content apart', () => {
    const paths = putPackages();
    const before = readPackages(paths);
    expect(before.archive().sizes).toHaveLength(2);
    writeFileSync(join(folder, 'sympy', 'tests', 'test_it.py'), 'x = 1');
    expect(readPackages(paths).hash).toBe(before.hash);
    writeFileSync(join(folder, 'sympy', 'release.py'), '__version__ = "9.9"\n');
    expect(readPackages(paths).hash).not.toBe(before.hash);
  });

  it.each([
    [true, script('from sympy import *')],
    [true, script('import mpmath as m')],
    [true, { ...script(''), tests: { prelude: 'import sympy', code: '', entryPoints: [] } }],
    [true, { ...script(''), code: ['1', 'sympy.pi'] }],
    [false, script('import sympyx, my_mpmath')],
    [false, script('print(1)')],
  ])('%s: a program wants them: %j', (wants, program) => {
    expect(wantsPackages(program)).toBe(wants);
  });
});

describe('a pool whose programs have packages', () => {
  const open = (workers: number, startTimeoutMs = 20_000) =>
    openPool({
      name: 'wasm',
      language: 'python',
      workers,
      command: {
        file: new URL('./workers/scripted.ts', import.meta.url),
        arguments: ['ready'],
        nodeFlags: ['--disable-warning=ExperimentalWarning'],
      },
      residentLimitMb: () => 500,
      graceMs: () => 200,
      startTimeoutMs,
    });
  const paths = { sympy: '/s', mpmath: '/m' };

  it('does not count bringing them as time of the program', async () => {
    const pool = await open(1);
    const execution = await pool.run(script('bring 700', 300), paths);
    await pool.close();
    expect(execution).toMatchObject({ outcome: 'finished', stdout: JSON.stringify(paths) });
  });

  it('lets the deadline run from when they are there', async () => {
    const pool = await open(1);
    const startedMs = performance.now();
    const execution = await pool.run(script('bring-stuck 300', 300), paths);
    const wholeMs = performance.now() - startedMs;
    await pool.close();
    expect(execution).toMatchObject({ outcome: 'timed-out' });
    // A timer may be a millisecond early.
    expect(execution.durationMs).toBeGreaterThanOrEqual(295);
    expect(wholeMs).toBeGreaterThanOrEqual(295 + execution.durationMs);
  });

  it('calls it a fault of its own when they do not come', async () => {
    const pool = await open(1, 1000);
    await expect(pool.run(script('bring 60000', 300), paths)).rejects.toMatchObject({
      code: 'SANDBOX_FAULT',
    });
    await pool.close();
  });

  it('takes a second beginning for a broken worker', async () => {
    const pool = await open(1);
    expect(await pool.run(script('begin-twice'), paths)).toMatchObject({
      outcome: 'crashed',
      error: { type: 'ProtocolError' },
    });
    await pool.close();
  });

  it('lets the first program that wants them go ahead', async () => {
    const pool = await open(2);
    const sandbox = withPackages(pool, async () => ({ paths, detail: '' }));
    const order: string[] = [];
    const run = (code: string) => sandbox.run(script(code)).then(() => order.push(code));
    await Promise.all([run('bring 400 # sympy 1'), run('bring 0 # sympy 2'), run('answer')]);
    await sandbox.close();
    expect(order).toEqual(['answer', 'bring 400 # sympy 1', 'bring 0 # sympy 2']);
  });
});

describe('packages that cannot be imported', () => {
  it('leave their programs with a missing module, and the sandbox whole', async () => {
    const pool = await openPool({
      name: 'wasm',
      language: 'python',
      workers: 1,
      command: {
        file: new URL('../../sandbox/wasm/worker.ts', import.meta.url),
        arguments: [imageFolder],
        nodeFlags: workerFlags,
      },
      residentLimitMb: () => 1000,
      graceMs: () => 1000,
      startTimeoutMs: 60_000,
    });
    const paths = putPackages('raise ValueError(1)');
    const execution = await pool.run(script('import sympy'), paths);
    expect(execution).toMatchObject({ outcome: 'raised', missingModule: 'sympy' });
    expect(await pool.run(script('print(1)'), paths)).toMatchObject({ stdout: '1\n' });
    await pool.close();
  });
});

describeWithPackages('programs with sympy in wasm', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openWasm(1);
    await sandbox.run(script('import sympy'));
  });
  afterAll(() => sandbox.close());

  it('integrates, solves, prints', async () => {
    const code = [
      'from sympy import *',
      "x, y = symbols('x y')",
      'print(integrate(x * exp(-x), (x, 0, oo)), solve([x + y - 3, x - y - 1], [x, y]))',
      'print(latex(Rational(1, 2)), N(pi, 20))',
      'import mpmath; print(mpmath.zeta(2))',
    ].join('\n');
    expect(await sandbox.run(script(code))).toMatchObject({
      outcome: 'finished',
      missingModule: null,
      stdout: '1 {x: 2, y: 1}\n\\frac{1}{2} 3.1415926535897932385\n1.64493406684823\n',
    });
  });

  it('finds modules of it that were not imported before', async () => {
    const code = 'import sympy.physics.optics as late\nprint(late.__file__.split("/")[2])';
    expect(await sandbox.run(script(code, 20_000))).toMatchObject({
      outcome: 'finished',
      stdout: 'packages0.zip\n',
    });
  });

  it('keeps other programs on the plain interpreter', async () => {
    const code = "import sys\nprint('sym' + 'py' in sys.modules)";
    expect(await sandbox.run(script(code))).toMatchObject({ stdout: 'False\n' });
  });

  it('runs a program again that turns out to want it, from its beginning', async () => {
    const code = "print('once')\nname = 'sym' + 'py'\nprint(__import__(name).sqrt(8))";
    expect(await sandbox.run(script(code))).toMatchObject({
      outcome: 'finished',
      stdout: 'once\n2*sqrt(2)\n',
      missingModule: null,
    });
  });

  it('does not run a program again that only claims the lack', async () => {
    const code = "print('once')\nraise ModuleNotFoundError('no sym' + 'py', name='sym' + 'py')";
    expect(await sandbox.run(script(code))).toMatchObject({
      outcome: 'raised',
      stdout: 'once\n',
      missingModule: null,
    });
  });

  it('gives tests the package when they name it, and objects of the candidate as handles', async () => {
    const code = 'import sympy\ndef f(n): return int(sympy.binomial(n, 2))';
    const tests = {
      prelude: 'import sympy',
      code: 'assert f(5) == sympy.binomial(5, 2)',
      entryPoints: ['f'],
    };
    expect(await sandbox.run({ ...script(code), tests })).toMatchObject({ outcome: 'finished' });
    const plain = { prelude: '', code: 'assert f(5) == 10', entryPoints: ['f'] };
    expect(await sandbox.run({ ...script(code), tests: plain })).toMatchObject({ outcome: 'finished' });
    const wrong = { prelude: 'import sympy', code: 'assert f(5) == sympy.Integer(11)', entryPoints: ['f'] };
    expect(await sandbox.run({ ...script(code), tests: wrong })).toMatchObject({ outcome: 'raised' });
  });

  it('changes nothing of the package for the next program', async () => {
    await sandbox.run(
      script('import sympy\nsympy.sqrt = sympy.Integer = None\nsympy.core.numbers.Integer.__eq__ = None'),
    );
    expect(await sandbox.run(script('import sympy\nprint(sympy.sqrt(4) == 2)'))).toMatchObject({
      stdout: 'True\n',
    });
  });

  it('takes its memory from no limit of a program', async () => {
    const code = 'import sympy\ndata = bytearray(50 * 2**20)\nprint(len(data))';
    expect(await sandbox.run(script(code))).toMatchObject({ outcome: 'finished' });
    const bomb = 'import sympy\ndata = bytearray(150 * 2**20)';
    expect(await sandbox.run(script(bomb))).toMatchObject({ outcome: 'out-of-memory' });
  });
});
