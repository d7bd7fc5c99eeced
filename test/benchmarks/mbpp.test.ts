import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mbpp } from '../../benchmarks/mbpp/benchmark.ts';
import { graders } from '../../benchmarks/mbpp/graders.ts';
import { eurusProgram } from '../../benchmarks/mbpp/program.ts';
import { mangledSignature, signatureOf } from '../../benchmarks/mbpp/prompts.ts';
import type { MbppSample } from '../../benchmarks/mbpp/sample.ts';
import { mbppTest } from '../../benchmarks/mbpp-test/benchmark.ts';
import type { Benchmark, Sandbox } from '../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { openSandbox } from '../sandbox/support.ts';
import { completionOf } from '../score/support.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { everyNth } from '../support/thorough.ts';
import { shippedSamples, shippedShots } from './support.ts';

const sampleOf = async (benchmark: Benchmark, id: string) =>
  (await shippedSamples(benchmark)).get(id) as MbppSample;

const promptOf = async (benchmark: Benchmark, name: string, id: string) => {
  const protocol = benchmark.protocols[name];
  const shots = await shippedShots(benchmark, protocol?.shots ?? 0);
  return protocol?.prompt(await sampleOf(benchmark, id), shots);
};

const turn = (signature: string, description: string, test: string) => ({
  role: 'user',
  content: `Write Python code to solve the task.\nWrite a Python function \`${signature}\` to solve the following problem: Present code in \`\`\`python\`\`\`\n${description}\n>>> ${test}\n`,
});

describe('MBPP asks', () => {
  const fold = [
    'Write a function to fold a list in the middle, so that the first and the last number are added, and so on.',
    'assert fold_list([1, 2, 3, 4]) == [5, 5]',
  ] as const;
  const every = [
    'Write a function to drop every second character of a text.',
    "assert every_second('abcdef') == 'ace'",
  ] as const;

  it('code: with the signature of the tested function', async () => {
    const messages = [turn('fold_list(numbers)', ...fold)];
    expect(await promptOf(mbpp, 'code', '2')).toEqual({ kind: 'chat', messages, prefill: '```python\ndef' });
  });

  it('code@eurus: with that of the first function (MB2)', async () => {
    const messages = [turn('mirror_index(size, index)', ...fold)];
    expect(await promptOf(mbpp, 'code@eurus', '2')).toEqual({
      kind: 'chat',
      messages,
      prefill: '```python\ndef',
    });
  });

  it('code@eurus: with a name that lost its first letters (MB1), and without the address', async () => {
    const messages = [turn('very_second(text)', ...every)];
    expect(await promptOf(mbpp, 'code@eurus', '4')).toMatchObject({ messages });
  });

  it('code@eurus-2404: the same words, nothing started', async () => {
    const messages = [turn('very_second(text)', ...every)];
    expect(await promptOf(mbpp, 'code@eurus-2404', '4')).toEqual({ kind: 'chat', messages });
  });

  it('with the limits and stops of each revision', () => {
    expect(
      Object.values(mbpp.protocols).map(({ generation: { maxTokens, stop } }) => [maxTokens, stop]),
    ).toEqual([
      [512, ['\nassert']],
      [512, ['\nassert', 'assert', '\ndef ']],
      [1024, ['\nassert', 'assert', '\ndef ']],
    ]);
  });

  it('code@bigcode: a docstring with the first test', async () => {
    expect(await promptOf(mbppTest, 'code@bigcode', '11')).toEqual({
      kind: 'text',
      text: '"""\nWrite a function to add the digits of a number until one is left.\nassert digital_root(38) == 2\n"""\n',
    });
  });

  it('code@lm-eval: rows 2, 3 and 4 with their code, then the task with all its tests', async () => {
    const prompt = await promptOf(mbppTest, 'code@lm-eval', '11');
    if (prompt?.kind !== 'text') throw new Error('not a text prompt');
    const parts = prompt.text.split('[BEGIN]\n');
    expect(parts).toHaveLength(5);
    expect(parts[0]).toBe(
      'You are an expert Python programmer, and here is your task: Write a function to swap the ends of a list. Your code should pass these tests:\n\nassert swap_ends([1, 2, 3]) == [3, 2, 1]\nassert swap_ends([1]) == [1]\nassert swap_ends([]) == []\n',
    );
    expect(parts[1]).toMatch(/^def swap_ends\(items\):\r\n.*\n\[DONE\]\n\nYou are an expert/s);
    expect(parts[4]).toBe('');
  });
});

