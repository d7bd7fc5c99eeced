import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const config = (settings: object): string => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'eurus.config.json'), JSON.stringify(settings));
  return folder;
};

/** A dollar for a token of the answer, which has ten. */
const prices = { 'vllm/*': { input: 0, output: 1e6 } };

const runIn = (cwd: string, server: ScriptedServer | null, ...more: readonly string[]) =>
  runHere(
    [
      ...['run', 'gsm8k', '--model', 'vllm/m', '--limit', '12', '--data-dir', dataDirectory],
      ...['--results', join(cwd, 'runs'), '--run-name', 'r', '--concurrency', '4'],
      ...(server === null ? [] : ['--base-url', server.url]),
      ...more,
    ],
    { cwd },
  );

const answering = (text: string) => startServer({ models: ['m'], answer: () => text });

describeWithData('--max-cost', () => {
  it('ends a run in time, and goes on with more', async () => {
    const server = await answering('x'.repeat(40));
    const cwd = config({ prices });
    try {
      const first = await runIn(cwd, server, '--max-cost', '55');
      expectCode(first, 1);
      expect(first.stderr).toContain(
        'Stopped by --max-cost 55: $50.00 spent in this directory, 7 of 12 answers are left. The same command with a higher --max-cost goes on.',
      );
      expect(first.stderr).toMatch(/^\$50\.00 for \S+ tokens in, 50 out, at most 10 an answer\.$/m);
      const summary = JSON.parse(readFileSync(join(cwd, 'runs', 'r', 'summary.json'), 'utf8'));
      expect(summary.cells[0]).toMatchObject({
        cost: { amount: 50, currency: 'USD', unreported: 0 },
        missing: 7,
      });
      const more = await runIn(cwd, server, '--max-cost', '1000');
      expectCode(more, 0);
      expect(more.stderr).toContain('$120.00 for');
      expect(more.stderr).not.toContain('Stopped');
    } finally {
      await server.close();
    }
  });

  it('is refused without a price for the model, with an example', async () => {
    const outcome = await runIn(
      config({ prices: { 'openai/*': { input: 1, output: 2 } } }),
      null,
      '--max-cost',
      '5',
    );
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr.trimEnd().split('\n')).toEqual([
      'eurus-eval: --max-cost needs a price, and the config file has none for vllm/m.',
      'Put it into eurus.config.yaml, per million tokens: prices: { "vllm/m": { input: 2.5, output: 10 } }',
    ]);
  });

  it('leaves a run without prices without any word of money', async () => {
    const server = await answering('5');
    try {
      const { code, stderr, stdout } = await runIn(temporaryFolder(), server, '--json');
      expectCode({ code, stderr }, 0);
      expect(stderr).not.toMatch(/[$€]|cost/);
      expect(stdout).not.toContain('"cost"');
      expect(stderr).toMatch(/tokens in, 12 out, at most 1 an answer\.$/m);
    } finally {
      await server.close();
    }
  });
});

describe('prices that are wrong', () => {
  it.each([
    [{ prices: { m: { input: 1 } } }, 'eurus.config.json: prices "m": output is missing'],
    [{ prices: 5 }, 'eurus.config.json: prices is 5'],
    [{ currency: 'dollars', prices: {} }, 'eurus.config.json: currency is "dollars"'],
    [{ price: {} }, 'eurus.config.json: there is no flag "price".\nDid you mean "prices"?'],
  ])('%j is one line and exit code 2', async (settings, message) => {
    const outcome = await runHere(['run', 'gsm8k', '--model', 'vllm/m', '--dry-run'], {
      cwd: config(settings),
    });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});
