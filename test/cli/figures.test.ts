import { describe, expect, it } from 'vitest';
import { leaderboardOf, scatterOf } from '../../src/cli/figures/from-board.ts';
import { curvesOf, groupsOf, verdictsOf } from '../../src/cli/figures/from-cells.ts';
import { paperBoard } from '../../src/cli/figures/paper-board.ts';
import { runBoard } from '../../src/cli/figures/run-board.ts';
import { figureCells } from '../../src/cli/figures/run-cells.ts';
import { publishedTable } from '../../src/published/index.ts';
import type { TableRow } from '../../src/report/index.ts';
import { cell, counts, metric } from '../report/cells.ts';

const rowOf = (model: string, ...cells: TableRow['summary']['cells']): TableRow => ({
  model,
  directory: `runs/${model}`,
  summary: { cells },
});

const namesOf = (rows: readonly TableRow[], choice = {}): readonly string[] => [
  ...new Set(figureCells(rows, choice).map(({ column }) => column)),
];

describe('columns of a figure', () => {
  it('have the shortest name that tells them apart', () => {
    const rows = [
      rowOf('a', cell('gsm8k', 'strict', 0.5), cell('bbh', 'strict', 0.5), cell('bbh', 'eurus', 0.5)),
      rowOf('b', cell('math', 'strict', 0.5), cell('math', 'strict', 0.5, { protocol: 'pot' })),
    ];
    expect(namesOf(rows)).toEqual(['gsm8k', 'bbh.cot.strict', 'bbh.cot.eurus', 'math.cot', 'math.pot']);
    expect(namesOf(rows, { graders: ['strict'] })).toEqual(['gsm8k', 'bbh', 'math.cot', 'math.pot']);
    expect(namesOf(rows, { benchmarks: ['math.pot', 'bbh.cot.eurus'] })).toEqual(['math', 'bbh']);
  });

  it('are the better of two settings where it is there, unless one is asked for', () => {
    const [cot, pot] = [cell('math', 'strict', 0.4), cell('math', 'strict', 0.6, { protocol: 'pot' })];
    const other = cell('math', 'eurus', 0.3);
    const rows: readonly TableRow[] = [
      {
        model: 'a',
        summary: { cells: [cot, pot, other], best: [{ ...pot, protocol: 'best', from: 'pot' }] },
      },
    ];
    expect(namesOf(rows)).toEqual(['math.best', 'math.cot']);
    expect(namesOf(rows, { benchmarks: ['math.cot.strict'] })).toEqual(['math']);
    expect(figureCells(rows, { benchmarks: ['math.pot'] })[0]?.cell).toBe(pot);
  });
});

describe('models of a figure', () => {
  it('are never two under one name, whose bars would be added up', () => {
    const name = 'long/'.repeat(30);
    const rows = ['1', '2'].map(end => rowOf(`${name}${end}${name}`, cell('gsm8k', 'strict', 0.3)));
    expect(new Set(figureCells(rows, {}).map(({ model }) => model)).size).toBe(2);
    const same = ['a/run', 'b/run'].map(directory => ({
      ...rowOf('m', cell('gsm8k', 'strict', 0.3)),
      directory,
    }));
    expect(figureCells(same, {}).map(({ model }) => model)).toEqual(['m (a/run)', 'm (b/run)']);
  });
});

describe('the board of runs', () => {
  const rows = [
    rowOf('a', cell('gsm8k', 'strict', 0.5), cell('math', 'strict', 0.3)),
    rowOf('b', cell('gsm8k', 'strict', 0.7, { metrics: { 'pass@1': metric(0.7, { samples: 50 }) } })),
  ];

  it('has the mean only of models that have all columns', () => {
    const board = runBoard(rows, 'pass@1', { benchmarks: ['Avg'] });
    expect(board.columns).toEqual(['Avg']);
    expect(board.lines.map(({ numbers }) => numbers.get('Avg')?.value)).toEqual([0.4, undefined]);
    expect(board.notes).toContain('No Avg without all of them: b.');
    expect(leaderboardOf(board).bars.map(({ model }) => model)).toEqual(['a']);
  });

  it('says where models were not asked as many samples', () => {
    expect(runBoard(rows, 'pass@1', {}).notes).toContain(
      'Not over the same samples: gsm8k has from 50 to 100.',
    );
  });

  it('sets one column against another, for models that have both', () => {
    const data = scatterOf(runBoard(rows, 'pass@1', { benchmarks: ['gsm8k', 'math'] }));
    expect(data.points.map(({ model, x, y }) => [model, x.value, y.value])).toEqual([['a', 0.5, 0.3]]);
    expect(data.notes).toContain('Left out: 1 of 2 models, which lack one of the two.');
  });

  it('has the columns in the order in which they were named', () => {
    const data = scatterOf(runBoard(rows, 'pass@1', { benchmarks: ['math', 'gsm8k'] }));
    expect([data.x, data.y]).toEqual(['math pass@1', 'gsm8k pass@1']);
  });
});

