import { execFile } from 'node:child_process';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import { lockDirectory } from '../../src/run/lock.ts';
import { fakeBackend, freshDirectory, generated, rightText, runOptions } from './fakes.ts';

describe('lockDirectory', () => {
  it('keeps a second writer out until the first is done', async () => {
    const directory = await freshDirectory();
    const unlock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'USAGE',
      message: `${directory} is being written by process ${process.pid} on ${hostname()}`,
      hint: expect.stringContaining('run.lock'),
    });
    await unlock();
    expect(await readdir(directory)).toEqual([]);
    await (await lockDirectory(directory))();
  });

  it('lets one of many in', async () => {
    const directory = await freshDirectory();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes over from a process that is no more', async () => {
    const directory = await freshDirectory();
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
    await writeFile(
      join(directory, 'run.lock'),
      JSON.stringify({ pid: Number(stdout), host: hostname(), born: '' }),
    );
    const unlock = await lockDirectory(directory);
    expect(JSON.parse(await readFile(join(directory, 'run.lock'), 'utf8')).pid).toBe(process.pid);
    await unlock();
  });

  it('takes over when the pid has gone to another process', async () => {
    const directory = await freshDirectory();
    const own = JSON.stringify({ pid: process.pid, host: hostname(), born: 'another boot/1' });
    await writeFile(join(directory, 'run.lock'), own);
    if (process.platform === 'linux') await (await lockDirectory(directory))();
    else await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('does not judge processes of other machines', async () => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'run.lock'), JSON.stringify({ pid: 1, host: 'elsewhere', born: '' }));
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      message: expect.stringContaining('process 1 on elsewhere'),
    });
  });

  it('takes over a lock that says nothing, once it is not just being written', async () => {
    const directory = await freshDirectory();
    const path = join(directory, 'run.lock');
    await writeFile(path, '');
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'USAGE',
      message: `${directory} is being written by another process`,
    });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    await (await lockDirectory(directory))();
    expect(await readdir(directory)).toEqual([]);
  });

  it('gives back only its own lock', async () => {
    const directory = await freshDirectory();
    const path = join(directory, 'run.lock');
    const unlock = await lockDirectory(directory);
    await rm(path);
    const second = await lockDirectory(directory);
    await unlock();
    expect(await readdir(directory)).toEqual(['run.lock']);
    await second();
    expect(await readdir(directory)).toEqual([]);
  });

  it('lets one of many in where there are no hard links', async () => {
    const directory = await freshDirectory();
    const noLinks = () => Promise.reject(Object.assign(new Error('no links'), { code: 'ENOTSUP' }));
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => lockDirectory(directory, noLinks)),
    );
    const unlocks = tries.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    expect(unlocks).toHaveLength(1);
    await unlocks[0]?.();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is held by a run, and given back also when the run fails', async () => {
    const directory = await freshDirectory();
    const second: unknown[] = [];
    const backend = fakeBackend(async request => {
      if (second.length === 0) second.push(await run(runOptions(directory)).catch(error => error));
      return generated(rightText(request));
    });
    await run(runOptions(directory, { backend, concurrency: 1 }));
    expect(second).toEqual([expect.objectContaining({ code: 'USAGE' })]);
    await expect(run(runOptions(directory, { seed: 1 }))).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
    expect(await readdir(join(directory, 'run'))).toEqual([
      'completions',
      'run.json',
      'samples',
      'summary.json',
      'verdicts',
    ]);
  });
});
