import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as tableCommand from '../../src/cli/table.ts';
import type { Cell } from '../../src/core/index.ts';
import { cell, counts, metric } from '../report/cells.ts';
import type { Outcome } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runCommand } from '../support/in-process.ts';

type Run = {
  readonly model: string;
  readonly cells: readonly Cell[];
  readonly selection?: Readonly<
    Record<string, { readonly limit?: string; readonly ids?: readonly string[] }>
  >;
};

/** A run directory of two files; what else belongs there cannot be read as a file. */
const writeRun = (folder: string, { model, cells, selection = {} }: Run): void => {
  const directory = join(folder, model);
  mkdirSync(join(directory, 'completions', 'math.cot.jsonl'), { recursive: true });
  mkdirSync(join(directory, 'verdicts', 'math.cot.strict.jsonl'), { recursive: true });
  const identity = {
    backend: 'b',
    model,
    endpoint: 'e',
    api: 'chat',
    settings: {},
    system: null,
    seed: null,
  };
  const tasks = Object.fromEntries(
    Object.entries(selection).map(([task, one]) => [
      task,
      { trials: 1, limit: null, ids: null, graders: ['strict'], ...one },
    ]),
  );
  const environment = { node: 'v24', platform: 'linux', sandbox: null };
  const manifest = {
    eurus_eval: '0',
    created_at: '',
    identity,
    benchmarks: {},
    selection: tasks,
    environment,
  };
  writeFileSync(join(directory, 'run.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'summary.json'), JSON.stringify({ cells }));
};

const both = (math: number, bbh: number, more: Partial<Cell> = {}): readonly Cell[] => [
  cell('bbh', 'official', bbh),
  cell('math', 'strict', math, {
    metrics: { 'pass@1': metric(math), 'maj@4': metric(1 - math) },
    ...more,
  }),
];

const table = (runs: readonly Run[], ...args: readonly string[]): Promise<Outcome> => {
  const folder = temporaryFolder();
  for (const run of runs) writeRun(folder, run);
  return runCommand(tableCommand, [folder, ...args], 120);
};
const three: readonly Run[] = [
  { model: 'm10', cells: both(0.2, 0.5) },
  { model: 'm2', cells: both(0.4, 0.3) },
  { model: 'none', cells: [cell('bbh', 'official', 0.4)] },
];
const firstWords = (csv: string): readonly string[] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',')[0] ?? '');

