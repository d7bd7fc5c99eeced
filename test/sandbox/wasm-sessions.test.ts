import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workerFlags } from '../../sandbox/isolates.ts';
import type { CellExecution, Limits, PythonSession, Sandbox } from '../../src/core/index.ts';
import { everyNth } from '../support/thorough.ts';
import { busyMs, childrenOf, isAlive, until } from './processes.ts';
import { describeSandbox, imageFolder, openWasm } from './support.ts';
import { describeWithPackages } from './with-sympy.ts';

const PATIENCE_MS = 120_000;
const limits = (timeoutMs = 10_000, memoryMb = 128): Limits => ({
  timeoutMs,
  memoryMb,
  maxOutputBytes: 10_000,
});
const ours = () => readdirSync(tmpdir()).filter(name => name.startsWith(`eurus-sessions-${process.pid}-`));
const AS_BEFORE = 'The session is what it was before this cell.\n';

let sandbox: Sandbox;
let started: readonly number[];
const workers = () => childrenOf(process.pid).filter(pid => !started.includes(pid));
const open = (): PythonSession => {
  const session = sandbox.openSession?.();
  if (session === undefined) throw new Error('wasm has sessions');
  return session;
};
const show = async (session: PythonSession, code: string): Promise<string | null> => {
  const { value, outcome, error } = await session.run(code, limits());
  expect(outcome, error?.message).toBe('finished');
  return value;
};

