import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/dataset/index.ts';
import { chunksOf, collect, eurusErrorOf } from './support.ts';

const textsOf = async (...pieces: readonly (string | Uint8Array)[]): Promise<string[]> =>
  (await collect(readLines(chunksOf(...pieces)))).map(({ text }) => text);

describe('readLines', () => {
  it('numbers lines from 1 and gives the byte where each starts', async () => {
    expect(await collect(readLines(chunksOf('ä\nbc\n\nd')))).toEqual([
      { text: 'ä', line: 1, byteOffset: 0, complete: true },
      { text: 'bc', line: 2, byteOffset: 3, complete: true },
      { text: '', line: 3, byteOffset: 6, complete: true },
      { text: 'd', line: 4, byteOffset: 7, complete: false },
    ]);
  });

  it('yields nothing for an empty stream and no line after the last newline', async () => {
    expect(await textsOf()).toEqual([]);
    expect(await textsOf('')).toEqual([]);
    expect(await textsOf('a\n')).toEqual(['a']);
  });

  it('reads the same lines however the bytes are cut', async () => {
    const text = 'one\r\nzwölf 🎲 €\n\nlast';
    const whole = await collect(readLines(chunksOf(text)));
    for (let size = 1; size < 9; size += 1) {
      const bytes = Buffer.from(text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect(await collect(readLines(chunksOf(...pieces)))).toEqual(whole);
    }
  });

  it('takes CRLF as a line end and keeps a lone carriage return', async () => {
    expect(await textsOf('a\r\nb\rc\n\r\nd\r')).toEqual(['a', 'b\rc', '', 'd']);
  });

  it('does not end a line at U+0085, U+2028 or a vertical tab', async () => {
    expect(await textsOf('a\u0085b\u2028c\vd\n')).toEqual(['a\u0085b\u2028c\vd']);
  });

  it('drops a byte order mark at the start only', async () => {
    expect(await textsOf('\uFEFFa\n\uFEFFb\n')).toEqual(['a', '\uFEFFb']);
  });

  it('refuses bytes that are not UTF-8, naming file and line', async () => {
    const bad = Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x63, 0x0a]);
    const error = await eurusErrorOf(() => collect(readLines(chunksOf(bad), { name: 'out.jsonl' })));
    expect(error.code).toBe('RECORDS_UNREADABLE');
    expect(error.message).toBe('out.jsonl:2: not valid UTF-8 text');
  });

  it('marks a last line that was cut inside a character, instead of refusing the file', async () => {
    const cut = Buffer.from('a\n{"text":"🎲').subarray(0, -1);
    expect(await collect(readLines(chunksOf(cut)))).toEqual([
      { text: 'a', line: 1, byteOffset: 0, complete: true },
      { text: '{"text":"\uFFFD', line: 2, byteOffset: 2, complete: false },
    ]);
  });

  it('refuses a wrong byte in the middle of a torn last line', async () => {
    const error = await eurusErrorOf(() => collect(readLines(chunksOf(Buffer.from([0x61, 0xff, 0x62])))));
    expect(error.message).toBe('input:1: not valid UTF-8 text');
  });

  it.each([
    ['ended', 'ok\n123456789\n'],
    ['unended', 'ok\n123456789'],
  ])('refuses an %s line beyond the bound, with the code of the caller', async (_, text) => {
    const options = { name: 'f', code: 'DATA_CORRUPT', maxLineBytes: 8 } as const;
    const error = await eurusErrorOf(() => collect(readLines(chunksOf(text), options)));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toBe('f:2: the line is longer than 8 bytes');
  });

  it('stops reading soon after a line is too long', async () => {
    let served = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        served += 1;
        yield Buffer.alloc(1000, 'x');
      }
    }
    await eurusErrorOf(() => collect(readLines(endless(), { maxLineBytes: 10_000 })));
    expect(served).toBe(11);
  });

  it('reads a line of many small chunks in linear time', async () => {
    const line = (
      await collect(readLines(chunksOf(...Array.from({ length: 100_000 }, () => 'xyz'), '\n')))
    )[0];
    expect(line?.text.length).toBe(300_000);
  });
});
