import { describe, expect, it } from 'vitest';
import { renderTable, type TableFormat, type TableRow, tableFormats } from '../../src/report/index.ts';
import { cell, counts, metric } from './cells.ts';

const wide = { width: 120 };
const table = (rows: readonly TableRow[], format: TableFormat = 'terminal', width = 120): string =>
  renderTable(rows, format, { width });

const rows: readonly TableRow[] = [
  { model: 'one', summary: { cells: [cell('bbh', 'official', 0.7397), cell('gsm8k', 'strict', 0.5)] } },
  { model: 'two', summary: { cells: [cell('bbh', 'official', 0.6)] } },
];

describe('renderTable for the terminal', () => {
  it('has a row a model, a column a benchmark, and says protocol, grader and samples', () => {
    expect(table(rows)).toBe(
      [
        '┌───────┬──────────┬───────────┐',
        '│ model │  bbh.cot │ gsm8k.cot │',
        '│       │ official │    strict │',
        '│       │  n = 100 │   n = 100 │',
        '├───────┼──────────┼───────────┤',
        '│ one   │     74.0 │      50.0 │',
        '│ two   │     60.0 │         – │',
        '└───────┴──────────┴───────────┘',
        'pass@1 in percent',
      ].join('\n'),
    );
  });

  it('never puts numbers of two graders or protocols into one column', () => {
    const mixed = [
      { model: 'one', summary: { cells: [cell('bbh', 'official', 0.7)] } },
      {
        model: 'two',
        summary: { cells: [cell('bbh', 'eurus', 0.8), cell('bbh', 'official', 0.6, { protocol: 'direct' })] },
      },
    ];
    const { columns } = JSON.parse(table(mixed, 'json'));
    expect(columns.map(({ key }: { key: string }) => key)).toEqual([
      'bbh.cot.eurus',
      'bbh.cot.official',
      'bbh.direct.official',
    ]);
    expect(
      table(mixed)
        .split('\n')
        .find(line => line.includes('one')),
    ).toMatch(/one +│ +– │ +70\.0 │ +– │/);
  });

  it('marks and explains what was not scored, cut off, or not answered', () => {
    const marked = [
      { model: 'a', summary: { cells: [cell('bbh', 'official', 0.7, { counts: counts({ unscored: 3 }) })] } },
      {
        model: 'b',
        summary: { cells: [cell('bbh', 'official', 0.7, { counts: counts({ truncated: 2 }) })] },
      },
      {
        model: 'c',
        summary: { cells: [cell('bbh', 'official', 0.7, { missing: 5, counts: counts({ truncated: 1 }) })] },
      },
    ];
    const text = table(marked);
    expect(text).toMatch(/a +│ +70\.0\* │/);
    expect(text).toMatch(/b +│ +70\.0† │/);
    expect(text).toMatch(/c +│ +70\.0‡ │/);
    expect(text.split('\n').slice(-3)).toEqual([
      '* could not be scored (not counted as wrong): a bbh.cot.official 3 of 103',
      '† cut off by the token limit: b bbh.cot.official 2 of 100',
      '‡ not answered yet (left out): c bbh.cot.official 5 of 105',
    ]);
  });

  it('gives the samples of each number where they differ', () => {
    const few = { 'pass@1': metric(0.5, { samples: 20 }) };
    const differing = [
      ...rows,
      { model: 'three', summary: { cells: [cell('bbh', 'official', 0.5, { metrics: few })] } },
    ];
    const text = table(differing);
    expect(text).toMatch(/one +│ 74\.0 \(n = 100\) │/);
    expect(text).toMatch(/three +│ +50\.0 \(n = 20\) +│/);
    expect(text).not.toMatch(/│ +n = 20 │/);
  });

  it('has a dash where nothing was scored', () => {
    const none = [{ model: 'a', summary: { cells: [cell('bbh', 'official', 0, { metrics: {} })] } }];
    expect(table(none)).toMatch(/a +│ +– │/);
  });

  it('turns a table whose columns do not fit: a row a benchmark', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name => cell(`bench-${name}`, 'strict', 0.5));
    const rows = ['one', 'two'].map(model => ({ model, summary: { cells: many } }));
    const lines = table(rows, 'terminal', 60).split('\n');
    expect(lines[1]).toMatch(/^│ benchmark +│ +grader │ +n │ +one │ +two │$/);
    expect(lines.filter(line => line.startsWith('│ bench-'))).toHaveLength(8);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(60);
  });

  it('fits the width by going on in further tables', () => {
    const many = Array.from({ length: 12 }, (_, i) => cell(`benchmark-${i}`, 'strict', i / 12));
    for (const width of [60, 80, 100]) {
      // Models whose names would make the turned table take more parts.
      const model = (i: number): string => `a-model-of-a-long-name-${i}`;
      const models = Array.from({ length: 12 }, (_, i) => ({ model: model(i), summary: { cells: many } }));
      const text = table(models, 'terminal', width);
      expect(text.match(/│ model/g)?.length).toBeGreaterThan(1);
      expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(width);
      for (let i = 0; i < 12; i += 1) expect(text).toContain(`benchmark-${i}.cot`);
    }
  });

  it('tells runs of one model apart by their directories', () => {
    const same = [
      { model: 'm', directory: '/runs/first', summary: rows[0]?.summary ?? { cells: [] } },
      { model: 'm', directory: '/runs/second', summary: rows[1]?.summary ?? { cells: [] } },
    ];
    expect(table(same)).toMatch(/m \(first\).*m \(second\)/s);
  });

  it.each([
    [
      'end in another way',
      [
        '/home/me/an-experiment/with-a-long-name/and-a-longer-folder/checkpoint-1000',
        '/home/me/an-experiment/with-a-long-name/and-a-longer-folder/checkpoint-2000',
      ],
      ['a', 'b'],
      ['checkpoint-1000 ', 'checkpoint-2000 '],
    ],
    [
      'differ in the middle',
      [`${'x'.repeat(40)}1${'x'.repeat(40)}`, `${'x'.repeat(40)}2${'x'.repeat(40)}`],
      ['r/a', 'r/b'],
      ['(a) ', '(b) '],
    ],
    [
      'are one name in folders of one name',
      ['m', 'm'],
      ['first/run', 'second/run'],
      ['m (first/run) ', 'm (second/run) '],
    ],
    ['are one name without a folder', ['m', 'm'], ['', ''], ['m #1 ', 'm #2 ']],
  ])('gives no two rows one label where names %s', (_, models, directories, ends) => {
    const rows = models.map((model, index) => ({
      model,
      directory: directories[index] ?? null,
      summary: { cells: [cell('bbh', 'official', 0.5)] },
    }));
    const lines = table(rows)
      .split('\n')
      .filter(line => line.includes('50.0'));
    expect(lines).toEqual(ends.map(end => expect.stringContaining(end)));
    const names = table(rows, 'csv')
      .split('\n')
      .slice(1)
      .map(line => line.split(',')[0]);
    expect(new Set(names).size).toBe(2);
  });

  it('has no colours unless they are allowed', () => {
    const colour = '\u001b[';
    expect(table(rows)).not.toContain(colour);
    expect(renderTable(rows, 'terminal', { ...wide, styled: true })).toContain(colour);
  });

  it('shows an empty table of no rows', () => {
    for (const format of tableFormats) expect(() => table([], format)).not.toThrow();
  });
});