/** Its reference takes about as long as the limit, so it says nothing. */
const slow = '123';

// That every reference solution passes strict is seen by the full sets.
describeWithData('MBPP, as published', () => {
  let sandbox: Sandbox;
  const rows: MbppSample[] = [];
  const testRows: MbppSample[] = [];
  beforeAll(async () => {
    const source = dataSource(dataDirectory);
    for await (const row of mbpp.dataset.rows(source)) rows.push(mbpp.sample(row) as MbppSample);
    for await (const row of mbppTest.dataset.rows(source)) testRows.push(mbppTest.sample(row) as MbppSample);
    sandbox = await openSandbox('wasm', 2);
  });
  afterAll(() => sandbox?.close());

  const failing = async (
    samples: readonly MbppSample[],
    toProgram: (sample: MbppSample) => ReturnType<typeof eurusProgram> | null,
  ) => {
    const passed = await Promise.all(
      samples.map(async sample => {
        const program = toProgram(sample);
        if (program === null) return false;
        const { limits } = program;
        // Twice the time: this Python is about half as fast as the reference's.
        const slower = { ...program, limits: { ...limits, timeoutMs: limits.timeoutMs * 2 } };
        return (await sandbox.run(slower)).outcome === 'finished';
      }),
    );
    return samples.filter((_, index) => !passed[index]).map(({ id }) => id);
  };

  it('has 399 problems of the sanitized set, and the 500 of the test split', () => {
    expect([rows.length, rows[0]?.id, rows.at(-1)?.id]).toEqual([399, '2', '809']);
    expect([testRows.length, testRows[0]?.id, testRows.at(-1)?.id]).toEqual([500, '11', '510']);
    expect(testRows.filter(({ target }) => target.includes('\r')).length).toBeGreaterThan(490);
  });

  it('shows a wrong function name in 68 prompts of the scripts, and never in ours (MB1, MB2)', () => {
    const names = (signature: string): string => signature.split('(', 1)[0] ?? '';
    const firstName = ({ target }: MbppSample): string => /def\s+(\w+)/.exec(target)?.[1] ?? '';
    expect(rows.filter(row => names(mangledSignature(row)) !== firstName(row))).toHaveLength(68);
    const otherFirst = rows.filter(row => names(signatureOf(row)) !== firstName(row));
    expect(otherFirst.map(({ id }) => id)).toEqual(
      [6, 18, 56, 70, 164, 580, 592, 630, 735, 751, 797].map(String),
    );
    for (const row of rows) expect(row.tests[0]).toContain(names(signatureOf(row)));
  });

  it('fails, as the scripts do, the problems whose tests need an import that their code lacks (MB7)', async () => {
    const needy = [82, 85, 98, 124, 137, 139, 233, 276, 300, 312].map(String);
    expect(rows.filter(({ imports }) => imports.length > 0).map(({ id }) => id)).toEqual(needy);
    // What the plain reference code imports itself is there for its tests, in one process and so here.
    const others = rows.filter(({ id }) => !needy.includes(id) && id !== slow);
    const tried = [...rows.filter(({ id }) => needy.includes(id)), ...everyNth(5, others)];
    const failed = await failing(tried, row => eurusProgram(row.target, row));
    const imported = ['82', '85', '312'];
    expect(failed).toEqual(needy.filter(id => !imported.includes(id)));
  });

  it('passes 349 reference solutions after the scripts have deleted their lines', async () => {
    const tried = rows.filter(({ id }) => id !== slow);
    const failed = await failing(tried, row => {
      const completion = completionOf(`\`\`\`python\n${row.target}\n\`\`\``);
      const extraction = graders.eurus.extract(completion, row);
      return extraction.found ? eurusProgram(extraction.value, row) : null;
    });
    // 349 passed where the slow one did not.
    expect(failed).toHaveLength(rows.length - 349 - 1);
  });
});
