import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/core/index.ts';
import { type ExportFormatName, exportFormats, foreignRows } from '../../src/exchange/index.ts';
import { openRun } from '../../src/record/index.ts';
import { commonIdFields, recordedCompletions, run, scoreRecorded } from '../../src/run/index.ts';
import { episodeOptions, taskOf, turnOf } from '../run/episode-play.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  generated,
  noSandbox,
  runOptions,
} from '../run/fake-parts.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Answers that are right, wrong, empty, and hard to write down. */
const answers: readonly string[] = [
  'answer 0',
  'wrong, "quoted"\r\nand on two lines',
  '',
  '=1+1',
  '  \t\u2028\u0000 𝔘 </script> `', // what text formats stumble over
  'answer 5',
];

const tasks = [fakeTask(fakeBenchmark('b', 3), ['exact', 'contains'])];

const recorded = async () => {
  const folder = temporaryFolder();
  const backend = fakeBackend(({ id, trial }) =>
    generated(answers[(Number(id.slice(1)) * 2 + trial) % answers.length] ?? '', {
      reasoning: trial === 0 ? 'Because.' : null,
      finishReason: trial === 0 ? 'length' : 'stop',
      prefill: trial === 0 ? 'So: ' : null,
    }),
  );
  const options = runOptions(folder, { tasks, backend, selection: { trials: 2, limit: null, ids: null } });
  await run(options);
  return openRun(options.directory);
};

const exported = async (format: ExportFormatName, out: string): Promise<readonly string[]> =>
  exportFormats[format].export({ runs: [await recorded()], wanted: () => true, out, version: '0.0.0-test' });

const verdictsIn = async (directory: string): Promise<readonly unknown[]> => {
  const found: unknown[] = [];
  for (const { graders } of (await openRun(directory)).tasks) {
    for (const { verdicts } of graders) {
      for (const line of readFileSync(verdicts, 'utf8').trim().split('\n')) {
        const { duration_ms: _, ...verdict } = JSON.parse(line);
        found.push(verdict);
      }
    }
  }
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};

describe.each(['lm-eval', 'inspect'] as const)('an export for %s', format => {
  it('scored again gives the same verdicts on the same completions', async () => {
    const before = await recorded();
    const out = join(temporaryFolder(), 'out');
    const files = await exportFormats[format].export({
      ...{ runs: [before], wanted: () => true, out, version: '0.0.0-test' },
    });
    const path = files.find(file => !file.includes('results_')) ?? '';
    const directory = join(temporaryFolder(), 'again');
    const rows = foreignRows(path, { benchmark: 'b', idFields: commonIdFields });
    await scoreRecorded({
      ...{ tasks, data: fakeData, version: '0', scoreConcurrency: 1, openSandbox: noSandbox },
      completions: recordedCompletions(path, { benchmark: 'b', protocol: 'cot', rows }),
      ...{ directory, source: path, sourceFiles: [path] },
    });
    expect(await verdictsIn(directory)).toEqual(await verdictsIn(before.directory));
  });
});

describe.each(['lm-eval', 'inspect'] as const)('episodes in an export for %s', format => {
  it('scored again are judged by the same proposals', async () => {
    const lines = ['code: 1', 'answer: answer 0', 'answer: b', 'answer: c'];
    const backend = fakeBackend(request =>
      generated(lines[2 * request.trial + turnOf(request) - 1] ?? 'nothing'),
    );
    const selection = { trials: 2, limit: null, ids: null };
    const { options } = await episodeOptions(1, { backend, selection });
    await run(options);
    const before = await openRun(options.directory);
    const out = join(temporaryFolder(), 'out');
    const files = await exportFormats[format].export({
      ...{ runs: [before], wanted: () => true, out, version: '0.0.0-test' },
    });
    const path = files.find(file => !file.includes('results_')) ?? '';
    const directory = join(temporaryFolder(), 'again');
    const { summary } = await scoreRecorded({
      ...{ tasks: [taskOf(1)], data: fakeData, version: '0', scoreConcurrency: 1, openSandbox: noSandbox },
      completions: recordedCompletions(path, {
        ...{ benchmark: 'b', protocol: 'cot' },
        rows: foreignRows(path, { benchmark: 'b', idFields: commonIdFields }),
      }),
      ...{ directory, source: path, sourceFiles: [path] },
    });
    expect(await verdictsIn(directory)).toEqual(await verdictsIn(before.directory));
    expect(summary.cells[0]?.metrics).toMatchObject({ 'within@1': { value: 0 }, 'within@2': { value: 0.5 } });
  });
});