describe('renderTable in other formats', () => {
  it('writes a GitHub table', () => {
    expect(table(rows, 'md')).toBe(
      [
        '| model | bbh.cot (official, n = 100) | gsm8k.cot (strict, n = 100) |',
        '| --- | ---: | ---: |',
        '| one | **74.0** | 50.0 |',
        '| two | <ins>60.0</ins> | – |',
        '',
        'pass@1 in percent  ',
        '**bold**: best of its column, <ins>underlined</ins>: second; compared as printed, and only where the samples are the same and all of them scored',
      ].join('\n'),
    );
  });

  it('writes csv with numbers only, and what they need beside them', () => {
    const [head, one, two] = table(rows, 'csv').split('\n');
    expect(head?.split(',').slice(0, 6)).toEqual([
      'model',
      'bbh.cot.official',
      'bbh.cot.official stderr',
      'bbh.cot.official samples',
      'bbh.cot.official unscored',
      'bbh.cot.official truncated',
    ]);
    expect(one).toBe('one,73.97,1.23,100,0,0,50.00,1.23,100,0,0');
    expect(two).toBe('two,60.00,1.23,100,0,0,,,,,');
  });

  it('writes json with everything in fractions', () => {
    expect(JSON.parse(table(rows, 'json'))).toEqual({
      metric: 'pass@1',
      columns: [
        { key: 'bbh.cot.official', benchmark: 'bbh', protocol: 'cot', grader: 'official', samples: 100 },
        { key: 'gsm8k.cot.strict', benchmark: 'gsm8k', protocol: 'cot', grader: 'strict', samples: 100 },
      ],
      rows: [
        {
          model: 'one',
          directory: null,
          cells: {
            'bbh.cot.official': cell('bbh', 'official', 0.7397),
            'gsm8k.cot.strict': cell('gsm8k', 'strict', 0.5),
          },
          ranks: { 'bbh.cot.official': 1 },
        },
        {
          model: 'two',
          directory: null,
          cells: { 'bbh.cot.official': cell('bbh', 'official', 0.6) },
          ranks: { 'bbh.cot.official': 2 },
        },
      ],
    });
  });
});

