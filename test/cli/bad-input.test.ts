import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { type CliOptions, type Outcome, runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGoldServer } from '../support/gold-server.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

/** At most two plain lines on stderr (the error and its hint), nothing on stdout, no stack. */
const expectOneLine = (outcome: Outcome, code: number, ...parts: readonly string[]): void => {
  expect({ code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr }).toMatchObject({
    code,
    stdout: '',
  });
  const lines = outcome.stderr.trimEnd().split('\n');
  const errors = lines.filter(line => line.startsWith('eurus-eval: '));
  expect(errors, outcome.stderr).toHaveLength(1);
  expect(lines.length, outcome.stderr).toBeLessThanOrEqual(2);
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
  for (const part of parts) expect(outcome.stderr).toContain(part);
};

const run = (args: readonly string[], options?: CliOptions): Promise<Outcome> =>
  runCli(['run', '--quiet', '--data-dir', dataDirectory, ...args], options);

describe('wrong usage', () => {
  const nowhere = ['--model', 'vllm/m', '--base-url', 'http://127.0.0.1:9/v1'];
  const cases: readonly (readonly [string, readonly string[], number, readonly string[]])[] = [
    ['an unknown command', ['rum'], 2, ['no command "rum"', 'Did you mean "run"?']],
    ['an unknown benchmark', ['run', 'gsm8', ...nowhere], 2, ['"gsm8"', 'Did you mean "gsm8k"?']],
    ['an unknown protocol', ['run', 'gsm8k.cott', ...nowhere], 2, ['"cott"', 'Did you mean "cot"?']],
    ['an unknown grader', ['run', 'gsm8k', '--grader', 'strickt', ...nowhere], 2, ['Did you mean "strict"?']],
    [
      'an unknown flag',
      ['run', 'gsm8k', '--temprature', '0', ...nowhere],
      2,
      ['--temprature', '--temperature'],
    ],
    [
      'a word for the concurrency',
      ['run', 'gsm8k', '--concurrency', 'lots', ...nowhere],
      2,
      ['"lots"', 'from 1, or auto'],
    ],
    [
      'an address without http',
      ['run', 'gsm8k', '--model', 'vllm/m', '--base-url', 'localhost:9/v1'],
      2,
      ['http://localhost:9/v1'],
    ],
    ['no trials', ['run', 'gsm8k', '--n', '0', ...nowhere], 2, ['--n is "0"', 'from 1']],
    ['a limit of no rows', ['run', 'gsm8k', '--limit', '0', ...nowhere], 2, ['--limit is "0"']],
    ['a flag without its value', ['run', 'gsm8k', '--n', ...nowhere], 2, ['--n']],
    ['no benchmark', ['run', ...nowhere], 2, ['No benchmark']],
    ['no model', ['run', 'gsm8k'], 2, ['--model is missing']],
    ['a model without provider', ['run', 'gsm8k', '--model', 'mymodel'], 2, ['PROVIDER/NAME']],
    ['an unknown provider', ['run', 'gsm8k', '--model', 'vlm/m'], 2, ['vlm']],
    ['a file that is not there', ['score', 'nothing.jsonl', '--benchmark', 'gsm8k'], 2, ['nothing.jsonl']],
    ['a recorded file without its benchmark', ['score', 'package.json'], 2, ['--benchmark']],
    ['a program that is not there', ['exec', 'nothing.py'], 2, ['nothing.py']],
    ['one answer for two', ['math', '1'], 2, ['two answers']],
    ['a table of nothing', ['table', 'docs'], 2, ['no run in docs']],
    [
      'few-shot that is not the protocol',
      ['run', 'gsm8k', '--num_fewshot', '5', ...nowhere],
      2,
      ['--num-fewshot'],
    ],
  ];
  it.each(cases)('ends with one line: %s', async (_name, args, code, parts) => {
    expectOneLine(await runHere(args), code, ...parts);
  });
});