describe('an export for lm-eval', () => {
  it('has the fields and shapes of its result schema', async () => {
    const out = temporaryFolder();
    const [results = '', samples = ''] = await exported('lm-eval', out);
    expect(readdirSync(out)).toEqual(['fake-model']);
    const whole = JSON.parse(readFileSync(results, 'utf8'));
    expect(whole.results['b.cot']).toMatchObject({
      ...{ name: 'b.cot', alias: 'b.cot', sample_len: 3 },
      'acc,exact': expect.any(Number),
      'acc_stderr,exact': expect.any(Number),
      'acc,contains': expect.any(Number),
    });
    expect(whole['n-samples']).toEqual({ 'b.cot': { original: 3, effective: 3 } });
    expect(whole.versions).toEqual({ 'b.cot': 1 });
    const rows = readFileSync(samples, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.map(({ doc_id, filter }) => [doc_id, filter])).toEqual([
      [0, 'exact'],
      [0, 'contains'],
      [1, 'exact'],
      [1, 'contains'],
      [2, 'exact'],
      [2, 'contains'],
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({
        doc: { id: `s${row.doc_id}`, target: row.target },
        resps: [[expect.any(String), expect.any(String)]],
        filtered_resps: [expect.any(String), expect.any(String)],
        arguments: { gen_args_0: { arg_0: expect.any(String), arg_1: { max_gen_toks: 64 } } },
        metrics: ['acc'],
        acc: expect.any(Number),
        ...{ doc_hash: expect.stringMatching(/^[0-9a-f]{64}$/), prompt_hash: expect.any(String) },
      });
    }
  });
});

describe('the folder of an export for lm-eval', () => {
  it.each([
    ['org/model-7b', 'org__model-7b'],
    ['../../etc/x', '..__..__etc__x'],
    ['..', 'model'],
    ['\u001b[31mred\u0007\u202e\r\nmodel', 'red model'],
    ['\u65e5'.repeat(400), '\u65e5'.repeat(66)],
  ])('of the model %j is %j', async (model, folder) => {
    const run = await recorded();
    const named = { ...run, manifest: { ...run.manifest, identity: { ...run.manifest.identity, model } } };
    const out = temporaryFolder();
    await exportFormats['lm-eval'].export({ runs: [named], wanted: () => true, out, version: '0' });
    expect(readdirSync(out)).toEqual([folder]);
  });
});

it('has what was said in an episode between its first prompt and its last reply, in an export for lm-eval', async () => {
  const lines = ['code: 1', 'answer: b', 'answer: answer 0'];
  const backend = fakeBackend(request => generated(lines[turnOf(request) - 1] ?? ''));
  const { options } = await episodeOptions(1, { backend });
  await run(options);
  const paths = await exportFormats['lm-eval'].export({
    ...{ runs: [await openRun(options.directory)], wanted: () => true },
    ...{ out: temporaryFolder(), version: '0' },
  });
  const path = paths.find(one => one.includes('samples_')) ?? '';
  const row = JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '');
  const { prompt } = backend.requests.at(-1) ?? {};
  const sent = prompt?.kind === 'chat' ? prompt.messages : [];
  expect(sent).toHaveLength(5);
  expect(row.eurus_eval[0].dialogue).toEqual(sent.slice(1));
  expect(row.resps).toEqual([['answer: answer 0']]);
});

describe('an export for inspect', () => {
  it('has all that was said in an episode among its messages', async () => {
    const lines = ['code: 1', 'answer: b', 'answer: answer 0'];
    const backend = fakeBackend(request => generated(lines[turnOf(request) - 1] ?? ''));
    const { options } = await episodeOptions(1, { backend });
    await run(options);
    const [path = ''] = await exportFormats.inspect.export({
      ...{ runs: [await openRun(options.directory)], wanted: () => true },
      ...{ out: temporaryFolder(), version: '0' },
    });
    const [{ input, messages }] = JSON.parse(readFileSync(path, 'utf8')).samples;
    expect(input).toHaveLength(1);
    const told = (said: readonly { readonly role: string; readonly content: string }[]): unknown =>
      said.map(({ role, content }) => ({ role, content }));
    const { prompt } = backend.requests.at(-1) ?? {};
    const sent = prompt?.kind === 'chat' ? prompt.messages : [];
    expect(sent).toHaveLength(5);
    expect(told(messages)).toEqual(told([...sent, { role: 'assistant', content: 'answer: answer 0' }]));
  });
});

