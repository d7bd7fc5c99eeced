import { type FileHandle, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openAppender } from '../../src/run/appender.ts';
import { type Progress, run } from '../../src/run/index.ts';
import { createRoom } from '../../src/run/room.ts';
import { smallDisk } from '../support/small-disk.ts';
import { fakeBackend, fakeBenchmark, fakeTask, freshDirectory, generated, runOptions } from './fakes.ts';
import { completionsFile, keysOf, records, verdictsFile } from './files.ts';

const noSpace = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** A real file that takes `room` bytes at most, in pieces of at most seven; change `room` at any time. */
const meagreFile = () => {
  const disk = { room: 0, synced: 0, failSync: null as Error | null };
  const openFile = async (path: string, flags: number) => {
    const file = await open(path, flags);
    const write = async (bytes: Uint8Array, offset: number, length: number) => {
      const free = disk.room - (await file.stat()).size;
      if (free <= 0) throw noSpace();
      return file.write(bytes, offset, Math.min(length, free, 7));
    };
    return {
      write: write as FileHandle['write'],
      truncate: (size: number) => file.truncate(size),
      stat: () => file.stat(),
      sync: () => file.sync(),
      datasync: async () => {
        if (disk.failSync !== null) throw disk.failSync;
        disk.synced += 1;
      },
      close: () => file.close(),
    } as Pick<FileHandle, 'write' | 'truncate' | 'datasync' | 'sync' | 'stat' | 'close'>;
  };
  return { disk, openFile };
};

const patient = { waitMs: 60_000, retryMs: 1 };

describe('an appender on a full disk', () => {
  it('leaves whole lines while it waits, and adds each once when there is room', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const { disk, openFile } = meagreFile();
    const said: string[] = [];
    const room = createRoom(patient, undefined, line => said.push(line));
    const appender = await openAppender(path, 'a', { room, openFile });
    disk.room = 60;
    const records = Array.from({ length: 20 }, (_, n) => ({ n, text: 'ä'.repeat(n) }));
    const appended = records.map(record => appender.append(record));
    await appended[0];
    const before: string[] = [];
    for (const more of [100, 101, 150, 400, 401, 1000]) {
      await sleep(15);
      before.push(await readFile(path, 'utf8'));
      disk.room = more;
    }
    await Promise.all(appended);
    await appender.close();
    const wanted = records.map(record => `${JSON.stringify(record)}\n`).join('');
    expect(await readFile(path, 'utf8')).toBe(wanted);
    // What stands there at any moment is a start of the whole; only a write under way may be cut.
    for (const text of before)
      expect(wanted.startsWith(text.slice(0, text.lastIndexOf('\n') + 1))).toBe(true);
    expect(said).toEqual([
      `${path} cannot be written: the disk is full. Nothing new is begun for up to 1 minute; free some space.`,
      'There is room on the disk again: going on.',
    ]);
  });

  it('says it once for all files, and gives up on all when patience has run out', async () => {
    const directory = await freshDirectory();
    const { openFile } = meagreFile();
    const said: string[] = [];
    const room = createRoom({ waitMs: 30, retryMs: 1 }, undefined, line => said.push(line));
    const appenders = await Promise.all(
      ['a', 'b', 'c'].map(name => openAppender(join(directory, name), 'a', { room, openFile })),
    );
    const ends = await Promise.allSettled(appenders.map(appender => appender.append({ n: 1 })));
    for (const [index, end] of ends.entries()) {
      const path = join(directory, 'abc'.charAt(index));
      expect(end).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'DISK_FULL',
          message: expect.stringContaining(`cannot write ${path}: the disk is full`),
        },
      });
      expect(await readFile(path, 'utf8')).toBe('');
    }
    expect(said).toHaveLength(1);
    await Promise.allSettled(appenders.map(appender => appender.close()));
  });

  it('stops waiting when the run is stopped', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const { openFile } = meagreFile();
    const stop = new AbortController();
    const room = createRoom({ waitMs: 600_000, retryMs: 600_000 }, stop.signal, () => stop.abort());
    const appender = await openAppender(path, 'a', { room, openFile });
    await expect(appender.append({ n: 1 })).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(appender.close()).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('overwrites nothing that was there before', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    await writeFile(path, '{"n":0}\n');
    const { disk, openFile } = meagreFile();
    disk.room = 12;
    const room = createRoom(patient, undefined, () => {
      disk.room = 1000;
    });
    const appender = await openAppender(path, 'a', { room, openFile });
    await appender.append({ n: 1 });
    await appender.close();
    expect(await readFile(path, 'utf8')).toBe('{"n":0}\n{"n":1}\n');
  });
});