describeWithData('a wrong world', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startGoldServer({
      tasks: resolveTasks({ names: ['gsm8k'] }),
      api: 'chat',
      provider: 'vllm',
    });
  });
  afterAll(() => server.close());
  const good = (folder: string, name: string, model = 'vllm/gold'): readonly string[] => [
    ...['gsm8k', '--limit', '3', '--model', model, '--base-url', server.url],
    ...['--results', folder, '--run-name', name],
  ];

  it('names an endpoint that cannot be reached', async () => {
    const args = [
      'gsm8k',
      '--model',
      'vllm/m',
      '--base-url',
      'http://127.0.0.1:9/v1',
      '--results',
      temporaryFolder(),
    ];
    expectOneLine(await run(args), 3, '127.0.0.1:9');
  });

  it('says which key was refused, and never shows it', async () => {
    const locked = await startServer({ answer: () => 'no', apiKey: 'right' });
    try {
      const args = ['gsm8k', '--model', 'openai/m', '--base-url', locked.url, '--results', temporaryFolder()];
      const outcome = await run(args, { env: { OPENAI_API_KEY: 'sk-very-secret' } });
      expectOneLine(outcome, 2, '401', 'OPENAI_API_KEY');
      expect(outcome.stderr).not.toContain('sk-very-secret');
    } finally {
      await locked.close();
    }
  });

  it('names the line of a torn recorded file', async () => {
    const file = join(temporaryFolder(), 'torn.jsonl');
    writeFileSync(file, '{"id":"0","text":"#### 18"}\n{"id":"1","te');
    const outcome = await runHere([
      'score',
      file,
      '--benchmark',
      'gsm8k',
      '--data-dir',
      dataDirectory,
      '--quiet',
    ]);
    expectOneLine(outcome, 2, 'torn.jsonl:2');
  });

  it('refuses a data file with a wrong checksum', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'gsm8k'));
    cpSync(join(dataDirectory, 'gsm8k', 'test.jsonl.gz'), join(folder, 'gsm8k', 'test.jsonl.gz'));
    writeFileSync(join(folder, 'gsm8k', 'test.jsonl'), '{"question":"1+1?","answer":"#### 2"}\n');
    const args = ['gsm8k', '--model', 'vllm/gold', '--base-url', server.url, '--results', folder];
    const outcome = await runHere(['run', '--quiet', '--data-dir', folder, ...args]);
    expectOneLine(outcome, 3, 'gsm8k/test.jsonl', 'sha256');
  });

  it('says which data file is missing and how to get it', async () => {
    const folder = temporaryFolder();
    const args = ['gsm8k', '--model', 'vllm/gold', '--base-url', server.url, '--results', folder];
    const outcome = await runHere(['run', '--quiet', '--data-dir', folder, ...args]);
    expectOneLine(outcome, 3, 'gsm8k/test.jsonl', 'data pull');
  });

  it('refuses the run directory of another model and leaves it untouched', async () => {
    const folder = temporaryFolder();
    expectCode(await run(good(folder, 'mine')), 0);
    const before = readFileSync(join(folder, 'mine', 'run.json'), 'utf8');
    const other = await startServer({ answer: () => '\\boxed{1}' });
    try {
      const args = good(folder, 'mine', 'vllm/other').map(word => (word === server.url ? other.url : word));
      const { code, stderr } = await run(args);
      expectCode({ code, stderr }, 2);
      expect(stderr).toMatch(
        /holds another run: it differs in model and endpoint|holds another run: it differs in model, endpoint/,
      );
      expect(stderr).toContain('gold');
      expect(stderr).not.toMatch(/^\s+at /m);
    } finally {
      await other.close();
    }
    expect(readFileSync(join(folder, 'mine', 'run.json'), 'utf8')).toBe(before);
  });

  it('says where it may not write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    // Root may write anywhere, so as root the program is started as nobody.
    const args = ['run', '--quiet', '--data-dir', dataDirectory, ...good(join(folder, 'results'), 'denied')];
    const outcome = await runCli(args, process.getuid?.() === 0 ? { uid: 65534 } : {});
    expectOneLine(outcome, 3, join(folder, 'results'));
  });
});