describe('eurus-eval table', () => {
  it('says the number of samples of a metric that not every run has', async () => {
    const runs = [three[0], { model: 'once', cells: [cell('math', 'strict', 0.3)] }].flatMap(
      run => run ?? [],
    );
    const { stdout } = await table(runs, '--metric', 'maj@4', '--format', 'md');
    expect(stdout).toContain('| model | math.cot (strict, n = 100) |');
    expect(stdout).toContain('| once | – |');
  });

  it.each(['run.json', 'summary.json'])('leaves out a run whose %s is damaged, and says so', async name => {
    const folder = temporaryFolder();
    for (const run of three) writeRun(folder, run);
    writeFileSync(join(folder, 'm2', name), '{"cells": [');
    const all = await runCommand(tableCommand, [folder, '--format', 'csv'], 120);
    expectCode(all, 0);
    expect(firstWords(all.stdout)).toEqual(['m10', 'none']);
    expect(all.stderr).toMatch(/^Left out: .*is not the/);
    const alone = await runCommand(tableCommand, [join(folder, 'm2')], 120);
    expect(alone).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(name) });
  });

  it.each([
    ['math', ['m2', 'm10', 'none']],
    ['math:asc', ['m10', 'm2', 'none']],
    ['math.cot.strict:desc', ['m2', 'm10', 'none']],
    ['BBH', ['m10', 'none', 'm2']],
    ['model', ['m2', 'm10', 'none']],
    ['model:desc', ['none', 'm10', 'm2']],
  ])('--sort %s puts rows without a number last', async (sort, models) => {
    const { stdout } = await table(three, '--sort', sort, '--format', 'csv');
    expect(firstWords(stdout)).toEqual(models);
  });

  it.each([
    [['--sort', 'nothing'], '--sort: there is no column "nothing".\nThere are: model, math.cot.strict'],
    [['--sort', 'math:up'], '--sort is "math:up", expected COLUMN, COLUMN:asc or COLUMN:desc.'],
    [['--metric', 'best@9'], 'nothing of "best@9".\nThere is: pass@1, maj@4.'],
    [['--benchmark', 'mmlu'], 'nothing of "mmlu".\nThere is: bbh.cot, math.cot.'],
    [['--grader', 'mine'], 'nothing of "mine".\nThere is: official, strict.'],
    [['--paper', '--grader', 'strict'], "--paper has the paper's columns and graders"],
    [['--published', '--metric', 'maj@4'], "The paper's rows are pass@1"],
  ])('%j is refused in two lines', async (args, message) => {
    const { code, stdout, stderr } = await table(three, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('shows another metric, without the columns that do not have it', async () => {
    const { stdout } = await table(three, '--metric', 'maj@4', '--format', 'md');
    expect(stdout).toContain('| model | math.cot (strict, n = 100) |');
    expect(stdout).toContain('| m10 | **80.0** |\n| m2 | <ins>60.0</ins> |\n| none | – |');
    expect(stdout).toContain('maj@4 in percent');
  });

  it('shows only the benchmarks and graders that are named', async () => {
    const { stdout } = await table(three, '--benchmark', 'math.cot', '--grader', 'strict', '--format', 'md');
    expect(stdout).toContain('| m10 | <ins>20.0</ins> |\n| m2 | **40.0** |\n\n');
  });

  it('turns every format, with places and notes along the line', async () => {
    const md = await table(three, '--transpose', '--format', 'md');
    expect(md.stdout).toContain('| benchmark | m10 | m2 | none |');
    expect(md.stdout).toContain('| math.cot (strict, n = 100) | <ins>20.0</ins> | **40.0** | – |');
    expect(md.stdout).toContain('best of its line');
    const csv = await table(three, '--transpose', '--format', 'csv');
    expect(csv.stdout).toMatch(/^benchmark,m10,m10 stderr,.*\nmath\.cot\.strict,20\.00,1\.23,/);
    const terminal = await table(three, '--transpose');
    expect(terminal.stdout).toMatch(/│ benchmark +│ +grader │ +n │ +m10 │ +m2 │ +none │/);
    const latex = await table(three, '--transpose', '--format', 'latex');
    expect(latex.stdout).toContain(
      'bbh.cot (official, n = 100) & \\textbf{50.0} & 30.0 & \\underline{40.0} \\\\',
    );
  });

  it('has intervals and shares of answers cut off on demand', async () => {
    const runs = [
      { model: 'a', cells: both(0.5, 0.5, { counts: counts({ truncated: 25 }) }) },
      { model: 'b', cells: both(0.25, 0.5, { counts: counts({ unknown_ending: 3 }) }) },
    ];
    const shown = await table(runs, '--ci', '--truncation');
    expect(shown.stdout).toMatch(/│ a +│ 50\.0† \[48\.0, 52\.0\] \(cut 25\.0 %\) │/);
    expect(shown.stdout).toMatch(/│ b +│ 25\.0 \[23\.0, 27\.0\] \(cut \? %\) +│/);
    expect(shown.stdout).toContain('pass@1 in percent, with its 95 % interval');
    const csv = await table(runs, '--ci', '--truncation', '--format', 'csv', '--benchmark', 'math');
    expect(csv.stdout.split('\n')[1]).toContain('a,50.00,1.23,48.00,52.00,100,0,25,25.00');
  });

  it('gives no place among runs that were asked other samples, as many', async () => {
    const asked = (ids: readonly string[]) => ({ 'math.cot': { ids } });
    const runs = (other: readonly string[]): readonly Run[] => [
      { model: 'a', cells: both(0.5, 0.5), selection: asked(['x', 'y']) },
      { model: 'b', cells: both(0.4, 0.5), selection: asked(other) },
    ];
    const ranks = async (other: readonly string[]) =>
      JSON.parse((await table(runs(other), '--json')).stdout).rows.map(
        ({ ranks }: { ranks: Record<string, number> }) => ranks['math.cot.strict'],
      );
    expect(await ranks(['y', 'x'])).toEqual([1, 2]);
    expect(await ranks(['x', 'z'])).toEqual([undefined, undefined]);
  });

  it('sorts and widens the columns of the paper within their parts', async () => {
    const { stdout } = await runCommand(tableCommand, [
      '--published',
      '--sort',
      'Avg',
      '--ci',
      '--format',
      'csv',
      '--results',
      'no-such-folder',
    ]);
    const [head = '', first = ''] = stdout.split('\n');
    expect(head).toContain('HumanEval,HumanEval marks,HumanEval low,HumanEval high');
    expect(first).toMatch(/^published in Table 3,GPT-4,85\.40,,79\.\d\d,89\.\d\d,/);
    const names = stdout
      .trim()
      .split('\n')
      .map(line => line.split(',')[1]);
    expect(names.slice(1, 4)).toEqual(['GPT-4', 'Eurus-70B-NCA', 'Eurus-70B-KTO']);
  });
});
