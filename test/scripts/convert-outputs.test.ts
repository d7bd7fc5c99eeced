import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory, projectRoot } from '../support/requires.ts';

const convert = async (...args: readonly string[]) => {
  const script = join(projectRoot, 'scripts', 'convert-outputs.ts');
  const run = promisify(execFile)(process.execPath, [script, ...args]);
  return run.then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
};

const rowsOf = (file: string): readonly { id: string; text: string }[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

describeWithOutputs('convert-outputs', () => {
  it('writes a row an answer, compared with the data', async () => {
    const out = temporaryFolder();
    expectCode(await convert(outputsDirectory, out, '--data-dir', dataDirectory), 0);
    const bbh = rowsOf(join(out, 'bbh-code-davinci-002-cot.jsonl'));
    expect(bbh).toHaveLength(6511);
    expect(new Set(bbh.map(({ id }) => id)).size).toBe(6511);
    expect(Object.keys(bbh[0] ?? {})).toEqual(['id', 'text']);
    const gsm8k = rowsOf(join(out, 'gsm8k-6b_finetuning.jsonl'));
    expect(gsm8k.map(({ id }) => id)).toEqual(Array.from({ length: 1319 }, (_, index) => String(index)));
  });

  it('refuses outputs that were made for other questions', async () => {
    const outputs = temporaryFolder();
    mkdirSync(join(outputs, 'gsm8k'));
    const solution = { solution: 'A: 1', is_correct: false };
    const row = { question: 'Another question?', '6b_finetuning': solution };
    const file = join(outputs, 'gsm8k', 'example_model_solutions.jsonl.gz');
    writeFileSync(file, gzipSync(`${JSON.stringify(row)}\n`));
    const { code, stderr } = await convert(outputs, temporaryFolder(), '--data-dir', dataDirectory);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file} row 0: "question" is not that of the data`);
  });

  it('passes over what is not there, and says how it is used', async () => {
    const out = temporaryFolder();
    const { code, stderr } = await convert(temporaryFolder(), out);
    expect(code).toBe(0);
    expect(stderr).toContain('passed over, not there');
    expect(existsSync(join(out, 'gsm8k-6b_finetuning.jsonl'))).toBe(false);
    expect(await convert()).toMatchObject({ code: 2, stderr: expect.stringContaining('usage:') });
  });
});
