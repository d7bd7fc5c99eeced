import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimPath, lockDirectory } from '../../src/run/lock.ts';
import { projectRoot } from '../support/requires.ts';
import { freshDirectory } from './fakes.ts';

const start = (...args: readonly string[]) =>
  spawn(process.execPath, [join(projectRoot, 'test/run/lock.fixture.ts'), ...args], { stdio: 'ignore' });

/** The pid of a process that was. */
const goneProcess = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
};

describe('processes that meet at a lock', () => {
  it('are never in at the same time, also when several find the lock of one that was killed', async () => {
    const directory = await freshDirectory();
    const notes = join(await freshDirectory(), 'notes');
    await writeFile(notes, '');
    await writeFile(
      join(directory, 'run.lock'),
      JSON.stringify({ pid: await goneProcess(), host: hostname() }),
    );
    for (let round = 0; round < 3; round += 1) {
      const last = round === 2 ? [] : ['die'];
      const children = Array.from({ length: 5 }, () => start(directory, notes, ...last));
      await Promise.all(children.map(child => once(child, 'exit')));
    }
    const lines = (await readFile(notes, 'utf8')).trimEnd().split('\n');
    // At least one of each round got in, and whoever was in had left before another came.
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (let line = 0; line < lines.length; line += 2) {
      const pid = lines[line]?.replace('in ', '');
      expect(lines.slice(line, line + 2)).toEqual([`in ${pid}`, `out ${pid}`]);
    }
    expect((await readdir(directory)).filter(name => name === 'run.lock')).toEqual([]);
  });

  it('are not kept out by one that was killed while it took over, and clear away what it left', async () => {
    const directory = await freshDirectory();
    const path = join(directory, 'run.lock');
    const stale = JSON.stringify({ pid: await goneProcess(), host: hostname() });
    const longAgo = new Date(Date.now() - 60_000);
    await writeFile(path, stale);
    // Its claim names it; what says nothing has to be old.
    await writeFile(claimPath(path, stale), stale);
    const leftover = `${path}.0b0e6b4c-1111-2222-3333-444444444444`;
    await writeFile(leftover, '');
    await utimes(leftover, longAgo, longAgo);
    await (await lockDirectory(directory))();
    expect(await readdir(directory)).toEqual([]);
  });

  it('wait for one that takes over, and do so themselves when it was killed before it said who it is', async () => {
    const directory = await freshDirectory();
    const path = join(directory, 'run.lock');
    const stale = JSON.stringify({ pid: await goneProcess(), host: hostname() });
    await writeFile(path, stale);
    await writeFile(claimPath(path, stale), '');
    const release = await lockDirectory(directory);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
    expect(await readdir(directory)).toEqual([]);
  });
});
