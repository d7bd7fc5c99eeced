import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Summary } from '../../src/core/index.ts';
import { runHere } from '../support/cli.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory, projectRoot } from '../support/requires.ts';

const score = async (file: string, benchmark: string, ...more: readonly string[]): Promise<Summary> => {
  const args = ['score', file, '--benchmark', benchmark, '--data-dir', dataDirectory, '--json', '--quiet'];
  const { code, stdout, stderr } = await runHere([...args, ...more]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describeWithOutputs('recorded outputs of real models', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-outputs-'));
    const script = join(projectRoot, 'scripts', 'convert-outputs.ts');
    execFileSync(process.execPath, [script, outputsDirectory, folder], { stdio: 'pipe' });
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it('give the published BBH averages of code-davinci-002, exact and by containment', async () => {
    const { cells } = await score(
      join(folder, 'bbh-code-davinci-002-cot.jsonl'),
      'bbh',
      ...['--grader', 'bbh-official', '--grader', 'eurus'],
    );
    const shown = Object.fromEntries(
      cells.map(({ grader, metrics }) => [
        grader,
        [metrics['pass@1'], metrics.macro].map(metric => ((metric?.value ?? 0) * 100).toFixed(2)),
      ]),
    );
    expect(shown['bbh-official']).toEqual(['73.97', '73.71']);
    expect(shown.eurus?.[0]).toBe('79.27');
  });

  it.each([
    ['6b_finetuning', 286],
    ['6b_verification', 515],
    ['175b_finetuning', 458],
    ['175b_verification', 742],
  ])('give the published GSM8K count of %s', async (model, expected) => {
    const { cells } = await score(join(folder, `gsm8k-${model}.jsonl`), 'gsm8k');
    expect(cells[0]?.counts.correct).toBe(expected);
    expect(cells[0]?.metrics['pass@1']?.samples).toBe(1319);
  });
});