describe("the paper's board", () => {
  it('has runs beside the published rows, each as its suite asked', async () => {
    const run = cell('humaneval', 'openai', 0.61, { protocol: 'code' });
    const board = paperBoard([rowOf('mine', run)], 'pass@1', await publishedTable('table-3'), ['HumanEval']);
    expect(board.lines.filter(({ kind }) => kind === 'runs').map(({ model }) => model)).toContain(
      'mine (eurus)',
    );
    expect(board.lines).toHaveLength(25 + board.lines.filter(({ kind }) => kind === 'runs').length);
  });

  it('says which numbers to doubt among those drawn', async () => {
    const table = await publishedTable('table-3');
    const notes = (column: string): string => paperBoard([], 'pass@1', table, [column]).notes.join('\n');
    expect(notes('LeetCode')).toContain('Cannot be right as printed (table --errata): GPT-4 LeetCode.');
    expect(notes('HumanEval')).not.toContain('GPT-4');
    expect(notes('theoremqa')).toContain('trained on test data: OpenChat-3.5-1210 TheoremQA');
  });
});

describe('figures of cells', () => {
  it('have the parts of one dimension in the order of the summary', () => {
    const scores = (value: number) => ({ metrics: { 'pass@1': metric(value) }, counts: counts({}) });
    const groups = { level: { '2': scores(0.2), '10': scores(0.1) } };
    const cells = figureCells([rowOf('a', cell('math', 'strict', 0.5, { groups }))], {});
    expect(groupsOf(cells, 'pass@1', undefined).bars.map(({ category, value }) => [category, value])).toEqual(
      [
        ['2', 0.2],
        ['10', 0.1],
      ],
    );
  });

  it('have every curve of one column, or the chosen ones', () => {
    const points = [1, 2, 4].map(k => ({ k, value: 0.2 * k, stderr: 0.1, ci95: [0, 1] as const }));
    const curved = { ...cell('math', 'strict', 0.5), curves: { 'pass@k': points, 'maj@k': points } };
    const cells = figureCells([rowOf('a', curved), rowOf('b', cell('math', 'strict', 0.5))], {});
    expect(curvesOf(cells, undefined).curves.map(({ model, metric: name }) => [model, name])).toEqual([
      ['a', 'pass@k'],
      ['a', 'maj@k'],
    ]);
    expect(curvesOf(cells, ['maj@k']).curves.map(({ points: its }) => its.map(({ k }) => k))).toEqual([
      [1, 2, 4],
    ]);
    expect(() => curvesOf(cells, ['best@k'])).toThrow('no curve here is called "best@k"');
  });

  it('say which answers were often cut off', () => {
    const cut = cell('math', 'strict', 0.5, { counts: counts({ truncated: 12 }) });
    const cells = figureCells([rowOf('a', cut, cell('bbh', 'strict', 0.5))], {});
    expect(verdictsOf(cells).notes).toContain('Cut off by the token limit: a math 12.0 %.');
  });

  it('have the counts of every column', () => {
    const cells = figureCells([rowOf('a', cell('math', 'strict', 0.5), cell('bbh', 'strict', 0.5))], {});
    expect(verdictsOf(cells).rows.map(({ benchmark, counts: its }) => [benchmark, its.correct])).toEqual([
      ['math', 60],
      ['bbh', 60],
    ]);
  });
});
