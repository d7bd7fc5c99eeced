import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';
import { cpuTicksOf, descendantsOf, isAlive, until } from './processes.ts';
import { imageFolder, openWasm } from './support.ts';

const LOOPING_TICKS = 60;
const imagesIn = (path: string) => readdirSync(path).filter(name => name.startsWith('python-'));

// An image must be there, so that the program is soon at work.
beforeAll(async () => (await openWasm(1)).close());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eurus-signals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(existsSync('/usr/bin/setpriv'))('a command that is stopped while a program loops', () => {
  it.each([
    ['SIGINT', 'loop.py', 'while True: pass'],
    ['SIGTERM', 'loop.py', 'while True: pass'],
    ['SIGKILL', 'loop.py', 'while True: pass'],
    ['SIGKILL', 'loop.js', 'for (;;);'],
  ] as const)('by %s leaves no process and no file of %s', async (signal, name, code) => {
    mkdirSync(join(folder, 'cache'));
    mkdirSync(join(folder, 'tmp'));
    cpSync(imageFolder, join(folder, 'cache', 'eurus-eval'), { recursive: true });
    const images = imagesIn(join(folder, 'cache', 'eurus-eval'));
    const program = join(folder, name);
    writeFileSync(program, code);
    const command = spawn(
      process.execPath,
      [join(projectRoot, 'bin', 'eurus-eval.js'), 'exec', program, '--timeout', '60'],
      {
        stdio: 'ignore',
        env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), TMPDIR: join(folder, 'tmp') },
      },
    );
    // No interpreter takes so long to start.
    const loops = () => descendantsOf(command.pid ?? -1).some(pid => cpuTicksOf(pid) > LOOPING_TICKS);
    expect(await until(loops)).toBe(true);
    const started = descendantsOf(command.pid ?? -1);
    const ended = once(command, 'exit');
    command.kill(signal);
    await ended;
    expect(await until(() => !started.some(isAlive))).toBe(true);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(imagesIn(join(folder, 'cache', 'eurus-eval'))).toEqual(images);
  });
});
