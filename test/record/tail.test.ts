import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTail } from '../../src/record/index.ts';
import { temporaryFolder } from '../support/folder.ts';

const followed = () => {
  const path = join(temporaryFolder(), 'lines.jsonl');
  const tail = openTail(path);
  const read = async (options = {}) => {
    const lines: (readonly [string, number, number])[] = [];
    const holds = await tail.read(
      (bytes, start, end, offset, line) => lines.push([bytes.toString('utf8', start, end), offset, line]),
      options,
    );
    return { holds, lines };
  };
  return { path, read, tail };
};

describe('openTail', () => {
  it('visits what is new since the last call, with the places in the file', async () => {
    const { path, read } = followed();
    expect(await read()).toEqual({ holds: true, lines: [] });
    writeFileSync(path, 'one\nzwö\r\n');
    expect((await read()).lines).toEqual([
      ['one', 0, 1],
      ['zwö', 4, 2],
    ]);
    expect((await read()).lines).toEqual([]);
    appendFileSync(path, '\nfour\n');
    expect((await read()).lines).toEqual([
      ['', 10, 3],
      ['four', 11, 4],
    ]);
  });

  it('leaves a torn last line until its end has come', async () => {
    const { path, read } = followed();
    writeFileSync(path, 'one\ntw');
    expect((await read()).lines.map(([text]) => text)).toEqual(['one']);
    expect((await read()).lines).toEqual([]);
    appendFileSync(path, 'o\n');
    expect((await read()).lines).toEqual([['two', 4, 2]]);
  });

  it('takes a torn last line that was cut off and written again', async () => {
    const { path, read } = followed();
    writeFileSync(path, 'one\ntw');
    await read();
    truncateSync(path, 4);
    appendFileSync(path, 'three\n');
    expect(await read()).toEqual({ holds: true, lines: [['three', 4, 2]] });
  });

  it.each([
    [
      'replaced by another file',
      (path: string) => {
        writeFileSync(`${path}.tmp`, 'ONE\nTWO\nTHREE\n');
        renameSync(`${path}.tmp`, path);
      },
    ],
    ['made shorter', (path: string) => truncateSync(path, 4)],
    ['written over in place', (path: string) => writeFileSync(path, 'ONE\nTWO\nTHREE\n')],
    ['removed', (path: string) => rmSync(path)],
  ])('says so when the file was %s', async (_, change) => {
    const { path, read } = followed();
    writeFileSync(path, 'one\ntwo\n');
    await read();
    change(path);
    expect(await read()).toEqual({ holds: false, lines: [] });
  });

  it('puts lines together that stand in several pieces of the file', async () => {
    const { path, read } = followed();
    const long = 'x'.repeat(2_500_000);
    writeFileSync(path, `a\n${long}\nb\n`);
    const { lines } = await read();
    expect(lines.map(([text]) => text.length)).toEqual([1, 2_500_000, 1]);
    expect(lines[2]?.slice(1)).toEqual([2_500_003, 3]);
  });

  it('ends after the piece at hand, and goes on later', async () => {
    const { path, read, tail } = followed();
    writeFileSync(path, `${'y'.repeat(99)}\n`.repeat(30_000));
    const stop = new AbortController();
    const { lines } = await read({ onPiece: () => stop.abort(), signal: stop.signal });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(30_000);
    expect(tail.at()).toEqual({ offset: lines.length * 100, line: lines.length + 1 });
    const rest = await read();
    expect(lines.length + rest.lines.length).toBe(30_000);
  });
});
