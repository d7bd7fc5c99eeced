import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type TableFormat, tableFormats } from '../../src/report/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { compileLatex, hasLatex } from '../support/latex.ts';
import { describeWith, projectRoot } from '../support/requires.ts';

type Row = { readonly model: string; readonly values: readonly (number | null)[] };
type Table = {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly Row[];
  readonly contaminated: readonly { readonly model: string; readonly column: string }[];
};

const table: Table = JSON.parse(readFileSync(join(projectRoot, 'results/published/table-3.json'), 'utf8'));

/** Where no run is, the paper's rows stand alone. */
const published = ['table', '--published', '--results', 'no-such-folder'];

const texts = Object.fromEntries(
  await Promise.all(
    tableFormats.map(async format => {
      const { code, stdout, stderr } = await runHere([...published, '--format', format]);
      expectCode({ code, stderr }, 0);
      return [format, stdout.trimEnd()] as const;
    }),
  ),
) as Record<TableFormat, string>;

/** A number without what is around it in a format. */
const bare = (text: string): number =>
  Number(
    text.replace(/\\(?:textbf|underline)\{|\\textsuperscript\{\$\\math\w+\$\}|<\/?ins>|[*}§¶]/g, '').trim(),
  );

/** Lines of cells, as each format has them; the first is the head. */
const read: Readonly<Record<Exclude<TableFormat, 'json'>, () => readonly (readonly string[])[]>> = {
  terminal: () => {
    const lines = texts.terminal.split('\n');
    return lines
      .slice(0, lines.indexOf(''))
      .filter(line => !line.startsWith('──'))
      .map(line => line.split(/ {2,}/));
  },
  md: () =>
    texts.md
      .split('\n')
      .filter(line => line.startsWith('|') && !line.startsWith('| ---'))
      .map(line => line.slice(2, -2).split(' | ')),
  csv: () =>
    (parse(texts.csv) as string[][]).map(([, model = '', ...cells]) => [
      model,
      ...cells.filter((_, at) => at % 2 === 0),
    ]),
  latex: () =>
    texts.latex
      .split('\n')
      .filter(line => line.endsWith('\\\\'))
      .map(line => line.slice(0, -3).split(' & ')),
};

describe('Table 3 of the paper', () => {
  it.each(Object.keys(read) as (keyof typeof read)[])(
    'is in %s as it was printed, all 325 numbers',
    format => {
      const [head = [], ...lines] = read[format]();
      expect(head.slice(1)).toEqual(table.columns.map(({ name }) => name));
      expect(lines.map(([model, ...cells]) => ({ model, values: cells.map(bare) }))).toEqual(
        table.rows.map(({ model, values }) => ({ model, values })),
      );
      expect(lines.flatMap(([, ...cells]) => cells)).toHaveLength(325);
    },
  );

  it('is in json as it was printed, with the place of each number', () => {
    const { columns, published } = JSON.parse(texts.json);
    expect(columns).toEqual(table.columns);
    expect(published.rows.map(({ model, values }: Row) => ({ model, values }))).toEqual(table.rows);
    const gpt4 = published.rows.find(({ model }: Row) => model === 'GPT-4');
    expect(gpt4.ranks).toEqual(Object.fromEntries(table.columns.map(({ name }) => [name, 1])));
  });

  /** Found anew from the file: the largest number of a column, and the next, without those struck out. */
  const expected = (column: string, place: number): readonly string[] => {
    const at = table.columns.findIndex(({ name }) => name === column);
    const struck = (model: string): boolean =>
      table.contaminated.some(one => one.model === model && one.column === column);
    const rows = table.rows.filter(({ model }) => !struck(model));
    const values = [...new Set(rows.map(({ values }) => values[at] ?? -1))].sort((a, b) => b - a);
    return rows.filter(({ values: own }) => own[at] === values[place - 1]).map(({ model }) => model);
  };

  it.each([
    ['md', /^\*\*/, /^<ins>/],
    ['latex', /^\\textbf/, /^\\underline/],
  ] as const)(
    'has in %s the best of each column bold and the second underlined',
    (format, bold, underlined) => {
      const [head = [], ...lines] = read[format]();
      const marked = (pattern: RegExp, at: number): readonly string[] =>
        lines.flatMap(line => (pattern.test(line[at] ?? '') ? [line[0] ?? ''] : []));
      for (const [at, column] of head.entries()) {
        if (at === 0) continue;
        expect([column, marked(bold, at)]).toEqual([column, expected(column, 1)]);
        expect([column, marked(underlined, at)]).toEqual([column, expected(column, 2)]);
      }
      // Two models share the second place.
      expect(expected('LeetCode', 2)).toEqual(['Eurus-70B-SFT', 'Eurus-70B-NCA']);
    },
  );
});

describeWith('pdflatex with booktabs (Debian: texlive-latex-base, texlive-latex-recommended)', hasLatex)(
  'the LaTeX of tables',
  () => {
    it('compiles, with intervals and turned as well', async () => {
      const more = ['--ci', '--transpose', '--truncation'];
      const turned = await runHere([...published, '--format', 'latex', ...more]);
      const { log } = compileLatex(`${texts.latex}\n\n\\tiny\n${turned.stdout}`);
      expect(log).toContain('Output written on table.pdf (');
      expect(log).not.toMatch(/Missing character|Undefined control/);
    });

    it('compiles whatever a model is called', async () => {
      const { renderTable } = await import('../../src/report/index.ts');
      const { cell, counts } = await import('../report/cells.ts');
      const printable = String.fromCodePoint(...Array.from({ length: 95 }, (_, at) => 32 + at));
      const names = [
        printable.slice(0, 48),
        printable.slice(48),
        ...[
          '\\input{/etc/passwd}',
          '$x_1^2$ & % # {',
          '*[2em]',
          '[x]',
          '--a---b',
          'Zoë Ñandú Straße',
          '% comment',
        ],
      ];
      const rows = names.map((model, at) => ({
        model,
        summary: {
          cells: [
            cell(`b&_${at % 2}`, '%g~', 0.5 + at / 100, {
              counts: counts({ unscored: at % 2, truncated: 9 }),
              missing: 1,
            }),
          ],
        },
      }));
      const text = renderTable(rows, 'latex', { width: 80, beside: { interval: true, truncation: true } });
      expect(compileLatex(text).log).toContain('Output written on table.pdf (1 page');
      const chinese = renderTable([{ ...rows[0], model: '模型' } as (typeof rows)[0]], 'latex', {
        width: 80,
      });
      expect(chinese).toContain('% it has letters that need lualatex or xelatex');
    });
  },
);
