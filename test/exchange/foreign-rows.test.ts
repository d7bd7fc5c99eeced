import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayItems } from '../../src/exchange/array-items.ts';
import { foreignRows, originOf, rowsOfFiles, sampleFilesIn } from '../../src/exchange/index.ts';
import { temporaryFolder } from '../support/folder.ts';

const gsm8k = { benchmark: 'gsm8k', idFields: ['id', 'task_id', 'idx', 'key'] };

const rowsIn = async (text: string, options = gsm8k, name = 'answers.jsonl') => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  const rows: { readonly value: unknown; readonly line: number }[] = [];
  for await (const { value, line } of foreignRows(path, options)) rows.push({ value, line });
  return rows;
};

const lines = (...rows: readonly unknown[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('');

const lmEvalRow = (doc_id: number, texts: readonly string[], more = {}) => ({
  ...{ doc_id, doc: { question: 'q', answer: 'a' }, target: 'a', resps: [texts], filtered_resps: texts },
  ...{ filter: 'strict-match', metrics: ['exact_match'], exact_match: 1, ...more },
});

describe('samples of lm-evaluation-harness', () => {
  it('name their sample by its place in the data where the data has no id', async () => {
    const rows = await rowsIn(lines(lmEvalRow(7, ['The answer is 3.'])));
    expect(rows).toEqual([{ value: { doc_id: 7, id: '7', text: 'The answer is 3.' }, line: 1 }]);
  });

  it('keep the id of the data where there is one', async () => {
    const [row] = await rowsIn(lines(lmEvalRow(0, ['x'], { doc: { task_id: 'HumanEval/0', prompt: '' } })));
    expect(row?.value).toMatchObject({ task_id: 'HumanEval/0' });
    expect(row?.value).not.toHaveProperty('id');
  });

  it('have one answer a repeat, and each once however many filters looked at it', async () => {
    const rows = await rowsIn(
      lines(lmEvalRow(0, ['a', 'b']), lmEvalRow(0, ['a', 'b'], { filter: 'flexible-extract' })),
    );
    expect(rows.map(({ value }) => (value as { text: string }).text)).toEqual(['a', 'b']);
  });

  it.each([
    ['bbh', 'samples_bbh_cot_fewshot_snarks_2026-01-02T03-04-05.123.jsonl', 'snarks/3'],
    [
      'bbh',
      'samples_leaderboard_bbh_boolean_expressions_2026-01-02T03-04-05.1.jsonl',
      'boolean_expressions/3',
    ],
    ['mmlu', 'samples_mmlu_abstract_algebra_2026-01-02T03-04-05.1.jsonl', 'abstract_algebra/3'],
    ['mmlu', 'samples_mmlu_flan_cot_zeroshot_anatomy_2026-01-02T03-04-05.1.jsonl', 'anatomy/3'],
    ['gsm8k', 'samples_gsm8k_2026-01-02T03-04-05.1.jsonl', '3'],
  ])('of %s in %s are %s', async (benchmark, name, id) => {
    const [row] = await rowsIn(lines(lmEvalRow(3, ['x'])), { ...gsm8k, benchmark }, name);
    expect(row?.value).toMatchObject({ id });
  });

  it('of a folder are those of the newest file of each task', async () => {
    const folder = join(temporaryFolder(), 'model');
    mkdirSync(folder);
    const write = (task: string, date: string, text: string): void =>
      writeFileSync(join(folder, `samples_${task}_${date}.jsonl`), lines(lmEvalRow(0, [text])));
    write('bbh_cot_fewshot_snarks', '2026-01-01T00-00-00.0', 'old');
    write('bbh_cot_fewshot_snarks', '2026-01-02T00-00-00.0', 'new');
    write('bbh_cot_fewshot_navigate', '2026-01-01T00-00-00.0', 'other');
    writeFileSync(join(folder, 'results_2026-01-01T00-00-00.0.json'), '{}');
    const texts: unknown[] = [];
    for await (const { value } of rowsOfFiles(await sampleFilesIn(folder), { ...gsm8k, benchmark: 'bbh' })) {
      texts.push([(value as { id: string }).id, (value as { text: string }).text]);
    }
    expect(texts).toEqual([
      ['navigate/0', 'other'],
      ['snarks/0', 'new'],
    ]);
  });
});

const inspectSample = (id: string | number, epoch: number, content: unknown, more = {}) => ({
  ...{ id, epoch, input: 'q', target: 'a', messages: [], scores: {} },
  output: {
    model: 'm-1',
    choices: [{ message: { role: 'assistant', content }, stop_reason: 'max_tokens' }],
    usage: { input_tokens: 3, output_tokens: 5, total_tokens: 8 },
  },
  ...more,
});

const log = (...samples: readonly unknown[]) => ({
  version: 2,
  status: 'success',
  eval: { task: 't' },
  samples,
});

describe('logs of inspect_ai', () => {
  it.each([
    ['over several lines', (value: unknown) => `${JSON.stringify(value, null, 2)}\n`],
    ['on one line', (value: unknown) => `${JSON.stringify(value)}\n`],
  ])('are read %s', async (_, write) => {
    const rows = await rowsIn(write(log(inspectSample(4, 1, 'The answer is 3.'))), gsm8k, 'log.json');
    expect(rows).toEqual([
      {
        value: {
          ...{ id: 4, text: 'The answer is 3.', reasoning: null, model: 'm-1', finish_reason: 'max_tokens' },
          usage: { input_tokens: 3, output_tokens: 5, total_tokens: 8 },
        },
        line: 1,
      },
    ]);
  });

  it('give reasoning apart from the answer', async () => {
    const content = [
      { type: 'reasoning', reasoning: 'Hm.' },
      { type: 'text', text: 'It is ' },
      { type: 'image', image: 'data:' },
      { type: 'text', text: '3.' },
    ];
    const [row] = await rowsIn(JSON.stringify(log(inspectSample('a', 1, content)), null, 1));
    expect(row?.value).toMatchObject({ text: 'It is \n3.', reasoning: 'Hm.' });
  });

  it('have no answer where the sample ended in an error', async () => {
    const failed = inspectSample('a', 1, '', { error: { message: 'gone', traceback: '' } });
    expect(await rowsIn(JSON.stringify(log(failed), null, 1))).toEqual([]);
  });

  it('that are cut short are refused in one line', async () => {
    const text = JSON.stringify(log(inspectSample('a', 1, 'x')), null, 1);
    await expect(rowsIn(text.slice(0, -20))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('cut short'),
    });
  });
});

describe('originOf', () => {
  it.each([
    ['lm-eval', lines(lmEvalRow(0, ['x']))],
    ['inspect', JSON.stringify(log(), null, 2)],
    ['inspect', JSON.stringify(log())],
    ['rows', lines({ id: '0', text: 'x' })],
    ['rows', lines({ id: '0', text: 'x', doc_id: 3 })],
    ['rows', ''],
  ])('knows %s', async (origin, text) => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, text);
    expect(await originOf(path)).toBe(origin);
  });
});

