import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Published } from '../../scripts/reproduce/reproductions.ts';
import { compare } from '../../scripts/reproduce/score.ts';
import { cell } from '../report/cells.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory, projectRoot } from '../support/requires.ts';

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const reproduce = (...args: readonly string[]): Promise<Ended> =>
  promisify(execFile)(process.execPath, [join(projectRoot, 'scripts', 'reproduce.ts'), ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );

describeWithOutputs('npm run reproduce', () => {
  it('finds every published number in the recorded outputs', async () => {
    const { code, stdout } = await reproduce('--data-dir', dataDirectory, '--outputs', outputsDirectory);
    expect(stdout).toMatch(/all samples +bbh-official +73\.97 +73\.97 +0\.00/);
    expect(stdout).toMatch(/mean over 27 tasks +bbh-official +73\.71 +73\.71 +0\.00/);
    expect(stdout).toMatch(/all samples +eurus +79\.27 +79\.27 +0\.00/);
    for (const count of [286, 515, 458, 742]) expect(stdout).toMatch(new RegExp(` ${count} +${count} +0`));
    expect(stdout).toMatch(/\n61 numbers compared, 0 differ\n$/);
    expect(code).toBe(0);
  });

  it('ends with 1 when one number is another', async () => {
    const outputs = temporaryFolder();
    const path = join('gsm8k', 'example_model_solutions.jsonl.gz');
    const lines = gunzipSync(readFileSync(join(outputsDirectory, path)))
      .toString()
      .trimEnd()
      .split('\n');
    const rows = lines.map(line => JSON.parse(line));
    const right = rows.find(row => row['175b_verification'].is_correct);
    right['175b_verification'].solution = 'A: 0.125';
    mkdirSync(join(outputs, 'gsm8k'));
    const changed = rows.map(row => `${JSON.stringify(row)}\n`).join('');
    writeFileSync(join(outputs, path), gzipSync(changed));
    mkdirSync(join(outputs, 'bbh'));
    const archive = join('bbh', 'code-davinci-002-cot.tar.gz');
    writeFileSync(join(outputs, archive), readFileSync(join(outputsDirectory, archive)));
    const { code, stdout } = await reproduce('--data-dir', dataDirectory, '--outputs', outputs);
    expect(stdout).toMatch(/correct of 1319 +strict +742 +741 +-1 +DIFFERS/);
    expect(stdout).toMatch(/\n61 numbers compared, 1 differ\n$/);
    expect(code).toBe(1);
  });

  it('ends with 3 when outputs are not there, and says how it is used', async () => {
    const missing = await reproduce('--data-dir', dataDirectory, '--outputs', temporaryFolder());
    expect(missing).toMatchObject({ code: 3, stdout: '0 numbers compared, 0 differ\n' });
    expect(missing.stderr).toMatch(/Not there, not compared: .*code-davinci-002-cot\.tar\.gz/);
    expect(await reproduce()).toMatchObject({ code: 2, stderr: expect.stringContaining('usage:') });
    expectCode(await reproduce('--output', 'x'), 2);
  });
});

describe('a comparison', () => {
  const published: Published = {
    ...{ what: 'all', grader: 'strict', value: 73.97, digits: 2 },
    ours: ({ metrics }) => (metrics['pass@1'] ? 100 * metrics['pass@1'].value : undefined),
  };

  it.each([
    [0.73967, '73.97', '0.00', true],
    [0.7396, '73.96', '-0.01', false],
    [0.7398, '73.98', '0.01', false],
  ])('of %d is made on the digits that were published', (value, ours, difference, agrees) => {
    expect(compare(published, cell('b', 'strict', value))).toMatchObject({ ours, difference, agrees });
  });

  it('differs where we have no such number', () => {
    expect(compare(published, undefined)).toMatchObject({ ours: 'none', agrees: false });
    expect(compare(published, cell('b', 'strict', 0, { metrics: {} }))).toMatchObject({ agrees: false });
  });
});
