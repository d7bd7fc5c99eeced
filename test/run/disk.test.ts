import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openAppender } from '../../src/run/appender.ts';
import { writeWhole } from '../../src/run/disk.ts';
import { run } from '../../src/run/index.ts';
import { asNobody } from '../support/nobody.ts';
import { smallDisk } from '../support/small-disk.ts';
import { fakeBackend, fakeBenchmark, fakeTask, freshDirectory, generated, runOptions } from './fakes.ts';
import { completionsFile, keysOf, records, verdictsFile } from './files.ts';

const sh = promisify(execFile);

describe('a full disk', () => {
  it('stops the run when patience has run out, with one line that names the file, and loses nothing that was written', async context => {
    const disk = await smallDisk();
    if (disk === null) return context.skip();
    try {
      const ballast = join(disk.path, 'ballast');
      await writeFile(ballast, Buffer.alloc(120 * 1024));
      const tasks = [fakeTask(fakeBenchmark('b', 40))];
      const backend = fakeBackend(request => generated(request.id.replace('s', 'answer ').padEnd(2000)));
      const patience = { waitMs: 200, retryMs: 20 };
      const options = runOptions(disk.path, { tasks, backend, patience });
      const error = await run(options).catch(thrown => thrown);
      expect(error).toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringMatching(
          /^cannot write .*b\.cot.*\.jsonl: the disk is full, also after 0\.2 seconds$/,
        ),
        hint: expect.stringContaining('run the same command again'),
      });
      const asked = backend.asked.length;
      expect(asked).toBeLessThan(40);
      await rm(ballast);
      expect(await run(options)).toMatchObject({ completed: 40, interrupted: false, unscored: 0 });
      const completions = await records(options.directory, completionsFile);
      expect(new Set(keysOf(completions)).size).toBe(40);
      expect(completions).toHaveLength(40);
      // Only what was under way when it filled up was asked twice.
      expect(backend.asked.length).toBeLessThanOrEqual(40 + Number(options.concurrency));
    } finally {
      await disk.remove();
    }
  });

  it('fails an append, and every call after it', async context => {
    const exists = await stat('/dev/full').then(
      () => true,
      () => false,
    );
    if (!exists) return context.skip();
    const appender = await openAppender('/dev/full');
    const full = { code: 'DISK_FULL', message: 'cannot write /dev/full: the disk is full' };
    await expect(appender.append({ a: 1 })).rejects.toMatchObject(full);
    await expect(appender.append({ a: 2 })).rejects.toMatchObject(full);
    await expect(appender.put({ a: 3 })).rejects.toMatchObject(full);
    await expect(appender.close()).rejects.toMatchObject(full);
  });

  it('leaves the old text of a file that is replaced whole', async context => {
    const disk = await smallDisk();
    if (disk === null) return context.skip();
    try {
      const path = join(disk.path, 'summary.json');
      await writeWhole(path, 'old');
      await expect(writeWhole(path, 'x'.repeat(1024 * 1024))).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect((await stat(path)).size).toBe(3);
      await expect(stat(`${path}.tmp`)).rejects.toMatchObject({ code: 'ENOENT' });
    } finally {
      await disk.remove();
    }
  });
});

describe('a directory that cannot be written', () => {
  it('is one line that names it', async () => {
    const directory = await freshDirectory();
    await chmod(directory, 0o555);
    await asNobody(() =>
      expect(run(runOptions(join(directory, 'run')))).rejects.toMatchObject({
        code: 'DISK_DENIED',
        message: expect.stringMatching(/^cannot write .*run: permission denied$/),
      }),
    );
  });

  it('is one line where the file system is read-only', async context => {
    const disk = await smallDisk();
    if (disk === null) return context.skip();
    try {
      await sh('mount', ['-o', 'remount,ro', disk.path]);
      await expect(run(runOptions(disk.path))).rejects.toMatchObject({
        code: 'DISK_DENIED',
        message: expect.stringMatching(/^cannot write .*run: the file system is read-only$/),
      });
    } finally {
      await disk.remove();
    }
  });

  it('is one line where a parent takes no folders', async () => {
    if (process.platform !== 'linux') return;
    await expect(run(runOptions('/proc/eurus/run'))).rejects.toMatchObject({
      code: 'DISK_DENIED',
      message: expect.stringMatching(/^cannot write .*run: no folder can be made there$/),
    });
  });

  it('is one line where a file is in the way', async () => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'run'), '');
    await expect(run(runOptions(directory))).rejects.toMatchObject({
      code: 'DISK_DENIED',
      message: expect.stringMatching(/^cannot write .*run: a file of that name is in the way$/),
    });
    await expect(run(runOptions(join(directory, 'run')))).rejects.toMatchObject({
      code: 'DISK_DENIED',
      message: expect.stringMatching(/^cannot write .*: a part of the path is a file$/),
    });
  });

  it('is one line where a record file cannot be opened', async () => {
    const directory = await freshDirectory();
    const options = runOptions(directory);
    await run(options);
    const path = join(options.directory, verdictsFile);
    await rm(path);
    await mkdir(join(directory, 'elsewhere'));
    await symlink(join(directory, 'nowhere', 'file'), path);
    await expect(run(options)).rejects.toMatchObject({
      code: 'DISK_DENIED',
      message: expect.stringContaining(path),
    });
  });
});