describe('an export as csv', () => {
  it('has one line a verdict in the order of the data, texts untouched', async () => {
    const out = join(temporaryFolder(), 'a.csv');
    await exported('csv', out);
    const rows = parseCsv(readFileSync(out, 'utf8'));
    expect(rows).toHaveLength(12);
    expect(rows.map(({ key }) => key).slice(0, 4)).toEqual([
      'b.cot/s0/0',
      'b.cot/s0/0',
      'b.cot/s0/1',
      'b.cot/s0/1',
    ]);
    expect(rows.filter(({ grader }) => grader === 'exact').map(({ text }) => text)).toEqual(answers);
  });

  it('says of an episode how many turns it had, why it ended and which of them decided', async () => {
    const backend = fakeBackend(request =>
      generated(['answer: b', 'code: 1', 'answer: answer 0'][turnOf(request) - 1] ?? ''),
    );
    const { options } = await episodeOptions(1, { backend });
    await run(options);
    const out = join(temporaryFolder(), 'a.csv');
    const runs = [await openRun(options.directory)];
    await exportFormats.csv.export({ runs, wanted: () => true, out, version: '0' });
    const rows = parseCsv(readFileSync(out, 'utf8'));
    expect(rows).toMatchObject([{ turns: '3', ended: 'solved', turn: '3' }]);
  });

  it('defuses formulas for spreadsheets where that is asked for', async () => {
    const out = join(temporaryFolder(), 'a.csv');
    const runs = [await recorded()];
    await exportFormats.csv.export({ runs, wanted: () => true, out, safe: true, version: '0' });
    const texts = parseCsv(readFileSync(out, 'utf8')).map(({ text }) => text);
    expect(texts).toContain("'=1+1");
    expect(texts).not.toContain('=1+1');
  });
});

describe('samples for code', () => {
  const program = 'def f():\n    return 1\n';
  const codeTask = (id: string) =>
    fakeTask(
      fakeBenchmark(id, 1, {
        sample: (): Sample => ({ id: '0', input: 'def f():\n', target: '' }),
      }),
    );
  const lineOf = async (format: 'evalplus' | 'humaneval', id: string, text: string) => {
    const folder = temporaryFolder();
    const options = runOptions(folder, {
      tasks: [codeTask(id)],
      backend: fakeBackend(() => generated(text)),
    });
    await run(options);
    const out = join(folder, 'samples.jsonl');
    const runs = [await openRun(options.directory)];
    await exportFormats[format].export({ runs, wanted: () => true, out, version: '0' });
    return JSON.parse(readFileSync(out, 'utf8'));
  };

  it.each([
    ['evalplus', 'humaneval', program, { task_id: '0', solution: program }],
    ['evalplus', 'mbpp', program, { task_id: 'Mbpp/0', solution: program }],
    ['evalplus', 'humaneval', '', { task_id: '0', solution: '' }],
    ['humaneval', 'humaneval', program, { task_id: '0', completion: '    return 1\n' }],
    ['humaneval', 'humaneval', 'f = 1', { task_id: '0', completion: '\nf = 1' }],
  ] as const)('%s of %s', async (format, id, text, line) => {
    expect(await lineOf(format, id, text)).toEqual(line);
  });
});

/** RFC 4180, as plainly as can be: a second opinion on what was written. */
const parseCsv = (text: string): readonly Readonly<Record<string, string>>[] => {
  const records: string[][] = [[]];
  let [field, quoted] = ['', false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',' || sign === '\n') {
      records.at(-1)?.push(field);
      field = '';
      if (sign === '\n') records.push([]);
    } else field += sign;
  }
  const [head = [], ...rows] = records.slice(0, -1);
  return rows.map(row => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
};

it('leaves no half-written file behind when it fails', async () => {
  const out = join(temporaryFolder(), 'folder-in-the-way');
  writeFileSync(out, '');
  await expect(exported('inspect', join(out, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
