import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellExecution, Limits, PythonSession, Sandbox } from '../../src/core/index.ts';
import { describeSandbox, openSandbox, type SandboxName } from './support.ts';

export const cellLimits: Limits = { timeoutMs: 60_000, memoryMb: 256, maxOutputBytes: 10_000 };

/** Runs cells in order; what each came to. */
export const runAll = async (
  session: PythonSession,
  cells: readonly string[],
): Promise<readonly CellExecution[]> => {
  const executions: CellExecution[] = [];
  for (const code of cells) executions.push(await session.run(code, cellLimits));
  return executions;
};

/** What every sandbox with sessions promises of them; see `PythonSession`. */
export const sessionContract = (name: SandboxName): void => {
  describeSandbox(name)(`sessions in ${name}`, () => {
    let sandbox: Sandbox;
    const open: PythonSession[] = [];
    const openSession = (): PythonSession => {
      if (sandbox.openSession === undefined) throw new Error(`${name} has no sessions`);
      const session = sandbox.openSession();
      open.push(session);
      return session;
    };

    beforeAll(async () => {
      sandbox = await openSandbox(name, 2);
    });
    afterAll(async () => {
      await Promise.all(open.map(session => session.close()));
      await sandbox?.close();
    });

    it('keep their names from cell to cell, and number their cells', async () => {
      const [first, second, third] = await runAll(openSession(), [
        'x = 40\ndef f(y): return x + y',
        'print("x is", x)\nf(2)',
        'x = 1; f(2)',
      ]);
      expect(first).toMatchObject({
        outcome: 'finished',
        stdout: '',
        value: null,
        traceback: null,
        number: 1,
      });
      expect(second).toMatchObject({ outcome: 'finished', stdout: 'x is 40\n', value: '42', number: 2 });
      expect(third).toMatchObject({ value: '3', number: 3, sandbox: name });
      expect(third?.python).toMatch(/^3\.\d+\.\d+/);
    });

    it('keep modules, files and the state of random numbers', async () => {
      const executions = await runAll(openSession(), [
        'import random, math\nopen("/tmp/note", "w").write("kept")',
        'a = random.random()',
        '(open("/tmp/note").read(), math.pi > 3, random.random() != a)',
      ]);
      expect(executions.at(-1)?.value).toBe("('kept', True, True)");
    });

    it('show a traceback, and go on after it', async () => {
      const [first, second] = await runAll(openSession(), ['x = 1\nprint("so far")\n1 / 0', 'x']);
      expect(first).toMatchObject({
        outcome: 'raised',
        stdout: 'so far\n',
        value: null,
        error: { type: 'ZeroDivisionError', message: 'division by zero', line: 3, origin: 'candidate' },
      });
      expect(first?.traceback).toContain(
        'Cell In[1], line 3\n      1 x = 1\n      2 print("so far")\n----> 3 1 / 0\n',
      );
      expect(second).toMatchObject({ outcome: 'finished', value: '1' });
    });

    it('show what is no Python as such', async () => {
      const [execution] = await runAll(openSession(), ['x = = 3']);
      expect(execution).toMatchObject({ outcome: 'raised', error: { type: 'SyntaxError' } });
      expect(execution?.traceback).toMatch(/^ {2}Cell In\[1\], line 1\n {4}x = = 3\n/);
    });

    it('live on when a cell leaves', async () => {
      const [, left, next] = await runAll(openSession(), ['x = 5', 'import sys\nsys.exit(3)', 'x']);
      expect(left).toMatchObject({ outcome: 'exited-early', exitStatus: 3 });
      expect(next).toMatchObject({ outcome: 'finished', value: '5' });
    });

    it('have no input', async () => {
      const [execution] = await runAll(openSession(), ['input()']);
      expect(execution).toMatchObject({ outcome: 'raised', error: { type: 'EOFError' } });
    });

    it('cut what a cell prints, and its value, and count no cell for another', async () => {
      const session = openSession();
      const limits = { ...cellLimits, maxOutputBytes: 100 };
      expect((await session.run('print("a" * 1000)', limits)).stdout).toBe('a'.repeat(100));
      const shown = await session.run('"b" * 100_000', limits);
      expect(shown.value?.length).toBeLessThanOrEqual(100);
      expect(await session.run('print("c")', limits)).toMatchObject({ outcome: 'finished', stdout: 'c\n' });
    });

    it('stop a cell that prints without end', async () => {
      const session = openSession();
      const flood = await session.run('while True: print("a" * 10_000)', {
        ...cellLimits,
        maxOutputBytes: 1000,
      });
      expect(flood).toMatchObject({ outcome: 'output-limit' });
      expect(flood.stdout.length).toBeLessThanOrEqual(1000);
      expect(await session.run('2', cellLimits)).toMatchObject({ outcome: 'finished', value: '2' });
    });

    it('stop a cell at its own deadline, and have what there was before it', async () => {
      const session = openSession();
      const slow = { ...cellLimits, timeoutMs: 700 };
      await session.run('x = 1', cellLimits);
      const stubborn = 'while True:\n    try:\n        while True: pass\n    except BaseException: pass';
      for (const [index, code] of ['while True: pass', stubborn].entries())
        expect(await session.run(code, slow)).toMatchObject({
          outcome: 'timed-out',
          value: null,
          number: index + 2,
        });
      expect(await session.run('x', cellLimits)).toMatchObject({
        outcome: 'finished',
        value: '1',
        number: 4,
      });
    });

    it('bound memory, and go on', async () => {
      const session = openSession();
      const greedy = await session.run('x = []\nwhile True: x.append(bytearray(1 << 20))', cellLimits);
      expect(greedy.outcome).toBe('out-of-memory');
      expect(await session.run('1 + 1', cellLimits)).toMatchObject({ outcome: 'finished', value: '2' });
    });

    it('survive a crash of the interpreter, and say what is left', async () => {
      const session = openSession();
      await session.run('x = 1', cellLimits);
      const crash = await session.run('import os\nx = 2\nos.abort()', cellLimits);
      expect(['crashed', 'exited-early']).toContain(crash.outcome);
      expect(crash.stderr).toContain('The session is what it was before this cell.');
      expect(await session.run('x', cellLimits)).toMatchObject({
        outcome: 'finished',
        value: '1',
        number: 3,
      });
      const other = openSession();
      const first = await other.run('import os\nos.abort()', cellLimits);
      expect(first.stderr).toContain('The session begins anew.');
    });

    it('run one cell after another, in the order they were given', async () => {
      const session = openSession();
      const all = ['a = [1]', 'a.append(2)', 'a.append(3)', 'a'].map(code => session.run(code, cellLimits));
      expect((await Promise.all(all)).map(({ value, number }) => [value, number])).toEqual([
        [null, 1],
        [null, 2],
        [null, 3],
        ['[1, 2, 3]', 4],
      ]);
    });

    it('have the state of cells that are taken as having run, without what these print', async () => {
      const session = openSession();
      await session.restore(['x = 1\nprint("old")', 'x += 1\n1 / 0', 'x += 1\nx'], cellLimits);
      expect(await session.run('print(x)\n_', cellLimits)).toMatchObject({
        outcome: 'finished',
        stdout: '3\n',
        value: '3',
        number: 4,
      });
    });

    it('show a cell under the number it is given, and go on from it', async () => {
      const session = openSession();
      await session.run('def fails(): 1 / 0', cellLimits, 0);
      const first = await session.run('fails()', cellLimits);
      expect(first.number).toBe(1);
      expect(first.traceback).toContain('Cell In[1], line 1');
      expect((await session.run('fails()', cellLimits, 7)).traceback).toContain('Cell In[7], line 1');
      const restored = openSession();
      await restored.restore(['ours = 1', 'def fails(): 1 / 0'], cellLimits, -1);
      expect((await restored.run('fails()', cellLimits)).traceback).toContain('Cell In[1], line 1');
    });

    it('are apart from each other, fifty at once', async () => {
      const sessions = Array.from({ length: 50 }, openSession);
      const rounds = 3;
      for (let round = 0; round < rounds; round++)
        await Promise.all(
          sessions.map((session, index) =>
            session.run(round === 0 ? `mine = [${index}]` : `mine.append(${round})`, cellLimits),
          ),
        );
      const values = await Promise.all(sessions.map(session => session.run('mine', cellLimits)));
      expect(values.map(({ value }) => value)).toEqual(sessions.map((_session, index) => `[${index}, 1, 2]`));
      await Promise.all(sessions.map(session => session.close()));
    });

    it('leave programs their turn', async () => {
      const busy = Array.from({ length: 4 }, openSession).map(session => session.run('1', cellLimits));
      const program = sandbox.run({ language: 'python', code: 'print(7)', limits: cellLimits });
      expect(await program).toMatchObject({ outcome: 'finished', stdout: '7\n' });
      expect((await Promise.all(busy)).map(({ value }) => value)).toEqual(['1', '1', '1', '1']);
    });

    it('reject what waits when they are closed, and all that comes after', async () => {
      const session = openSession();
      await session.run('1', cellLimits);
      const running = session.run('while True: pass', cellLimits);
      const waiting = session.run('2', cellLimits);
      const rejected = Promise.all([
        expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' }),
        expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED' }),
      ]);
      await session.close();
      await rejected;
      await expect(session.run('3', cellLimits)).rejects.toMatchObject({ code: 'INTERRUPTED' });
      await session.close();
    });

    it('end with their sandbox', async () => {
      const other = await openSandbox(name, 1);
      const session = other.openSession?.();
      const cell = session?.run('while True: pass', cellLimits);
      const rejected = expect(cell).rejects.toMatchObject({ code: 'INTERRUPTED' });
      await other.close();
      await rejected;
      await expect(session?.run('1', cellLimits)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    });
  });
};
