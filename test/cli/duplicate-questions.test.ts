import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bbh } from '../../benchmarks/bbh/benchmark.ts';
import type { Sample, Summary } from '../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const score = async (rows: readonly object[]): Promise<Summary> => {
  const file = join(temporaryFolder(), 'answers.jsonl');
  writeFileSync(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  const flags = ['--benchmark', 'bbh', '--data-dir', dataDirectory, '--json', '--quiet'];
  const { code, stdout, stderr } = await runHere(['score', file, ...flags]);
  // The other samples have no answer.
  expectCode({ code, stderr }, 1);
  return JSON.parse(stdout);
};

describeWithData('questions that are asked twice, with opposite golds', async () => {
  const byInput = new Map<string, Sample[]>();
  for await (const row of bbh.dataset.rows(dataSource(dataDirectory))) {
    const sample = bbh.sample(row);
    byInput.set(sample.input, [...(byInput.get(sample.input) ?? []), sample]);
  }
  const twins = [...byInput.values()].filter(same => new Set(same.map(({ target }) => target)).size > 1);
  const answersOf = (of: (twin: readonly Sample[], index: number) => Sample | undefined) =>
    twins
      .flatMap(twin =>
        twin.map(({ id }, index) => ({ id, text: `So the answer is ${of(twin, index)?.target}.` })),
      )
      .reverse();

  it('are two pairs in BBH', () => {
    expect(twins.map(twin => twin.map(({ id }) => id)).sort()).toEqual([
      ['causal_judgement/32', 'causal_judgement/119'],
      ['causal_judgement/36', 'causal_judgement/104'],
    ]);
  });

  it('are joined with their answers by key, in whatever order these come', async () => {
    const [cell] = (await score(answersOf((twin, index) => twin[index]))).cells;
    expect(cell?.counts).toMatchObject({ correct: 4, incorrect: 0 });
  });

  it('are wrong when each has the answer of the other', async () => {
    const [cell] = (await score(answersOf((twin, index) => twin[1 - index]))).cells;
    expect(cell?.counts).toMatchObject({ correct: 0, incorrect: 4 });
  });
});
