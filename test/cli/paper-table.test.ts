import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PaperCell } from '../../src/cli/paper-cells.ts';
import { paperSheet } from '../../src/cli/paper-table.ts';
import type { Cell } from '../../src/core/index.ts';
import { paperColumns, publishedTable } from '../../src/published/index.ts';
import { renderSheet, type TableFormat, type TableRow, tableFormats } from '../../src/report/index.ts';
import { cell, counts, metric } from '../report/cells.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';

const table = await publishedTable('table-3');

const cells: readonly Cell[] = [
  cell('humaneval', 'openai', 0.61, {
    protocol: 'code',
    metrics: { 'pass@1': metric(0.61, { samples: 161 }) },
    counts: counts({ unscored: 3 }),
  }),
  cell('bbh', 'eurus', 0.7927, {
    protocol: 'cot@eurus-2404',
    metrics: { 'pass@1': metric(0.7927, { samples: 6511 }) },
  }),
  cell('bbh', 'bbh-official', 0.5),
];
const rows: readonly TableRow[] = [{ model: 'mine', directory: '/runs/mine', summary: { cells } }];

const render = (format: TableFormat, width: number, published = true): string =>
  renderSheet(paperSheet(rows, table, { published }), format, { width });
const lineOf = (text: string, start: string): string =>
  text.split('\n').find(line => line.startsWith(start)) ?? '';

describe("the paper's table", () => {
  it('has its columns in its order, and its rows', () => {
    const text = render('terminal', 160);
    expect(text.split('\n')[0]?.trim().split(/ +/)).toEqual([
      ...['model', 'HumanEval', 'MBPP', 'LeetCode', 'GSM-Plus', 'MATH', 'TheoremQA', 'SVAMP', 'ASDiv'],
      ...['BBH', 'IFEval', 'MINT-Code', 'MINT-Math', 'Avg'],
    ]);
    expect(lineOf(text, 'Eurus-70B-NCA').split(/ +/).at(-1)).toBe('59.0');
    expect(lineOf(text, 'OpenChat-3.5-1210').split(/ +/)).toEqual(expect.arrayContaining(['19.1§', '46.2§']));
    expect(lineOf(text, 'GPT-4')).toContain('41.8¶');
  });

  it('has a row for each suite that a run has numbers of, and never mixes them', () => {
    const text = render('terminal', 160);
    expect(lineOf(text, 'mine (paper)')).toMatch(/^mine \(paper\)( +–){8} +79\.3( +–){4}$/);
    expect(lineOf(text, 'mine (eurus)')).toMatch(/^mine \(eurus\) +61\.0\*( +–){7} +50\.0~( +–){4}$/);
    expect(text).toContain('~ not over as many samples as in the paper: mine (eurus) BBH 100 for 6511');
    expect(text).toContain(
      'no Avg without all twelve columns: mine (paper) has 1 of them, mine (eurus) has 2',
    );
  });

  it.each([80, 100, 160])('fits %i columns', width => {
    const lines = render('terminal', width).split('\n');
    expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(width);
  });

  it('is one part where 100 columns are there', () => {
    const lines = render('terminal', 100).split('\n');
    expect(lines.filter(line => line.startsWith('model '))).toHaveLength(1);
    expect(lines[0]).toMatch(/HE +MBPP +Leet/);
  });

  it('leaves out the rows of the paper where only the runs are wanted', () => {
    expect(render('md', 80, false)).not.toContain('Eurus');
    expect(render('md', 80, false)).toContain('| mine (eurus) | 61.0\\* |');
  });

  it.each(tableFormats)('shows nothing but text of names of others: %s', format => {
    const hostile = '\u001b[2J\u202e\n$x_1$ & \\input{y} | <b>';
    const named = [{ model: hostile, summary: { cells } }];
    const text = renderSheet(paperSheet(named, table, { published: false }), format, { width: 160 });
    if (format === 'json') return expect(() => JSON.parse(text)).not.toThrow();
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    if (format === 'latex') {
      const body = text
        .split('\n')
        .filter(line => !line.startsWith('%'))
        .join('\n');
      expect(body).toContain(
        '\\$x\\_1\\$ \\& \\textbackslash{}input\\{y\\} \\textbar{} \\textless{}b\\textgreater{}',
      );
    }
  });

  it('writes booktabs for LaTeX', () => {
    const lines = render('latex', 80)
      .split('\n')
      .filter(line => !line.startsWith('%'));
    expect(lines[0]).toBe(`\\begin{tabular}{l${'r'.repeat(13)}}`);
    expect(lines[1]).toBe('\\toprule');
    // The paper's rows, and those of each suite.
    expect(lines.filter(line => line === '\\midrule')).toHaveLength(3);
    expect(lines.at(-1)).toBe('\\end{tabular}');
    const rows = lines.filter(text => text.endsWith('\\\\') && !text.startsWith('\\multicolumn{14}{l}'));
    expect(rows).toHaveLength(1 + 25 + 2);
    for (const line of rows) expect(line.split(' & ')).toHaveLength(14);
    expect(lines.join('\n')).toContain('19.1\\textsuperscript{$\\mathsection$}');
  });
});

