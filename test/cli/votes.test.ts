import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findBenchmark } from '../../benchmarks/index.ts';
import type { Summary } from '../../src/core/index.ts';
import { dataDirectory as openData } from '../../src/dataset/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory, projectRoot } from '../support/requires.ts';

const gsm8k = findBenchmark('gsm8k');
const models = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'];
/** Verified answers are preferred, those of the large model first. */
const reward: Readonly<Record<string, number>> = { '6b_verification': 1, '175b_verification': 2 };

type Row = { readonly id: string; readonly text: string };

/** The number that an answer ends with, by a rule of this test's own. */
const lastNumber = (text: string): number =>
  Number(/(-?[\d.]+)\D*$/.exec(text.replaceAll(',', ''))?.[1]?.replace(/\.$/, ''));

describeWithOutputs('four models as the trials of one', () => {
  let folder: string;
  let file: string;
  const rows = new Map<string, number[]>();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-votes-'));
    execFileSync(
      process.execPath,
      [join(projectRoot, 'scripts', 'convert-outputs.ts'), outputsDirectory, folder],
      { stdio: 'pipe' },
    );
    file = join(folder, 'all.jsonl');
    const lines = models.flatMap(model =>
      readFileSync(join(folder, `gsm8k-${model}.jsonl`), 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map((line): string => {
          const { id, text } = JSON.parse(line) as Row;
          rows.set(id, [...(rows.get(id) ?? []), lastNumber(text)]);
          return JSON.stringify({ id, text, reward: reward[model] ?? 0 });
        }),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it('vote as a count by hand says, and are chosen by their score', async () => {
    const gold: number[] = [];
    for await (const row of gsm8k?.dataset.rows(openData(dataDirectory)) ?? []) {
      gold.push(lastNumber(gsm8k?.sample(row).target ?? ''));
    }
    let [votes, best] = [0, 0];
    for (const [id, answers] of rows) {
      const right = gold[Number(id)] ?? Number.NaN;
      const counts = Map.groupBy(answers, answer => answer);
      const most = Math.max(...[...counts.values()].map(({ length }) => length));
      const first = [...counts].filter(([, { length }]) => length === most).map(([answer]) => answer);
      if (first.includes(right)) votes += 1 / first.length;
      if (answers.at(-1) === right) best += 1;
    }
    const { code, stdout, stderr } = await runHere([
      ...['score', file, '--benchmark', 'gsm8k', '--data-dir', dataDirectory, '--json', '--quiet'],
      ...['--k', '1,4', '--score-field', 'reward', '--fail-under', 'maj@4=0.4'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [cell] = (JSON.parse(stdout) as Summary).cells;
    expect(cell?.metrics['maj@4']?.value).toBeCloseTo(votes / rows.size, 10);
    expect(cell?.metrics['best@4']?.value).toBeCloseTo(best / rows.size, 10);
    expect(cell?.metrics['pass@1']?.value).toBeCloseTo((286 + 515 + 458 + 742) / (4 * 1319), 10);
    expect(cell).toMatchObject({
      score_field: 'reward',
      curves: { 'best@k': [{ k: 1 }, { k: 2 }, { k: 4 }] },
    });
  });

  it('say that nothing has a score of a name', async () => {
    const { code, stdout, stderr } = await runHere([
      ...['score', file, '--benchmark', 'gsm8k', '--data-dir', dataDirectory, '--quiet', '--k', '2'],
      ...['--score-field', 'rewards'],
    ]);
    expectCode({ code, stderr }, 0);
    expect(stderr).toContain('gsm8k.cot: --score-field rewards: no answer has a score of that name');
    expect(stdout).toContain('maj@2');
    expect(stdout).not.toContain('best@2');
  });
});
