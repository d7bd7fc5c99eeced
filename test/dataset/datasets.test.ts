import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import type { Dataset, Row } from '../../src/core/index.ts';
import {
  csv,
  csvRows,
  dataDirectory,
  json,
  jsonl,
  records,
  sampleDirectory,
  tarMembers,
} from '../../src/dataset/index.ts';
import { chunksOf, collect, eurusErrorOf, factsOf, temporaryFolder, write } from './support.ts';

/** The rows of a dataset over a file with this content. */
const rowsOf = async (content: string | Uint8Array, make: (file: ReturnType<typeof factsOf>) => Dataset) => {
  const root = temporaryFolder();
  const file = factsOf('b/file', content);
  write(root, file.path, content);
  const rows = await collect(make(file).rows(dataDirectory(root)));
  return rows.map(row => ({ ...row, file: row.file.replace(`${root}/`, '') }));
};

const valuesOf = (rows: readonly Row[]): unknown[] => rows.map(({ value }) => value);

describe('jsonl', () => {
  it('gives a row a line, numbered from 0, with its line from 1', async () => {
    expect(await rowsOf('{"a":1}\n\n{"a":2}\n', file => jsonl(file, 2))).toEqual([
      { file: 'b/file', index: 0, line: 1, value: { a: 1 } },
      { file: 'b/file', index: 1, line: 3, value: { a: 2 } },
    ]);
  });

  it('names file and line of a line that is not JSON', async () => {
    const error = await eurusErrorOf(() => rowsOf('{"a":1}\n{"a"', file => jsonl(file, 2)));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toMatch(/b\/file:2: not valid JSON/);
  });
});

describe('json', () => {
  it('gives the items of an array, or of the array at a path', async () => {
    expect(await rowsOf('[{"a":1},2]', file => json(file, 2))).toEqual([
      { file: 'b/file', index: 0, line: null, value: { a: 1 } },
      { file: 'b/file', index: 1, line: null, value: 2 },
    ]);
    const inside = await rowsOf('{"x":{"examples":[1,2,3]}}', file =>
      json(file, 3, { at: ['x', 'examples'] }),
    );
    expect(valuesOf(inside)).toEqual([1, 2, 3]);
  });

  it.each([
    ['{"a":1}', undefined, 'the file is an object, expected a list of rows'],
    ['{"a":1}', ['a'], '"a" is a number, expected a list of rows'],
    ['{"a":1}', ['b', 'c'], '"b.c" is missing, expected a list of rows'],
    ['[1]', ['constructor'], '"constructor" is missing, expected a list of rows'],
  ])('says what %s has in place of rows', async (content, at, message) => {
    const error = await eurusErrorOf(() => rowsOf(content, file => json(file, 1, at ? { at } : {})));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toContain(message);
  });
});