describe("places in the paper's columns", () => {
  const of = (model: string, humaneval: number, bbh: number): TableRow => ({
    model,
    summary: {
      cells: [
        cell('humaneval', 'openai', humaneval, { protocol: 'code' }),
        cell('bbh', 'eurus', bbh, { protocol: 'cot@eurus-2404' }),
      ],
    },
  });

  it('are given within a part: to published rows, and to the runs of each suite', () => {
    const sheet = paperSheet([of('a', 0.99, 0.9), of('b', 0.5, 0.95)], table, { published: true });
    const ranks = (part: number, line: number): readonly (number | null | undefined)[] =>
      sheet.sections[part]?.lines[line]?.cells.map(({ rank }) => rank) ?? [];
    expect(sheet.sections.map(({ title }) => title)).toEqual([
      'published in Table 3',
      ...['paper', 'eurus-head', 'eurus'].map(suite => `runs (${suite})`),
    ]);
    // GPT-4 keeps its places, whatever the runs have.
    expect(ranks(0, 24)).toEqual(Array(13).fill(1));
    expect([ranks(1, 0)[8], ranks(1, 1)[8]]).toEqual([2, 1]);
    expect([ranks(3, 0)[0], ranks(3, 1)[0]]).toEqual([1, 2]);
  });

  it('are not given to numbers that the authors struck out, nor to a run alone', () => {
    const sheet = paperSheet([of('a', 0.99, 0.9)], table, { published: true });
    const openChat = sheet.sections[0]?.lines.find(({ label }) => label === 'OpenChat-3.5-1210');
    expect(openChat?.cells.map(({ rank }) => rank === null)).toEqual(
      table.columns.map(({ name }) => name === 'TheoremQA' || name === 'Avg'),
    );
    expect(sheet.sections[1]?.lines[0]?.cells.every(({ rank = null }) => rank === null)).toBe(true);
  });
});

describe('the Avg of a run', () => {
  const twelve = (alone: boolean): readonly (PaperCell | null)[] =>
    paperColumns.map(({ benchmark }, index) => ({
      cell: cell(benchmark, 'strict', (index + 1) / 20),
      alone: alone && index === 4,
    }));
  const averageOf = (picked: readonly (PaperCell | null)[]) => {
    const sheet = paperSheet(rows, table, {
      published: false,
      cellsOf: (_summary, suite) => (suite === 'paper' ? picked : [null]),
    });
    return sheet.sections[1]?.lines[0]?.cells.at(-1)?.percent;
  };

  it('is the plain mean of all twelve', () => {
    expect(averageOf(twelve(false))).toBeCloseTo(32.5, 9);
  });

  it.each<[string, readonly (PaperCell | null)[]]>([
    ['one is missing', twelve(false).with(3, null)],
    ['one is not the better of CoT and PoT', twelve(true)],
    [
      'nothing of one was scored',
      twelve(false).with(0, { cell: cell('b', 's', 0, { metrics: {} }), alone: false }),
    ],
  ])('is not there where %s', (_why, picked) => {
    expect(averageOf(picked)).toBeNull();
  });
});

describe('eurus-eval table', () => {
  it("shows the paper's rows without any run", async () => {
    const empty = temporaryFolder();
    const { code, stdout, stderr } = await runHere(['table', '--published'], { cwd: empty });
    expectCode({ code, stderr }, 0);
    expect(stdout).toContain('GPT-4');
    expectCode(await runHere(['table', '--paper'], { cwd: empty }), 2);
    expectCode(await runHere(['table', 'missing', '--published'], { cwd: empty }), 2);
  });

  it('lists the errata', async () => {
    const { code, stdout, stderr } = await runHere(['table', '--errata', '--json']);
    expectCode({ code, stderr }, 0);
    expect(JSON.parse(stdout).errata).toHaveLength(5);
    const shown = await runHere(['table', '--errata']);
    expect(shown.stdout).toMatch(/GPT-4 +LeetCode +41\.8 +41\.7/);
    expect(shown.stdout).toContain('48 other printed means');
  });

  it('has the better of two settings before all others, in the order of the paper', async () => {
    const folder = temporaryFolder();
    const of = (benchmark: string, protocol: string, value: number): Cell =>
      cell(benchmark, 'strict', value, { protocol });
    const summary = {
      cells: [of('bbh', 'cot', 0.1), of('math', 'cot', 0.2), of('math', 'pot', 0.3), of('mmlu', 'cot', 0.4)],
    };
    const identity = {
      backend: 'b',
      model: 'm',
      endpoint: 'e',
      api: 'chat',
      settings: {},
      system: null,
      seed: null,
    };
    const environment = { node: 'v24', platform: 'linux', sandbox: null };
    const manifest = {
      eurus_eval: '0',
      created_at: '',
      identity,
      benchmarks: {},
      selection: {},
      environment,
    };
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run', 'run.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'run', 'summary.json'), JSON.stringify(summary));
    const { stdout, stderr } = await runHere(['table', folder, '--format', 'csv']);
    const [head = '', line = ''] = stdout.split('\n');
    expect(stderr).toBe('');
    expect(head.split(',').filter(name => !name.includes(' '))).toEqual([
      ...[
        'model',
        'math.best.strict',
        'bbh.cot.strict',
        'mmlu.cot.strict',
        'math.cot.strict',
        'math.pot.strict',
      ],
    ]);
    expect(line.split(',')[6]).toBe('pot');
    const latex = await runHere(['table', folder, '--format', 'latex']);
    expect(latex.stdout).toContain('m & 30.0 pot & 10.0 & 40.0 & 20.0 & 30.0 \\\\');
  });
});