describe('arrayItems', () => {
  const itemsOf = async (text: string, size: number, field = 'samples', most = 1e6) => {
    const bytes = Buffer.from(text);
    const chunks = Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      })(),
    );
    const items: unknown[] = [];
    for await (const { value } of arrayItems(chunks, field, 'x.json', most)) items.push(value);
    return items;
  };

  it('gives what JSON.parse gives, wherever the chunks end', async () => {
    const value = fc.record({
      before: fc.jsonValue(),
      samples: fc.array(fc.jsonValue()),
      after: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(
        value,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 2),
        async (document, size, indent) => {
          const text = JSON.stringify(document, null, indent);
          expect(await itemsOf(text, size)).toEqual(JSON.parse(text).samples);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes only the field at the top, not one of the same name below or a text', async () => {
    const text = '{"a":{"samples":[1]},"b":"samples","c":["samples",[2]],"samples":[3]}';
    expect(await itemsOf(text, 5)).toEqual([3]);
  });

  it.each([
    ['{"samples":[{"a":1}', 'cut short'],
    ['{"samples":[nope]}', 'item 1 of "samples"'],
    ['{"samples":[1]}}', 'not valid JSON'],
    [`{"samples":["${'x'.repeat(400)}"]}`, 'longer than 100 bytes'],
  ])('refuses %#: %s', async (text, what) => {
    await expect(itemsOf(text, 50, 'samples', 100)).rejects.toThrow(what);
  });
});