describe('csv', () => {
  const columns = ['x', 'y'];

  it('names the columns of a file without a header', async () => {
    expect(await rowsOf('1,2\n3,4\n', file => csv(file, 2, { columns }))).toEqual([
      { file: 'b/file', index: 0, line: 1, value: { x: '1', y: '2' } },
      { file: 'b/file', index: 1, line: 2, value: { x: '3', y: '4' } },
    ]);
  });

  it('takes the names from the first record when there is a header', async () => {
    const rows = await rowsOf('\uFEFFid,__proto__\n1,2\n', file => csv(file, 1, { columns: 'header' }));
    expect(rows).toMatchObject([{ index: 0, line: 2 }]);
    expect(Object.entries(rows[0]?.value ?? {})).toEqual([
      ['id', '1'],
      ['__proto__', '2'],
    ]);
  });

  it('reads quotes, commas and newlines inside fields, and counts lines past them', async () => {
    const text = 'a,"b ""q"", c"\r\n"d\ne\n",f\r\n\n"g\r\nh",i\nj\u0085k,l\u2028m';
    const rows = await rowsOf(text, file => csv(file, 4, { columns }));
    expect(rows.map(({ line, value }) => [line, value])).toEqual([
      [1, { x: 'a', y: 'b "q", c' }],
      [2, { x: 'd\ne\n', y: 'f' }],
      [6, { x: 'g\r\nh', y: 'i' }],
      [8, { x: 'j\u0085k', y: 'l\u2028m' }],
    ]);
  });

  it('reads the same rows however the bytes are cut', async () => {
    const bytes = Buffer.from('é,"1\r\n2"\r\n"""",€\r\n');
    const whole = await collect(csvRows(chunksOf(bytes), 'f', { columns }));
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const pieces = chunksOf(bytes.subarray(0, cut), bytes.subarray(cut));
      expect(await collect(csvRows(pieces, 'f', { columns }))).toEqual(whole);
    }
    expect(whole).toHaveLength(2);
  });

  it.each([
    ['1,2\n3\n', 'b/file:2: the record has 1 fields, expected 2'],
    ['1,2\n3,4,5\n', 'b/file:2: the record has 3 fields, expected 2'],
    ['1,2\n"3,4\n', 'b/file:2: not valid CSV (quote not closed)'],
    ['1,2\n"3"x,4\n', 'b/file:2: not valid CSV (invalid closing quote)'],
    ['1,2\n3"x,4\n', 'b/file:2: not valid CSV (invalid opening quote)'],
  ])('refuses %j', async (content, message) => {
    const error = await eurusErrorOf(() => rowsOf(content, file => csv(file, 2, { columns })));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toContain(message);
  });

  it.each([
    ['in the middle', [0x61, 0xff, 0x2c, 0x62, 0x0a]],
    ['at the end', [0x61, 0x2c, 0xe4]],
  ])('refuses bytes that are not UTF-8 %s', async (_, bytes) => {
    const error = await eurusErrorOf(() => rowsOf(Buffer.from(bytes), file => csv(file, 1, { columns })));
    expect(error.message).toContain('b/file is not valid UTF-8 text');
  });
});

describe('tarMembers', () => {
  const archive = () =>
    packTar([
      { header: { name: 'm/', type: 'directory', size: 0 } },
      { header: { name: 'm/dev/a.csv', type: 'file', size: 4 }, body: '0,0\n' },
      { header: { name: 'm/test/a.csv', type: 'file', size: 8 }, body: '1,2\n3,4\n' },
      { header: { name: 'm/test/link.csv', type: 'symlink', size: 0, linkname: 'a.csv' } },
      { header: { name: 'm/test/b.csv', type: 'file', size: 4 }, body: '5,6\n' },
    ]);
  const tests = (file: ReturnType<typeof factsOf>, count = 3): Dataset =>
    tarMembers(file, count, member =>
      member.path.startsWith('m/test/') ? csvRows(member.chunks, member.name, { columns: ['x', 'y'] }) : null,
    );

  it.each([
    ['plain', (bytes: Uint8Array) => bytes],
    ['gzip', (bytes: Uint8Array) => gzipSync(bytes)],
  ])('reads the wanted members of a %s archive, numbering rows within each', async (_, pack) => {
    expect(await rowsOf(pack(await archive()), file => tests(file))).toEqual([
      { file: 'b/file:m/test/a.csv', index: 0, line: 1, value: { x: '1', y: '2' } },
      { file: 'b/file:m/test/a.csv', index: 1, line: 2, value: { x: '3', y: '4' } },
      { file: 'b/file:m/test/b.csv', index: 0, line: 1, value: { x: '5', y: '6' } },
    ]);
  });

  it('goes on to the next member when one is not read to its end', async () => {
    const first = async function* (rows: AsyncIterable<Row>) {
      for await (const row of rows) {
        yield row;
        return;
      }
    };
    const rows = await rowsOf(await archive(), file =>
      tarMembers(file, 3, ({ chunks, name, path }) =>
        path.endsWith('.csv') ? first(csvRows(chunks, name, { columns: ['x', 'y'] })) : null,
      ),
    );
    expect(valuesOf(rows)).toEqual([
      { x: '0', y: '0' },
      { x: '1', y: '2' },
      { x: '5', y: '6' },
    ]);
  });

  it('passes over small members between large ones', async () => {
    const rows = 200_000;
    const members = ['m/test/a.csv', 'm/dev/a.csv', 'm/test/b.csv'].map(name => {
      const body = name.startsWith('m/test/') ? '123,456\n'.repeat(rows) : '0,0\n';
      return { header: { name, type: 'file' as const, size: body.length }, body };
    });
    const bytes = gzipSync(await packTar(members));
    expect(await rowsOf(bytes, file => tests(file, 2 * rows))).toHaveLength(2 * rows);
  });

  it('can be left before the end', async () => {
    const root = temporaryFolder();
    const bytes = await archive();
    write(root, 'b/file', bytes);
    for await (const row of tests(factsOf('b/file', bytes)).rows(dataDirectory(root))) {
      expect(row.index).toBe(0);
      break;
    }
  });

  it('refuses an archive that is cut or damaged', async () => {
    const bytes = await archive();
    const cut = await eurusErrorOf(() => rowsOf(bytes.subarray(0, 1540), file => tests(file)));
    expect(cut.code).toBe('DATA_CORRUPT');
    expect(cut.message).toContain('is a damaged tar archive (');
    const damaged = Buffer.from(bytes);
    damaged.write('zzz', 512 + 3);
    const error = await eurusErrorOf(() => rowsOf(damaged, file => tests(file)));
    expect(error.message).toContain('is a damaged tar archive (');
  });

  it('passes the errors of a member on as they are', async () => {
    const bytes = await packTar([{ header: { name: 'm/test/a.csv', type: 'file', size: 2 }, body: '1\n' }]);
    const error = await eurusErrorOf(() => rowsOf(bytes, file => tests(file)));
    expect(error.message).toContain('b/file:m/test/a.csv:1: the record has 1 fields, expected 2');
  });
});

