import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type RecordedCompletion, type RecordedOptions, recordedCompletions } from '../../src/run/index.ts';
import { freshDirectory } from './fakes.ts';

const read = async (
  content: string | Uint8Array,
  options: Partial<RecordedOptions> = {},
  name = 'file.jsonl',
): Promise<RecordedCompletion[]> => {
  const path = join(await freshDirectory(), name);
  await writeFile(path, content);
  const all: RecordedCompletion[] = [];
  for await (const completion of recordedCompletions(path, { benchmark: 'b', protocol: 'cot', ...options })) {
    all.push({ ...completion, at: completion.at?.slice(path.length - name.length) ?? '' });
  }
  return all;
};

const lines = (...rows: readonly unknown[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('');
const brief = (all: readonly RecordedCompletion[]) => all.map(({ key, text, form }) => [key, text, form]);
const code = { isCode: true };

describe('recordedCompletions', () => {
  it.each<[string, unknown, Partial<RecordedOptions>, unknown[][]]>([
    ['id and text', { id: 'x', text: 't' }, {}, [['b.cot/x/0', 't', 'chat']]],
    ['task_id and output', { task_id: 'x', output: 't' }, {}, [['b.cot/x/0', 't', 'chat']]],
    ['a numeric idx', { idx: 7, text: 't' }, {}, [['b.cot/7/0', 't', 'chat']]],
    ['key as an id', { key: 1000, output: 't' }, {}, [['b.cot/1000/0', 't', 'chat']]],
    [
      'a field of the benchmark',
      { unique_id: 'u', text: 't' },
      { idFields: ['unique_id'] },
      [['b.cot/u/0', 't', 'chat']],
    ],
    [
      'outputs as trials',
      { id: 'x', outputs: ['a', 'b'] },
      {},
      [
        ['b.cot/x/0', 'a', 'chat'],
        ['b.cot/x/1', 'b', 'chat'],
      ],
    ],
    ['an empty answer', { id: 'x', text: '' }, {}, [['b.cot/x/0', '', 'chat']]],
    ['completion of a text benchmark', { id: 'x', completion: 't' }, {}, [['b.cot/x/0', 't', 'chat']]],
    [
      "HumanEval's shape",
      { task_id: 'HumanEval/0', completion: '  return 1' },
      code,
      [['b.cot/HumanEval/0/0', '  return 1', 'continuation']],
    ],
    [
      "EvalPlus's shape",
      { task_id: 'HumanEval/0', solution: 'def f(): 1' },
      code,
      [['b.cot/HumanEval/0/0', 'def f(): 1', 'solution']],
    ],
    ['a chat answer with code', { task_id: 'x', output: 'Sure' }, code, [['b.cot/x/0', 'Sure', 'chat']]],
    [
      'renamed fields',
      { question: 3, answer: 't' },
      { rename: { id: 'question', text: 'answer' } },
      [['b.cot/3/0', 't', 'chat']],
    ],
    [
      'a renamed completion',
      { id: 'x', body: 'c' },
      { ...code, rename: { completion: 'body' } },
      [['b.cot/x/0', 'c', 'continuation']],
    ],
    [
      'a choice between two answers',
      { id: 'x', text: 'question', output: 'answer' },
      { rename: { text: 'output' } },
      [['b.cot/x/0', 'answer', 'chat']],
    ],
    [
      'a choice between two ids',
      { id: 1, row: 2, text: 't' },
      { rename: { id: 'row' } },
      [['b.cot/2/0', 't', 'chat']],
    ],
    ['two equal ids', { id: '5', idx: 5, text: 't' }, {}, [['b.cot/5/0', 't', 'chat']]],
  ])('reads %s', async (_name, row, options, expected) => {
    expect(brief(await read(lines(row), options))).toEqual(expected);
  });

  it('takes rows of one id as its trials, in order, wherever they stand', async () => {
    const rows = [
      { id: 'a', text: '1' },
      { id: 'b', outputs: ['2', '3'] },
      { id: 'a', text: '4' },
    ];
    expect(brief(await read(lines(...rows)))).toEqual([
      ['b.cot/a/0', '1', 'chat'],
      ['b.cot/b/0', '2', 'chat'],
      ['b.cot/b/1', '3', 'chat'],
      ['b.cot/a/1', '4', 'chat'],
    ]);
  });

  it('keeps what rows say of model, end, reasoning and tokens', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const row = { id: 'x', text: 't', model: 'm', finish_reason: 'length', reasoning: 'r', usage };
    expect(await read(lines(row))).toEqual([
      {
        key: 'b.cot/x/0',
        benchmark: 'b',
        protocol: 'cot',
        id: 'x',
        trial: 0,
        promptSha256: null,
        text: 't',
        reasoning: 'r',
        finishReason: 'length',
        usage: { inputTokens: 3, outputTokens: 4, reasoningTokens: null },
        latencyMs: null,
        model: 'm',
        error: null,
        prefill: null,
        form: 'chat',
        at: 'file.jsonl:1',
      },
    ]);
  });

  it('reads our own records as they are, trial and all', async () => {
    const own = {
      key: 'b.cot/x/3',
      benchmark: 'b',
      protocol: 'cot',
      id: 'x',
      trial: 3,
      text: 't',
      form: 'solution',
    };
    expect(await read(lines(own))).toEqual([
      expect.objectContaining({ key: 'b.cot/x/3', trial: 3, text: 't', form: 'solution' }),
    ]);
  });

  it('reads gzip, whatever the name, and passes over blank lines and a missing last newline', async () => {
    const content = `${lines({ id: 1, text: 'a' })}\n{"id":2,"text":"b"}`;
    const expected = [
      ['b.cot/1/0', 'a', 'chat'],
      ['b.cot/2/0', 'b', 'chat'],
    ];
    expect(brief(await read(gzipSync(content), {}, 'file.jsonl.gz'))).toEqual(expected);
    expect(brief(await read(gzipSync(content), {}, 'other'))).toEqual(expected);
    expect(brief(await read(content))).toEqual(expected);
  });

  it('keeps ids beyond 2^53', async () => {
    expect(brief(await read('{"id":12345678901234567890,"text":"a"}\n'))[0]?.[0]).toBe(
      'b.cot/12345678901234567890/0',
    );
  });

  it.each<[string, string, Partial<RecordedOptions>, string]>([
    [
      'no id',
      lines({ text: 't' }),
      {},
      'file.jsonl:1: no sample id: none of the fields id, task_id, idx, key is there',
    ],
    ['a null id', lines({ id: null, text: 't' }), {}, 'file.jsonl:1: no sample id'],
    [
      'an id that is a fraction',
      lines({ id: 1.5, text: 't' }),
      {},
      'file.jsonl:1: field "id" is a number, expected text or an integer',
    ],
    [
      'two different ids',
      lines({ id: 1, task_id: 2, text: 't' }),
      {},
      'file.jsonl:1: two ids: id is "1", task_id is "2"',
    ],
    [
      'no answer',
      lines({ id: 1, question: 'q' }),
      {},
      'file.jsonl:1: no answer: none of the fields text, output, outputs, completion is there (it has id, question)',
    ],
    [
      'two answers',
      lines({ id: 1, text: 'q', output: 'a' }),
      {},
      'file.jsonl:1: two fields could be the answer: text, output',
    ],
    [
      'a null answer',
      lines({ id: 1, text: null }),
      {},
      'file.jsonl:1: field "text" is null, expected text or a list of texts',
    ],
    [
      'an empty list',
      lines({ id: 1, outputs: [] }),
      {},
      'file.jsonl:1: field "outputs" is an empty list, expected text',
    ],
    [
      'a list of numbers',
      lines({ id: 1, outputs: ['a', 2] }),
      {},
      'file.jsonl:1: field "outputs" is a number, expected text',
    ],
    ["a data set's solution for an answer", lines({ id: 1, solution: 's' }), {}, 'file.jsonl:1: no answer'],
    [
      'a line that is no object',
      lines({ id: 1, text: 'a' }, [1]),
      {},
      'file.jsonl:2: the line is a list, expected an object',
    ],
    [
      'a torn last line',
      `${lines({ id: 1, text: 'a' })}{"id":2,"te`,
      {},
      'file.jsonl:2: not valid JSON; the file ends in the middle of this line',
    ],
    ['a damaged line', `{"id":\n${lines({ id: 1, text: 'a' })}`, {}, 'file.jsonl:1: not valid JSON'],
    [
      'our record of another benchmark',
      lines({ key: 'c.cot/x/0', benchmark: 'c', protocol: 'cot', id: 'x', trial: 0, text: '' }),
      {},
      'file.jsonl:1: the completion is of c.cot, expected b.cot',
    ],
    [
      'our record with the key of another',
      lines({ key: 'b.cot/y/0', benchmark: 'b', protocol: 'cot', id: 'x', trial: 0, text: '' }),
      {},
      'file.jsonl:1: the key is "b.cot/y/0", expected "b.cot/x/0"',
    ],
    [
      'our record of a trial that a row was',
      lines(
        { id: 'x', text: 'a' },
        { key: 'b.cot/x/0', benchmark: 'b', protocol: 'cot', id: 'x', trial: 0, text: '' },
      ),
      {},
      'file.jsonl:2: a second completion of b.cot/x/0',
    ],
    [
      'a row of a trial that our record was',
      lines(
        { key: 'b.cot/x/0', benchmark: 'b', protocol: 'cot', id: 'x', trial: 0, text: '' },
        { id: 'x', text: 'a' },
      ),
      {},
      'file.jsonl:2: a second completion of b.cot/x/0',
    ],
    [
      'our record twice',
      lines(
        ...Array(2).fill({ key: 'b.cot/x/0', benchmark: 'b', protocol: 'cot', id: 'x', trial: 0, text: '' }),
      ),
      {},
      'file.jsonl:2: a second completion of b.cot/x/0',
    ],
  ])('refuses %s', async (_name, content, options, message) => {
    await expect(read(content, options)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining(message),
    });
  });

  it('refuses to rename to a name that means nothing', async () => {
    await expect(read(lines({ id: 1, text: 'a' }), { rename: { anser: 'text' } })).rejects.toMatchObject({
      code: 'USAGE',
      message: '--map anser=text: there is no field "anser" to map to',
    });
  });

  it('refuses a file that is not there', async () => {
    const file = recordedCompletions('/nowhere/at/all.jsonl', { benchmark: 'b', protocol: 'cot' });
    await expect(file.next()).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
  });
});
