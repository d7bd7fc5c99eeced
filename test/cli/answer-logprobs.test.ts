import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as run from '../../src/cli/run.ts';
import * as table from '../../src/cli/table.ts';
import { decodeCompletion } from '../../src/core/index.ts';
import { type ScriptedAnswer, startServer } from '../../src/scripted/index.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runCommand } from '../support/in-process.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

/** Every fourth answer is held twice as likely. */
const answered = (count: number, logprobs: boolean): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: {
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: `The answer is \\boxed{${count}}.` },
        finish_reason: 'stop',
        ...(logprobs
          ? {
              logprobs: {
                content: [
                  { token: 'The', logprob: count % 4 === 0 ? -0.5 : -1 },
                  { token: '.', logprob: -1 },
                ],
              },
            }
          : {}),
      },
    ],
  },
});

describeWithData('run --answer-logprobs', () => {
  const runWith = async (logprobs: (count: number) => boolean) => {
    let count = 0;
    const server = await startServer({ answer: () => answered(count, logprobs(count++)) });
    const results = temporaryFolder();
    const ended = await runCommand(run, [
      ...[
        'gsm8k',
        '--model',
        'openai/m',
        '--base-url',
        server.url,
        '--limit',
        '3',
        '--n',
        '4',
        '--concurrency',
        '1',
      ],
      ...['--temperature', '1', '--answer-logprobs', '--no-batch-trials', '--data-dir', dataDirectory],
      ...['--results', results, '--run-name', 'r', '--quiet', '--k', '1,2', '--score-field', 'logprob_sum'],
    ]).finally(server.close);
    const directory = join(results, 'r');
    const completions = readFileSync(join(directory, 'completions', 'gsm8k.cot.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => decodeCompletion(JSON.parse(line)));
    return { ...ended, directory, completions };
  };

  it('keeps sum and mean of every answer, chooses by them, and says what was asked in run.json', async () => {
    const { code, stdout, stderr, directory, completions } = await runWith(() => true);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('best@2');
    expect(completions.map(one => one?.scores)).toEqual(
      Array.from({ length: 12 }, (_, at) =>
        at % 4 === 0 ? { logprob_sum: -1.5, logprob_mean: -0.75 } : { logprob_sum: -2, logprob_mean: -1 },
      ),
    );
    const manifest = JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8'));
    expect(manifest.benchmarks['gsm8k.cot'].generation.answer_logprobs).toBe(true);
    const shown = await runCommand(table, [directory, '--best-of', '2,4']);
    expect(shown.stdout).toMatch(/Top log-probability \(sum\) .*\nTop log-probability \(mean\) /);
  });

  it('says once how many answers came without', async () => {
    const some = await runWith(count => count > 1);
    expectCode(some, 0);
    expect(some.stderr).toContain('2 of 12 answers came without log-probabilities, and have no logprob_sum');
    const none = await runWith(() => false);
    expect(
      none.stderr.match(/came without log-probabilities \(the server gives none here\), and have/g),
    ).toHaveLength(1);
  });
});