describeSandbox('wasm')('sessions in wasm', () => {
  beforeAll(async () => {
    started = childrenOf(process.pid);
    sandbox = await openWasm(1);
  }, PATIENCE_MS);
  afterAll(async () => {
    await sandbox.close();
    expect(ours()).toEqual([]);
  });

  it('keep all they have while others use the same interpreter', async () => {
    const sessions = Array.from({ length: 6 }, open);
    const first = sessions.map((session, place) =>
      show(
        session,
        `import os, random, sys, decimal
mine = ${place}
os.mkdir('d'); os.chdir('d')
f = open('notes.txt', 'w+'); f.write('0123456789'); f.seek(${place})
os.environ['MINE'] = str(mine)
sys.setrecursionlimit(${500 + place})
decimal.getcontext().prec = ${place + 5}
def numbers():
    while True: yield random.random()
generator = numbers(); next(generator)`,
      ),
    );
    await Promise.all(first);
    const randoms = await Promise.all(sessions.map(session => show(session, 'next(generator)')));
    expect(new Set(randoms).size).toBe(1);
    const later = await Promise.all(
      sessions.map(session =>
        show(
          session,
          "mine, os.getcwd(), f.read(2), os.environ['MINE'], sys.getrecursionlimit(), decimal.getcontext().prec",
        ),
      ),
    );
    expect(later).toEqual(
      sessions.map((_, place) => {
        const two = '0123456789'.slice(place, place + 2);
        return `(${place}, '/home/guest/d', '${two}', '${place}', ${500 + place}, ${place + 5})`;
      }),
    );
    await Promise.all(sessions.map(session => session.close()));
  });

  it('keep what they made when a cell is interrupted at its deadline', async () => {
    const session = open();
    for (const [code, made] of [
      ['x = 1\nwhile True: pass', 'x'],
      ['import time\ny = 2\ntime.sleep(60)', 'y'],
      ['z = 3\ntry:\n    while True: pass\nexcept Exception: pass', 'z'],
      ['import itertools\nw = 4\nfor _ in itertools.count(): pass', 'w'],
    ] as const) {
      const { outcome, error, stderr, traceback } = await session.run(code, limits(300));
      expect(outcome, code).toBe('timed-out');
      expect(error?.message).toBe('no result within 300 ms; interrupted');
      expect(traceback).toContain('Timed out after 0.3 seconds.');
      expect(stderr).toBe('');
      expect(await show(session, made)).not.toBeNull();
    }
    expect(await show(session, 'x + y + z + w')).toBe('10');
    await session.close();
  });

  it.each([
    [
      'swallows its interruption',
      'x = 0\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass',
      'timed-out',
    ],
    [
      'ignores the signal',
      'import signal\nsignal.signal(2, signal.SIG_IGN)\nx = 0\nwhile True: pass',
      'timed-out',
    ],
    ['is deep in C', 'x = 0\nsum(range(10 ** 12))', 'timed-out'],
    ['exits hard', 'x = 0\nimport os\nos._exit(3)', 'exited-early'],
    ['aborts', 'x = 0\nimport os\nos.abort()', 'crashed'],
    ['prints without end', "x = 0\nwhile True: print('y' * 1_000_000)", 'output-limit'],
  ])('are what they were before a cell that %s', async (_what, code, outcome) => {
    const session = open();
    expect(await show(session, 'x = 41\nopen("kept", "w").write("k")')).toBe('1');
    const startedMs = performance.now();
    const cell = await session.run(code, limits(400));
    expect(performance.now() - startedMs).toBeLessThan(400 + 500 + busyMs);
    expect(cell).toMatchObject({
      outcome,
      stderr: expect.stringContaining(AS_BEFORE),
      number: 2,
      lost: 'cell',
    });
    expect(await show(session, 'x + 1, open("kept").read()')).toBe("(42, 'k')");
    await session.close();
  });

  it('begin anew, and say so, when their first cell has to be stopped', async () => {
    const session = open();
    const { stderr, lost } = await session.run('x = 1\nimport os; os._exit(0)', limits());
    expect({ stderr, lost }).toEqual({ stderr: 'The session begins anew.\n', lost: 'all' });
    expect(await show(session, "'x' in globals()")).toBe('False');
    await session.close();
  });

  it('bound memory by the limits of each cell, and give room back to the sessions after them', async () => {
    const [large, small] = [open(), open()];
    expect(await show(large, 'held = bytearray(80_000_000); held[-1] = 7; len(held)')).toBe('80000000');
    expect(await show(small, 'x = 5; x')).toBe('5');
    expect(await show(large, 'held[-1]')).toBe('7');
    const { outcome } = await small.run('more = bytearray(100_000_000)', limits(10_000, 64));
    expect(outcome).toBe('out-of-memory');
    expect(await show(small, 'x')).toBe('5');
    expect(await show(large, 'len(held)')).toBe('80000000');
    await Promise.all([large.close(), small.close()]);
  });

  it('share their interpreter with programs, which see nothing of them', async () => {
    const session = open();
    await show(session, "import os\nx = 1\nopen('/tmp/x', 'w').write('x')\nos.environ['X'] = 'x'");
    const code = "import os\nprint(os.listdir('/tmp'), os.environ.get('X'), 'x' in globals())";
    const { stdout } = await sandbox.run({ language: 'python', code, limits: limits() });
    expect(stdout).toBe('[] None False\n');
    expect(await show(session, "x, os.listdir('/tmp')")).toBe("(1, ['x'])");
    await session.close();
  });

  it('outlive their worker, whenever it is killed', async () => {
    const session = open();
    await show(session, 'x = [1]');
    for (const busy of [false, true]) {
      const next = session.run(
        `x.append(${busy ? 'sum(1 for _ in range(3_000_000))' : 2})\nlen(x)`,
        limits(),
      );
      const [victim] = workers();
      if (busy) await new Promise(resolve => setTimeout(resolve, 150));
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
      expect((await next).outcome).toBe('finished');
      expect(await until(() => victim === undefined || !isAlive(victim))).toBe(true);
    }
    expect(await show(session, 'x')).toBe('[1, 2, 3000000]');
    await session.close();
  });

  it('are made again by their cells when the file of their state is lost', async () => {
    const session = open();
    await show(session, 'x = 1\nprint("quiet the second time")');
    await show(session, 'x += 1');
    const [folder = ''] = ours();
    await show(open(), '1');
    for (const name of readdirSync(join(tmpdir(), folder)))
      rmSync(join(tmpdir(), folder, name), { force: true });
    const { value, stdout, number } = await session.run('x += 1\nx', limits());
    expect({ value, stdout, number }).toEqual({ value: '3', stdout: '', number: 3 });
    await session.close();
  });

  it('keep what an interrupted cell has made through a cell that has to be stopped, though it never runs again', async () => {
    const session = open();
    expect((await session.run('x = 1\nwhile True: pass', limits(200))).outcome).toBe('timed-out');
    expect((await session.run('import os; os._exit(0)', limits())).lost).toBe('cell');
    expect(await show(session, 'x')).toBe('1');
    await session.close();
  });

  it('run the cells of an earlier process again, quietly, before their first', async () => {
    const session = open();
    await session.restore(['print("no")\nx = 20', '1 / 0', 'x += 1'], limits());
    const cell = await session.run('x * 2', limits());
    expect(cell).toMatchObject({ value: '42', stdout: '', stderr: '', number: 4 });
    await session.close();
  });

  it('begin anew, and say so, when earlier cells cannot be run again', async () => {
    const session = open();
    await session.restore(['x = 1', 'import os; os._exit(1)'], limits());
    const cell = await session.run("'x' in globals()", limits());
    expect(cell).toMatchObject({ value: 'False', number: 3, lost: 'earlier' });
    expect(cell.stderr).toContain('begins anew');
    expect(await show(session, '1')).toBe('1');
    await session.close();
  });

  it('run their cells in the order they were given, and reject those that wait when they are closed', async () => {
    const session = open();
    const cells = Array.from({ length: 5 }, (_, place) => session.run(`${place}`, limits()));
    expect((await Promise.all(cells)).map(({ value, number }) => [value, number])).toEqual(
      Array.from({ length: 5 }, (_, place) => [String(place), place + 1]),
    );
    const waiting = [session.run('while True: pass', limits(100_000)), session.run('2', limits())];
    await session.close();
    for (const { status, reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[])
      expect([status, reason.code]).toEqual(['rejected', 'INTERRUPTED']);
    await expect(session.run('3', limits())).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('leave nothing in the memory of the interpreter: every byte is that of the image again', async () => {
    const script = fileURLToPath(new URL('./workers/memory-search.ts', import.meta.url));
    const secret = 'swordfish-4711-secret';
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...workerFlags,
      '--stack-size=3900',
      script,
      imageFolder,
      secret,
    ]);
    const { inPlace, ...found } = JSON.parse(stdout) as { inPlace: number };
    expect(inPlace).toBeGreaterThan(10_000);
    expect(found).toEqual({
      afterSwitch: { secrets: 0, strange: false },
      seen: '([], None, False)',
      whileOther: 0,
      back: '(2001, True, True)',
      isBack: true,
    });
  });
});

const attacks = new URL('./attacks/', import.meta.url);
/** What a session before the attack has, and what one after it must not find. */
const SECRET = 'opensesame-before-the-attack';
const HIDE = `import os, sys, builtins, random
secret = ${[...SECRET].map(letter => `chr(${letter.charCodeAt(0)})`).join('+')}
held = [secret] * 3
os.environ['SECRET'] = secret
open('secret.txt', 'w').write(secret)
open('/tmp/secret.txt', 'w').write(secret)`;
/** Everything that Python can reach: objects, frames, modules, files, the environment; without naming what it looks for. */
const SEARCH = `
import gc, os, sys
wanted = bytes.fromhex('${Buffer.from(SECRET).toString('hex')}').decode()
own = id(wanted)
def texts():
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if isinstance(part, (str, bytes, bytearray)) and id(part) != own: yield part
    for module in list(sys.modules.values()):
        yield from (value for value in vars(module or object).values() if isinstance(value, str) and id(value) != own)
found = [text for text in texts() if wanted in (text if isinstance(text, str) else bytes(text).decode('latin-1')) and 'fromhex' not in str(text)]
files = [os.path.join(top, name) for top, _, names in os.walk('/') for name in names if not name.endswith('.zip')]
# The cell's own text has the hexadecimal digits only.
len(found), [name for name in files if not name.startswith('/dev')], sorted(os.environ), 'secret' in globals()`;
const CLEAN = `
import builtins, json, os, random, re, sys
(os.listdir('.'), os.listdir('/tmp'), os.getcwd(), isinstance(1, int), len([1]), json.dumps([1]), sys.gettrace(), sys.getprofile(),
 sys.getrecursionlimit(), re.match('a', 'a') is not None, round(random.random(), 3), sys.modules.get('js'), len(sys.meta_path),
 os.path.getsize('/lib/python314.zip') > 10 ** 6, builtins.compile is compile, sorted(vars(builtins)) == sorted(dir(builtins)))`;

describeSandbox('wasm')('a hostile session in wasm', () => {
  let victim: PythonSession;
  let clean: string | null;
  beforeAll(async () => {
    started = childrenOf(process.pid);
    sandbox = await openWasm(1);
    const before = open();
    clean = await show(before, CLEAN);
    await before.close();
    victim = open();
    await show(victim, HIDE);
  }, PATIENCE_MS);
  afterAll(() => sandbox.close());

  /** Whether the sessions beside and after it know nothing of it, nor it of them. */
  const expectUntouched = async () => {
    expect(
      await show(victim, "secret == held[2] == os.environ['SECRET'], open('secret.txt').read() == secret"),
    ).toBe('(True, True)');
    const after = open();
    expect(await show(after, CLEAN)).toBe(clean);
    await after.close();
  };

  it('finds nothing of another, however it looks', async () => {
    const hostile = open();
    const names = ['HOME', 'LANG', 'PATH', 'PWD', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'TZ', 'USER'];
    const listed = names.map(name => `'${name}'`).join(',');
    expect((await show(hostile, SEARCH))?.replace(/\s/g, '')).toBe(`(0,[],[${listed}],False)`);
    await hostile.close();
    await expectUntouched();
  });

  const all = readdirSync(attacks).filter(name => name.endsWith('.py'));
  it.each(everyNth(10, all))('does nothing to the others by %s', async name => {
    const source = readFileSync(new URL(name, attacks), 'utf8').replace('PORT', '9');
    const hostile = open();
    const cell: CellExecution = await hostile.run(source, limits(700));
    expect(cell.stdout.length + cell.stderr.length).toBeLessThan(21_000);
    expect(JSON.stringify(cell)).not.toContain(SECRET);
    // Its functions too, as the tests of a program would call them, and then what it may have left for its next cell.
    await hostile.run('[double(2), double([1])]', limits(700));
    await hostile.close();
    await expectUntouched();
  });

  it.each([
    ['a value', "class V:\n    def __repr__(self): return 'x' * 50_000_000\nV()"],
    ['a value that fails', 'class V:\n    def __repr__(self): raise SystemExit(3)\nV()'],
    ['an exception', "raise Exception('y' * 50_000_000)"],
    ['a forged report', `import sys\nsys.stdout.write('{"outcome":"finished","value":"7"}')\n1 / 0`],
    [
      'a patched report',
      'import json.encoder\njson.encoder.encode_basestring_ascii = lambda s: \'"7"\'\n1 / 0',
    ],
    ['a patched exec', 'import builtins\nbuiltins.eval = builtins.exec = builtins.compile = None'],
    ['a closed channel', 'import os\nfor fd in range(256):\n    try: os.close(fd)\n    except OSError: pass'],
    ['a trace function', 'import sys\nsys.settrace(lambda *a: 1 / 0); sys.setprofile(lambda *a: 1 / 0)'],
    ['a bad import system', 'import sys\nsys.meta_path.clear(); sys.path.clear(); sys.modules.clear()'],
    ['frames', 'import sys\nf = sys._getframe()\nwhile f:\n    f.f_globals.clear(); f = f.f_back'],
    ['finalizers', 'class D:\n    def __del__(self): globals().clear()\nd = [D() for _ in range(9)]; del d'],
    [
      'an event loop',
      'import asyncio\nasync def f():\n    while True: await asyncio.sleep(0)\nt = asyncio.ensure_future(f())',
    ],
  ])('harms only itself with %s', async (_what, code) => {
    const hostile = open();
    const cell = await hostile.run(code, limits(2000));
    expect((cell.value?.length ?? 0) + (cell.traceback?.length ?? 0)).toBeLessThanOrEqual(20_000);
    if (code.endsWith('1 / 0')) expect(cell.outcome).toBe('raised');
    // Whatever it is now, it answers.
    expect(typeof (await hostile.run('1', limits(2000))).outcome).toBe('string');
    await hostile.close();
    await expectUntouched();
  });
});

describeWithPackages('sessions in wasm beside sympy', () => {
  beforeAll(async () => {
    started = childrenOf(process.pid);
    sandbox = await openWasm(1);
  }, PATIENCE_MS);
  afterAll(() => sandbox.close());

  it(
    'have the packages from the cell on that names them, and keep what they had before',
    async () => {
      const [session, plain] = [open(), open()];
      expect(await show(session, 'n = 8')).toBeNull();
      expect(await show(plain, 'n = 3')).toBeNull();
      expect(await show(session, 'import sympy\nr = sympy.sqrt(n)\nr')).toBe('2*sqrt(2)');
      expect(await show(plain, 'n')).toBe('3');
      expect(await show(session, 'r ** 2, n')).toBe('(8, 8)');
      await Promise.all([session.close(), plain.close()]);
    },
    PATIENCE_MS,
  );

  it(
    'have them when a cell turns out to want them',
    async () => {
      const session = open();
      await show(session, 'n = 8');
      expect(await show(session, "m = __import__('sym' + 'py')\nm.sqrt(n)")).toBe('2*sqrt(2)');
      await session.close();
    },
    PATIENCE_MS,
  );
});
