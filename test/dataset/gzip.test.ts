import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openMaybeGzip } from '../../src/dataset/index.ts';
import { eurusErrorOf, temporaryFolder, textOf, write } from './support.ts';

const read = (path: string): Promise<string> => textOf(openMaybeGzip(path));

/** Text that gzip cannot make small, so that cutting it hits data. */
const long = Array.from({ length: 20_000 }, (_, at) => ((at * 2654435761) % 4294967291).toString(36)).join(
  ' ',
);

describe('openMaybeGzip', () => {
  it('reads plain and gzip files alike', async () => {
    const folder = temporaryFolder();
    expect(await read(write(folder, 'a.txt', long))).toBe(long);
    expect(await read(write(folder, 'a.txt.gz', gzipSync(long)))).toBe(long);
  });

  it('joins the members of a multi-member gzip', async () => {
    const members = Buffer.concat([gzipSync('one\n'), gzipSync(long), gzipSync('')]);
    expect(await read(write(temporaryFolder(), 'a.gz', members))).toBe(`one\n${long}`);
  });

  it.each([
    ['an empty file', '', ''],
    ['a file of one byte', '\u001f', '\u001f'],
    ['gzip of nothing', gzipSync(''), ''],
  ])('reads %s', async (_, content, expected) => {
    expect(await read(write(temporaryFolder(), 'a', content))).toBe(expected);
  });

  it.each([0.1, 0.5, 0.999])('says that gzip cut at %d of its length is cut', async share => {
    const packed = gzipSync(long);
    const path = write(temporaryFolder(), 'a.gz', packed.subarray(0, Math.floor(packed.length * share)));
    const error = await eurusErrorOf(() => read(path));
    expect(error.code).toBe('RECORDS_UNREADABLE');
    expect(error.message).toBe(`${path} ends in the middle of its gzip data`);
  });

  it('says that damaged gzip is broken', async () => {
    const packed = gzipSync(long);
    packed.fill(0x55, packed.length / 2, packed.length / 2 + 200);
    const path = write(temporaryFolder(), 'a.gz', packed);
    const error = await eurusErrorOf(() => read(path));
    expect(error.message).toContain(`${path} is broken gzip (`);
  });

  it('says why a file cannot be read', async () => {
    const folder = temporaryFolder();
    const missing = await eurusErrorOf(() => read(`${folder}/none`));
    expect(missing).toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `cannot read ${folder}/none: no such file`,
    });
    const directory = await eurusErrorOf(() => read(folder));
    expect(directory.message).toBe(`cannot read ${folder}: it is a folder`);
  });

  it('lets go of the file when the reader stops early', async () => {
    const path = write(temporaryFolder(), 'a.gz', gzipSync(long.repeat(20)));
    for await (const chunk of openMaybeGzip(path)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
