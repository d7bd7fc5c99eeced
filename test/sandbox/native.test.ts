import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../sandbox/native/machine.ts';
import { findPrograms, searchFolders } from '../../sandbox/programs.ts';
import type { Execution, Program, Sandbox } from '../../src/core/index.ts';
import { descendantsOf, until } from './processes.ts';
import { describeSandbox, openSandbox } from './support.ts';

describe('what the native sandbox asks of a machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-machine-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const machine = (more: object = {}) =>
    examine({ platform: 'linux', architecture: 'x64', folders: [folder], ...more });
  const python = (version: string) => `echo '["/usr/bin/python3", "${version}", "/usr", "/usr", "/usr"]'`;

  it.each([
    [{ platform: 'darwin' }, 'it needs Linux on x86-64 or arm64, this is darwin x64'],
    [{ architecture: 'ppc64' }, 'it needs Linux on x86-64 or arm64, this is linux ppc64'],
    [{}, 'bubblewrap (bwrap) is not installed'],
  ])('%j: %s', async (more, reason) => {
    expect(await machine(more)).toMatchObject({ reason, hint: expect.stringContaining('wasm') });
  });

  it('a Python that is not too old', async () => {
    install('bwrap', 'exit 0');
    expect(await machine()).toMatchObject({ reason: expect.stringContaining('there is no python3') });
    install('python3', python('3.7.16'));
    expect(await machine()).toMatchObject({ reason: expect.stringContaining('python3 is 3.7.16') });
    install('python3', `echo '["/tmp/bin/python3", "3.12.1", "${folder}", "/usr", "/usr"]'`);
    expect(await machine()).toMatchObject({ reason: expect.stringContaining('lives in') });
    install('python3', 'exit 3');
    expect(await machine()).toMatchObject({ reason: expect.stringContaining('does not run') });
  });

  it('namespaces: it repeats what bubblewrap says, and what to do', async () => {
    install('python3', python('3.11.2'));
    install('bwrap', 'echo "bwrap: No permissions to create a new namespace" >&2; exit 1');
    expect(await machine()).toMatchObject({
      reason: 'bwrap: No permissions to create a new namespace',
      hint: expect.stringContaining('userns'),
    });
    install('bwrap', 'exit 0');
    expect(await machine()).toMatchObject({ reason: 'the worker ended without a word' });
  });

  it('no /proc in a namespace: without it the limits are on the wall clock, and it says so', async () => {
    const [bubblewrap = ''] = findPrograms('bwrap', searchFolders());
    if (bubblewrap === '') return;
    install('python3', `exec ${findPrograms('python3', searchFolders())[0]} "$@"`);
    install(
      'bwrap',
      `case " $* " in *" --proc "*) echo "Can't mount proc" >&2; exit 1;; esac\nexec ${bubblewrap} "$@"`,
    );
    expect(await machine()).toHaveProperty(
      'detail',
      expect.stringContaining('time limits count waiting for a processor'),
    );
  });

  it('walls: it does not work with a bubblewrap that puts up none', async () => {
    install('python3', 'exec /usr/bin/python3 "$@"');
    // Runs what comes after "--" as it is.
    install('bwrap', 'while [ "$1" != "--" ]; do shift; done; shift; exec "$@"');
    const found = await machine();
    expect(found).toHaveProperty('reason');
    expect(found).not.toHaveProperty('command');
  });
});

