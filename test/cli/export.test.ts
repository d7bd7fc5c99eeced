import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import { fakeBenchmark, fakeTask, runOptions } from '../run/fake-parts.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';

const recorded = async (folder: string, name = 'run'): Promise<string> => {
  const options = runOptions(folder, { tasks: [fakeTask(fakeBenchmark('b', 2))] });
  const directory = join(folder, name);
  await run({ ...options, directory });
  return directory;
};

describe('eurus-eval export', () => {
  it('prints csv, and writes the rest into the run unless told where', async () => {
    const directory = await recorded(temporaryFolder());
    const csv = await runHere(['export', directory, '--format', 'csv']);
    expect(csv).toMatchObject({ code: 0, stderr: '' });
    expect(csv.stdout.split('\n').map(line => line.split(',')[5])).toEqual([
      ...['key', 'b.cot/s0/0', 'b.cot/s1/0', undefined],
    ]);
    const parquet = await runHere(['export', directory, '--format', 'parquet']);
    expect(parquet).toMatchObject({ code: 0, stdout: `${join(directory, 'exports', 'verdicts.parquet')}\n` });
    expect(existsSync(parquet.stdout.trim())).toBe(true);
  });

  it('puts several runs into one file', async () => {
    const folder = temporaryFolder();
    await recorded(folder, 'first');
    await recorded(folder, 'second');
    const { code, stdout } = await runHere(['export', folder, '--format', 'csv']);
    expect([code, stdout.trim().split('\n').length]).toEqual([0, 5]);
    const out = await runHere(['export', folder, '--format', 'parquet']);
    expect(out).toMatchObject({ code: 2, stderr: expect.stringContaining('--out') });
  });

  it.each([
    [['--format', 'xml'], 'xml'],
    [[], '--format'],
    [['--format', 'evalplus'], 'humaneval'],
    [['--format', 'csv', '--benchmark', 'gsm8k'], 'b.cot by exact'],
  ])('refuses %j in a line or two', async (flags, named) => {
    const directory = await recorded(temporaryFolder());
    const { code, stderr } = await runHere(['export', directory, ...flags]);
    expectCode({ code, stderr }, 2);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr).toContain(named);
  });

  it('refuses a path that is no run, and a place that cannot be written', async () => {
    const folder = temporaryFolder();
    const missing = await runHere(['export', join(folder, 'none'), '--format', 'csv']);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('neither a run directory') });
    const directory = await recorded(folder);
    writeFileSync(join(folder, 'file'), '');
    const out = join(folder, 'file', 'a.csv');
    const { code, stderr } = await runHere(['export', directory, '--format', 'csv', '--out', out]);
    expect([code, stderr.trim().split('\n').length]).toEqual([3, 2]);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('');
  });
});