describe('names of others', () => {
  const named = (model: string, format: TableFormat): string =>
    table([{ model, summary: { cells: [cell('bbh', 'official', 0.5)] } }], format);

  it.each<[string, string, string]>([
    ['colours and cursor moves', '\u001b[31mred\u001b[0m\u001b[2J', 'red'],
    ['a terminal title', '\u001b]0;title\u0007name', 'name'],
    ['line breaks', 'two\nlines\r\nhere', 'two lines here'],
    ['text that runs backwards', 'abc\u202ecba', 'abccba'],
    ['invisible characters', 'a\u200bb\u0000c', 'abc'],
  ])('lose %s in the terminal', (_name, model, shown) => {
    const line = named(model, 'terminal')
      .split('\n')
      .find(text => text.includes('50.0'));
    expect(line).toBe(`│ ${shown.padEnd(5)} │     50.0 │`);
  });

  it('are cut in the middle when they are long', () => {
    const line = named('x'.repeat(500), 'terminal').split('\n')[5];
    expect(line).toContain(`│ ${'x'.repeat(30)}…${'x'.repeat(29)} │`);
  });

  it.each([
    ['=1+2', "'=1+2"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ['plain', 'plain'],
  ])('cannot act as a formula or a separator in csv: %s', (model, field) => {
    expect(named(model, 'csv').split('\n')[1]?.startsWith(`${field},50.00`)).toBe(true);
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['<img src=x onerror=y>', '\\<img src=x onerror=y\\>'],
    ['[link](http://x)', '\\[link\\](http://x)'],
    ['`code` *bold* _it_', '\\`code\\` \\*bold\\* \\_it\\_'],
    ['a&lt;b', 'a&amp;lt;b'],
    ['back\\slash', 'back\\\\slash'],
  ])('are text and not markup in markdown: %s', (model, shown) => {
    expect(named(model, 'md').split('\n')[2]).toBe(`| ${shown} | 50.0 |`);
  });

  it.each(tableFormats.filter(format => format !== 'json'))(
    'lose them in heads and footnotes of %s as well',
    format => {
      const hostile = '\u001b[2J\u202e\nx';
      const summary = {
        cells: [cell(hostile, hostile, 0.5, { protocol: hostile, counts: counts({ unscored: 1 }) })],
      };
      const shown = table([{ model: 'm', summary }], format);
      expect(shown).not.toMatch(/\p{Cf}/u);
      expect(shown).not.toContain('\u001b');
      expect(shown).toContain('x. x');
      expect(shown.split('\n').some(line => /^x/.test(line))).toBe(false);
    },
  );
});