describeSandbox('native')('the native sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox('native', 1);
  });
  afterAll(() => sandbox.close());

  const limits = { timeoutMs: 30_000, memoryMb: 256, maxOutputBytes: 4096 };
  const script = (code: Program['code'], more: Partial<Program> = {}): Promise<Execution> =>
    sandbox.run({ language: 'python', code, limits, ...more });

  it('runs threads, waits for them, and runs the event loop of asyncio with them', async () => {
    const code = `
import asyncio, threading, time
def late():
    time.sleep(0.05)
    print('late')
threading.Thread(target=late).start()
async def main():
    print(await asyncio.get_running_loop().run_in_executor(None, lambda: 'thread'))
    await asyncio.wait_for(asyncio.sleep(0.01), 60)
asyncio.run(main())
`;
    const execution = await script(code);
    expect(execution).toMatchObject({ outcome: 'finished', stdout: 'thread\nlate\n', stderr: '' });
  });

  it('counts the processor time of the guest, and its memory', async () => {
    const code = 'import time\nx = bytearray(60 * 2 ** 20)\nwhile time.process_time() < 0.3: pass';
    const execution = await script(code);
    expect(execution.cpuMs).toBeGreaterThan(290);
    expect(execution.cpuMs).toBeLessThan(2000);
    expect(execution.peakMemoryMb).toBeGreaterThan(60);
    expect(execution.peakMemoryMb).toBeLessThan(200);
  });

  it('feeds a long stdin to a program that reads it, and ends one that does not', async () => {
    const stdin = 'line\n'.repeat(200_000);
    const read = await script('import sys\nprint(len(sys.stdin.read()))', { stdin });
    expect(read).toMatchObject({ outcome: 'finished', stdout: '1000000\n' });
    expect(await script('print(input())', { stdin })).toMatchObject({ stdout: 'line\n' });
  });

  it('takes long texts and many cells', async () => {
    const long = `x = '${'y'.repeat(300_000)}'\nlen(x)`;
    const { cells } = await script([long, 'x = x * 2', long]);
    expect(cells?.map(({ stdout }) => stdout)).toEqual(['300000\n', '', '300000\n']);
  });

  it('keeps what cells before a deadline printed', async () => {
    const { outcome, cells } = await script(['print(1)', 'while True: pass', 'print(3)'], {
      limits: { ...limits, timeoutMs: 400 },
    });
    expect(outcome).toBe('timed-out');
    expect(cells).toEqual([
      { stdout: '1\n', raised: false },
      { stdout: '', raised: true },
    ]);
  });

  it.each([
    ['import ctypes\nctypes.string_at(8)', 'crashed', 'Trap'],
    ['import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)', 'crashed', 'BlockedCall'],
    ['import os\nos.closerange(3, 100)\nwhile True: pass', 'crashed', 'ProtocolError'],
  ])('%j ends as %s (%s)', async (code, outcome, type) => {
    if (process.arch !== 'x64' && type === 'BlockedCall') return;
    expect(await script(code)).toMatchObject({ outcome, error: { type, origin: 'candidate' } });
  });

  it("sees no process but its own, no environment but the guest's, no file of the harness", async () => {
    const code = `
import os
print(os.getpid(), os.getppid(), os.getuid(), sorted(os.environ), os.path.exists('/proc'))
with open('/tmp/mine', 'w') as file: file.write('x')
print(os.listdir('/tmp'), [fd for fd in range(7, 256) if os.path.exists(f'/dev/fd/{fd}')])
`;
    const expected = [
      "1 0 1000 ['HOME', 'LANG', 'PATH', 'PWD', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'TZ', 'USER'] False",
      "['mine'] []",
      '',
    ];
    for (let round = 0; round < 2; round++) expect((await script(code)).stdout.split('\n')).toEqual(expected);
  });

  it.each([
    ['a module', 'import math\nmath.tau = 0', 'import math\nassert math.tau > 6'],
    ['builtins', 'import builtins\nbuiltins.bin = None', "assert bin(1) == '0b1'"],
    [
      'a setting',
      'import sys\nsys.setrecursionlimit(90)',
      'import sys\nassert sys.getrecursionlimit() == 1000',
    ],
    [
      'a context',
      'import decimal\ndecimal.getcontext().prec = 2',
      'import decimal\nassert decimal.getcontext().prec == 28',
    ],
    [
      'random numbers',
      'import random\nrandom.seed(1)',
      'import random\nassert 0.2425 < random.random() < 0.2426',
    ],
    [
      'their state',
      'import random\nrandom.random()',
      'import random\nassert 0.2425 < random.random() < 0.2426',
    ],
    ['files', "open('/tmp/x', 'w').close()", "import os\nassert os.listdir('/tmp') == []"],
    ['the environment', "import os\nos.environ['X'] = '1'", "import os\nassert 'X' not in os.environ"],
    ['names', 'left = 5', 'try:\n  left\n  assert False\nexcept NameError:\n  pass'],
    ['a private name', 'import copy\ncopy._copy_immutable = None', 'import copy\nassert copy.copy(1) == 1'],
  ])('tests that change %s change nothing for the next', async (_what, first, second) => {
    const code = 'def f(x): return x';
    for (const tests of [first, second, first, second]) {
      const program = { prelude: '', code: `${tests}\nassert f(1) == 1`, entryPoints: ['f'] };
      const { outcome, error } = await script(code, { tests: program });
      expect({ outcome, error }).toEqual({ outcome: 'finished', error: null });
    }
  });

  it('keeps the process of tests that can leave no trace, and replaces it when it was stopped', async () => {
    const tests = { prelude: 'import math\n', code: 'assert f(1) == math.floor(1.5)', entryPoints: ['f'] };
    const run = (code: string, timeoutMs = 30_000) =>
      script(code, { tests, limits: { ...limits, timeoutMs } });
    expect((await run('def f(x): return x')).outcome).toBe('finished');
    const before = new Set(descendantsOf(process.pid));
    const right = await run('def f(x): return x');
    expect((await run('def f(x): return 2')).outcome).toBe('raised');
    expect(new Set(descendantsOf(process.pid))).toEqual(before);
    expect(right.cpuMs).toBeGreaterThanOrEqual(0);
    expect((await run('def f(x):\n  while True: pass', 300)).outcome).toBe('timed-out');
    expect(descendantsOf(process.pid).length).toBe(before.size - 1);
    expect((await run('def f(x): return x')).outcome).toBe('finished');
    expect((await run('import os\ndef f(x): os._exit(0)')).outcome).toBe('exited-early');
    expect((await run('def f(x): return x')).outcome).toBe('finished');
  });

  it('leaves no process behind in a hundred programs, and runs two pools side by side', async () => {
    await script('# numpy');
    const before = descendantsOf(process.pid).length;
    const other = await openSandbox('native', 2);
    const runs = Array.from({ length: 100 }, (_, index) => {
      const code = index % 5 === 0 ? 'import os\nos._exit(3)' : `print(${index})`;
      return (index % 2 === 0 ? sandbox : other).run({ language: 'python', code, limits });
    });
    for (const [index, execution] of (await Promise.all(runs)).entries())
      expect(execution.stdout).toBe(index % 5 === 0 ? '' : `${index}\n`);
    await other.close();
    expect(await until(() => descendantsOf(process.pid).length === before)).toBe(true);
  });
});