describe('an appender', () => {
  it('brings lines to the disk itself in groups, a while after they were written', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const { disk, openFile } = meagreFile();
    disk.room = 100_000;
    const appender = await openAppender(path, 'a', { openFile, syncAfterMs: 20 });
    for (let n = 0; n < 50; n += 1) await appender.append({ n });
    while (disk.synced === 0) await sleep(5);
    const synced = disk.synced;
    expect(synced).toBeLessThan(50);
    await sleep(60);
    // Nothing was written since, so nothing is synced.
    expect(disk.synced).toBeLessThanOrEqual(synced + 1);
    await appender.append({ n: 50 });
    const before = disk.synced;
    while (disk.synced === before) await sleep(5);
    await appender.close();
  });

  it('takes nothing more once the disk has refused to keep what was written', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const { disk, openFile } = meagreFile();
    disk.room = 1000;
    disk.failSync = Object.assign(new Error('i/o error'), { code: 'EIO' });
    const appender = await openAppender(path, 'a', { openFile, syncAfterMs: 1 });
    await appender.append({ n: 1 });
    await sleep(30);
    const failed = { code: 'DISK_DENIED', message: `cannot write ${path}: i/o error` };
    await expect(appender.append({ n: 2 })).rejects.toMatchObject(failed);
    await expect(appender.close()).rejects.toMatchObject(failed);
  });
});

describe('a run whose disk is full for a while', () => {
  it('begins no new request meanwhile, says so once, and ends as if nothing had been', async context => {
    const disk = await smallDisk(512);
    if (disk === null) return context.skip();
    try {
      const ballast = join(disk.path, 'ballast');
      await writeFile(ballast, Buffer.alloc(376 * 1024));
      const tasks = [fakeTask(fakeBenchmark('b', 60))];
      const backend = fakeBackend(request => generated(request.id.replace('s', 'answer ').padEnd(2000)));
      const notices: string[] = [];
      const full = Promise.withResolvers<void>();
      const onNotice = (line: string): void => {
        notices.push(line);
        full.resolve();
      };
      const states: (string | null)[] = [];
      const onProgress = ({ state }: Progress): void => {
        if (states.at(-1) !== state) states.push(state);
      };
      const options = runOptions(disk.path, { tasks, backend, onNotice, onProgress, patience: patient });
      const running = run({ ...options, selection: { trials: 1, limit: null, ids: null } });
      await full.promise;
      await sleep(50);
      const asked = backend.asked.length;
      await sleep(100);
      expect(backend.asked.length).toBe(asked);
      expect(asked).toBeLessThan(60);
      const text = await readFile(join(options.directory, completionsFile), 'utf8');
      for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) if (line) JSON.parse(line);
      await rm(ballast);
      expect(await running).toMatchObject({ completed: 60, interrupted: false, unscored: 0 });
      for (const file of [[completionsFile], [verdictsFile]]) {
        const kept = keysOf(await records(options.directory, ...file));
        expect(kept).toHaveLength(60);
        expect(new Set(kept).size).toBe(60);
      }
      expect(backend.asked).toHaveLength(60);
      expect(notices).toEqual([
        expect.stringMatching(/jsonl cannot be written: the disk is full/),
        'There is room on the disk again: going on.',
      ]);
      expect(states).toEqual([null, 'the disk is full: waiting for room', null]);
    } finally {
      await disk.remove();
    }
  });
});
