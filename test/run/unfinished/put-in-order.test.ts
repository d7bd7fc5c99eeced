import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoom, noPatience } from '../../../src/run/room.ts';
import { createLineOrder } from '../../../src/run/unfinished/line-order.ts';
import { putInOrder } from '../../../src/run/unfinished/put-in-order.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { freshDirectory } from '../fakes.ts';

/** A file of lines `<place> …`, of which those of a place below 1 are to be left out. */
const written = async (path: string, places: readonly number[], text: (place: number) => string) => {
  const order = createLineOrder();
  for (const [line, place] of places.entries()) if (place > 0) order.set(place, line);
  await writeFile(path, places.map(place => `${place} ${text(place)}\n`).join(''));
  return order;
};

const placesIn = async (path: string): Promise<readonly number[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map(line => Number.parseInt(line, 10));

describe('putInOrder', () => {
  it('writes each line that has a place once, in order, whatever order they were written in', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const place = fc.integer({ min: 0, max: 400 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(place, { maxLength: 300 }), async places => {
        const text = (of: number): string => 'é'.repeat((of * 37) % 900);
        await putInOrder(path, await written(path, places, text), places.length, noPatience);
        const wanted = places.filter(of => of > 0).sort((a, b) => a - b);
        expect(await readFile(path, 'utf8')).toBe(wanted.map(of => `${of} ${text(of)}\n`).join(''));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps lines longer than the blocks that are read', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const text = (of: number): string => `${of}`.repeat(of * 70_000);
    const places = [9, 3, 7, 1, 12, 2, 8];
    await putInOrder(path, await written(path, places, text), places.length, noPatience);
    const wanted = [...places].sort((a, b) => a - b);
    expect(await readFile(path, 'utf8')).toBe(wanted.map(of => `${of} ${text(of)}\n`).join(''));
  });

  it('takes the newest line of a place', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const order = await written(path, [1, 2, 3], () => 'old');
    await appendFile(path, '2 new\n');
    order.set(2, 3);
    await putInOrder(path, order, 4, noPatience);
    expect(await readFile(path, 'utf8')).toBe('1 old\n2 new\n3 old\n');
  });

  it('does not write what is in order already', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const order = await written(path, [2, 5, 6], () => 'as it is');
    // Nobody writes there: what stands behind the lines it is told of shows that it was not made anew.
    await appendFile(path, 'more');
    await putInOrder(path, order, 3, noPatience);
    expect((await readFile(path, 'utf8')).endsWith('more')).toBe(true);
  });

  it('refuses a file of other lines than were written', async () => {
    const path = join(await freshDirectory(), 'lines.jsonl');
    const order = await written(path, [2, 1], () => '');
    await expect(putInOrder(path, order, 3, noPatience)).rejects.toThrow('has 2 lines, 3 were written');
  });

  it('waits for room on a full disk, and loses no line', async context => {
    const disk = await smallDisk(2048);
    if (disk === null) return context.skip();
    try {
      const path = join(disk.path, 'lines.jsonl');
      const places = Array.from({ length: 900 }, (_, index) => 900 - index);
      const order = await written(path, places, () => 'x'.repeat(1000));
      const ballast = join(disk.path, 'ballast');
      await writeFile(ballast, Buffer.alloc(700 * 1024));
      const said: string[] = [];
      const patience = { waitMs: 600_000, retryMs: 20 };
      const room = createRoom(patience, undefined, line => {
        said.push(line);
        void writeFile(ballast, '');
      });
      await putInOrder(path, order, places.length, room);
      expect(await placesIn(path)).toEqual([...places].reverse());
      expect(said[0]).toContain('the disk is full');
      expect((await readdir(dirname(path))).filter(name => name.endsWith('.tmp'))).toEqual([]);
    } finally {
      await disk.remove();
    }
  });
});