describe('the number of rows', () => {
  it.each([1, 3])('is an error when %d were expected and 2 found', async count => {
    const error = await eurusErrorOf(() => rowsOf('1\n2\n', file => jsonl(file, count)));
    expect(error.code).toBe('DATA_CORRUPT');
    expect(error.message).toContain(`b/file: found 2 rows, expected ${count}`);
  });

  it('is not asked of an incomplete source', async () => {
    const root = temporaryFolder();
    write(root, 'b/samples/file', '1\n');
    expect(await collect(jsonl(factsOf('b/file', ''), 1319).rows(sampleDirectory(root)))).toHaveLength(1);
  });

  it('is not asked of a reader that leaves early', async () => {
    const root = temporaryFolder();
    write(root, 'b/file', '1\n2\n');
    for await (const row of jsonl(factsOf('b/file', '1\n2\n'), 5).rows(dataDirectory(root))) {
      expect(row.value).toBe(1);
      break;
    }
  });

  it('is checked over several files', async () => {
    const root = temporaryFolder();
    const files = ['x', 'y'].map(name => factsOf(`b/${name}`, '1\n'));
    for (const { path } of files) write(root, path, '1\n');
    const both = records(files, 3, async function* (source) {
      for (const file of files) yield* jsonl(file, 1).rows(source);
    });
    expect(both.files).toEqual(files);
    const error = await eurusErrorOf(() => collect(both.rows(dataDirectory(root))));
    expect(error.message).toContain('b/x and 1 more: found 2 rows, expected 3');
  });
});

describe('an incomplete source', () => {
  it.each<[string, (file: ReturnType<typeof factsOf>) => Dataset]>([
    ['jsonl', file => jsonl(file, 5)],
    ['json', file => json(file, 5)],
    ['csv', file => csv(file, 5, { columns: ['a'] })],
    ['tarMembers', file => tarMembers(file, 5, () => null)],
  ])('gives no rows through %s for a file it does not hold', async (_, make) => {
    expect(await collect(make(factsOf('b/file', '')).rows(sampleDirectory(temporaryFolder())))).toEqual([]);
  });
});
