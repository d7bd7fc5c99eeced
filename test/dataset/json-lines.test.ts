import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readJsonLines } from '../../src/dataset/index.ts';
import { chunksOf, collect, eurusErrorOf, temporaryFolder, write } from './support.ts';

describe('readJsonLines', () => {
  it('gives each value with its line and passes over blank lines', async () => {
    expect(await collect(readJsonLines(chunksOf('{"a":1}\n\n  \n[2]\r\n3')))).toEqual([
      { value: { a: 1 }, line: 1 },
      { value: [2], line: 4 },
      { value: 3, line: 5 },
    ]);
  });

  it('reads a path, with or without gzip, whatever its name', async () => {
    const folder = temporaryFolder();
    const plain = write(folder, 'plain.jsonl.gz', '{"a":1}\n');
    const packed = write(folder, 'packed.jsonl', gzipSync('{"a":1}\n'));
    expect(await collect(readJsonLines(plain))).toEqual([{ value: { a: 1 }, line: 1 }]);
    expect(await collect(readJsonLines(packed))).toEqual([{ value: { a: 1 }, line: 1 }]);
  });

  it('names file and line of a line that is not JSON', async () => {
    const path = write(temporaryFolder(), 'out.jsonl', '{"a":1}\n{"a":}\n{"a":2}\n');
    const error = await eurusErrorOf(() => collect(readJsonLines(path)));
    expect(error.code).toBe('RECORDS_UNREADABLE');
    expect(error.message).toContain(`${path}:2: not valid JSON (`);
    expect(error.hint).toContain('mend or remove the line');
  });

  it('says that a torn last line is one', async () => {
    const error = await eurusErrorOf(() => collect(readJsonLines(chunksOf('1\n{"text":"hal'), 'out.jsonl')));
    expect(error.message).toContain(
      'out.jsonl:2: not valid JSON; the file ends in the middle of this line (',
    );
    expect(error.hint).toContain('cut short');
  });

  it('says so too when the cut went through a character', async () => {
    const cut = Buffer.from('{"text":"é').subarray(0, -1);
    const error = await eurusErrorOf(() => collect(readJsonLines(chunksOf(cut), 'out.jsonl')));
    expect(error.message).toContain(
      'out.jsonl:1: not valid JSON; the file ends in the middle of this line (',
    );
  });

  it('keeps control characters of a broken line out of its message', async () => {
    const error = await eurusErrorOf(() => collect(readJsonLines(chunksOf('\u001b[2Jhello\u009b\n'))));
    expect(error.message).toContain('\\u001b');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is about them
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  it('turns nesting that is too deep into the same error', async () => {
    const deep = `${'['.repeat(200_000)}12345678901234567890${']'.repeat(200_000)}\n`;
    const error = await eurusErrorOf(() => collect(readJsonLines(chunksOf(deep), 'deep.jsonl')));
    expect(error.message).toContain('deep.jsonl:1: not valid JSON (');
  });
});
