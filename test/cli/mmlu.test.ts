import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Summary } from '../../src/core/index.ts';
import { type ScriptedAnswer, type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

/** What the model of a name says to every question. */
const models: Readonly<Record<string, ScriptedAnswer>> = {
  'text-only': ' B',
  // Every token is a bracket, and B is the likeliest letter.
  bracket: { text: ' (', logprobs: { ' (': -0.2, ' B': -2, ' C': -3, ' A': -4, ' D': -5 } },
};

const run = async (server: ScriptedServer, model: string, flags: readonly string[]) => {
  const where = ['--base-url', server.url, '--data-dir', dataDirectory, '--results', temporaryFolder()];
  const { code, stdout, stderr } = await runHere([
    ...['run', 'mmlu', '--model', `vllm/${model}`, '--limit', '20', '--json', ...where, ...flags],
  ]);
  const { cells } = stdout === '' ? { cells: [] } : (JSON.parse(stdout) as Summary);
  return { code, stderr, cells: Object.fromEntries(cells.map(cell => [cell.grader, cell])) };
};

/** How many of the first 20 questions have that letter. */
const golds = { B: 5 };

describeWithData('MMLU on the command line', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startServer({ answer: ({ model }) => models[model] ?? '' });
  });
  afterAll(() => server.close());
  const all = ['--api', 'completions', '--grader', 'all'];

  it('leaves samples unscored, and says why, where a grader needs log-probabilities and none came', async () => {
    const { code, stderr, cells } = await run(server, 'text-only', all);
    expectCode({ code, stderr }, 1);
    expect(stderr).toContain('the endpoint gave no log-probabilities');
    expect(cells.hendrycks?.counts).toMatchObject({ unscored: 20, incorrect: 0 });
    for (const grader of ['strict', 'eurus']) {
      expect(cells[grader]?.counts).toMatchObject({ correct: golds.B, incorrect: 20 - golds.B });
    }
  });

  it('ranks the letters behind a bracket, which the one token hides (MM1)', async () => {
    const { code, cells, stderr } = await run(server, 'bracket', all);
    expectCode({ code, stderr }, 0);
    expect(cells.eurus?.counts['no-answer']).toBe(20);
    expect(cells.strict?.metrics).toEqual(cells.hendrycks?.metrics);
    expect(cells.hendrycks?.counts).toMatchObject({ correct: golds.B, incorrect: 20 - golds.B });
  });

  it('says what to do where text is to be continued and chat is asked', async () => {
    const { code, stderr } = await run(server, 'text-only', []);
    expectCode({ code, stderr }, 2);
    expect(stderr).toContain('Add --api completions');
  });

  it('scores recorded letters, with log-probabilities or without', async () => {
    const path = join(temporaryFolder(), 'letters.jsonl');
    const rows = [
      { id: 'abstract_algebra/0', text: ' B', logprobs: { ' B': -0.5, ' A': -1 } },
      { id: 'abstract_algebra/1', text: ' C' },
    ];
    writeFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
    const graders = ['--grader', 'strict', '--grader', 'hendrycks'];
    const { code, stdout, stderr } = await runHere([
      ...['score', path, '--benchmark', 'mmlu', '--data-dir', dataDirectory, '--json', ...graders],
    ]);
    expectCode({ code, stderr }, 1);
    const { cells } = JSON.parse(stdout) as Summary;
    const counts = Object.fromEntries(cells.map(cell => [cell.grader, cell.counts]));
    expect(counts.strict).toMatchObject({ correct: 2 });
    expect(counts.hendrycks).toMatchObject({ correct: 1, unscored: 1 });
  });
});
