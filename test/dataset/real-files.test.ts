import { expect, it } from 'vitest';
import type { DataFile, Dataset, Row } from '../../src/core/index.ts';
import {
  csvRows,
  dataDirectory as dataSource,
  json,
  jsonl,
  readText,
  tarMembers,
  text,
  verifyFiles,
} from '../../src/dataset/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { collect } from './support.ts';

const source = dataSource(dataDirectory);

/** The facts of the published file that reading needs. */
const published = (path: string, sha256: string, bytes: number): DataFile => ({
  path,
  sha256,
  bytes,
  url: `https://example.org/${path}`,
  source: 'see docs/data.md',
  licence: 'see docs/data.md',
});

const gsm8k = published(
  'gsm8k/test.jsonl',
  '3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14',
  749_738,
);
const humaneval = published(
  'humaneval/HumanEval.jsonl.gz',
  'b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef',
  44_877,
);
const humanevalPlus = published(
  'humaneval-plus/HumanEvalPlus.jsonl.gz',
  '272720b90ac375502c8ed23cd791c2a93dfb22a911641a494da74a426c09f101',
  925_932,
);
const snarks = published(
  'bbh/snarks.json',
  '54a0661fe2de06167645a4965e6bcf963c4ba307e76262a7c750998b0e3d0d0e',
  42_646,
);
const asdiv = published(
  'asdiv/asdiv.json',
  '38704f673ec69d02dc038bdfd89c9269acb95f20f351c9ce5f91cc7dd3f8dfee',
  889_194,
);
const mmlu = published(
  'mmlu/mmlu.tar.gz',
  '3bfca88cd2821299f8b414df6c458732bf8374c24fcedbe060b229c17e843619',
  2_024_606,
);

const rowsOf = (dataset: Dataset): Promise<Row[]> => collect(dataset.rows(source));

const holdsBigint = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsBigint));

describeWithData('the published files', () => {
  it('verify', async () => {
    const states = await verifyFiles([gsm8k, humaneval, humanevalPlus, snarks, asdiv, mmlu], dataDirectory);
    expect(states.filter(({ state }) => state !== 'present')).toEqual([]);
  });

  it('give the 1,319 test rows of GSM8K, every answer with its mark', async () => {
    const rows = await rowsOf(jsonl(gsm8k, 1319));
    expect(rows.filter(row => text(row, 'answer').includes('\n#### '))).toHaveLength(1319);
    expect(rows.at(-1)).toMatchObject({ index: 1318, line: 1319 });
  });

  it('give the 164 tasks of HumanEval from a file that is gzip upstream', async () => {
    const rows = await rowsOf(jsonl(humaneval, 164));
    expect(text(rows[163] as Row, 'task_id')).toBe('HumanEval/163');
  });

  it('keep the integers beyond 2^53 of 15 tasks of HumanEval+', async () => {
    const rows = await rowsOf(jsonl(humanevalPlus, 164));
    const tasks = rows.filter(({ value }) => holdsBigint(value)).map(row => text(row, 'task_id'));
    const numbers = [22, 34, 53, 65, 76, 77, 79, 88, 92, 108, 114, 123, 131, 137, 155];
    expect(tasks).toEqual(numbers.map(number => `HumanEval/${number}`));
  });

  it('give rows from inside a JSON object', async () => {
    const rows = await rowsOf(json(snarks, 178, { at: ['examples'] }));
    expect(new Set(rows.map(row => text(row, 'target')))).toEqual(new Set(['(A)', '(B)']));
    expect(await rowsOf(json(asdiv, 2063, { at: ['Instances'] }))).toHaveLength(2063);
    expect(await readText(source, snarks)).toContain('"canary"');
  });

  it('give the 14,042 test questions of MMLU from the members of an archive', async () => {
    const columns = ['question', 'A', 'B', 'C', 'D', 'answer'];
    const rows = await rowsOf(
      tarMembers(mmlu, 14_042, member =>
        member.path.startsWith('mmlu/test/') ? csvRows(member.chunks, member.name, { columns }) : null,
      ),
    );
    expect(new Set(rows.map(({ file }) => file)).size).toBe(57);
    expect(new Set(rows.map(row => text(row, 'answer')))).toEqual(new Set(['A', 'B', 'C', 'D']));
  });
});
