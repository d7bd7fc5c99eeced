import { type Metric, takenFrom } from '../core/index.ts';
import { macroMean } from '../metric/index.ts';
import {
  erratumOf,
  isContaminated,
  type PublishedTable,
  paperColumns,
  plainMean,
  publishedValue,
} from '../published/index.ts';
import {
  markNotes,
  rowLabel,
  type Sheet,
  type SheetCell,
  type SheetLine,
  type TableRow,
} from '../report/index.ts';
import { type PaperCell, type PaperSuite, paperCells, paperSuites } from './paper-cells.ts';

/** The paper's name of its mean. */
const average = 'Avg';

/** A run as one suite asked and judged it. */
type PaperRun = {
  readonly label: string;
  readonly row: TableRow;
  readonly suite: PaperSuite;
  readonly cells: readonly (PaperCell | null)[];
};

/**
 * Runs in the paper's columns, in its order, with its mean; and the paper's own rows beside them.
 * @param table Table 3
 * @param published false for the runs alone
 * @param cellsOf what a run has of the columns
 */
export const paperSheet = (
  rows: readonly TableRow[],
  table: PublishedTable,
  published: boolean,
  cellsOf: typeof paperCells = paperCells,
): Sheet => {
  const runs = runsOf(rows, cellsOf);
  const lines = runs.map(run => runLine(run, table));
  return {
    head: 'model',
    columns: [...paperColumns, { name: average, short: average }],
    sections: [
      { title: `published in ${table.table}`, lines: published ? publishedLines(table) : [] },
      { title: 'runs', lines: lines.map(({ line }) => line) },
    ],
    notes: [
      'percent; Avg: the plain mean of the twelve columns, as the paper forms it',
      ...(published ? [`published: ${table.source}`, ...publishedNotes] : []),
      ...signNotes(lines.flatMap(({ notes }) => notes)),
      ...averageNote(runs),
      ...(runs.length === 0 ? [] : [suiteNote(runs, published)]),
    ],
    data: {
      columns: table.columns,
      published: published ? table : null,
      runs: runs.map(runData),
    },
  };
};

const runsOf = (rows: readonly TableRow[], cellsOf: typeof paperCells): readonly PaperRun[] =>
  rows.flatMap(row =>
    paperSuites.flatMap(suite => {
      const cells = cellsOf(row.summary, suite);
      if (cells.every(cell => cell === null)) return [];
      return [{ label: `${rowLabel(row, rows)} (${suite})`, row, suite, cells }];
    }),
  );

const publishedLines = (table: PublishedTable): readonly SheetLine[] =>
  table.rows.map(({ model }) => ({
    label: model,
    cells: [...paperColumns.map(({ name }) => name), average].map(column => ({
      percent: publishedValue(table, model, column),
      signs: [
        isContaminated(table, model, column) ? '§' : '',
        erratumOf(table, model, column) === undefined ? '' : '¶',
      ].join(''),
    })),
  }));

const publishedNotes = [
  '§ struck out by the authors: the model was trained on the test data; the mean counts it all the same',
  '¶ cannot be right as printed: eurus-eval table --errata says why',
];

type SignNote = { readonly sign: string; readonly meaning: string; readonly where: string };

const runLine = (
  { label, cells }: PaperRun,
  table: PublishedTable,
): { readonly line: SheetLine; readonly notes: readonly SignNote[] } => {
  const notes = cells.map((found, index) => signsOf(found, index, label, table));
  const numbers = cells.map((found, index): SheetCell => {
    const metric = passAt1(found);
    const signs = (notes[index] ?? []).map(({ sign }) => sign).join('');
    return { percent: metric === null ? null : 100 * metric.value, signs };
  });
  const mean = averageOf(cells);
  return {
    line: { label, cells: [...numbers, { percent: mean === null ? null : 100 * mean.value }] },
    notes: notes.flat(),
  };
};

const signsOf = (
  found: PaperCell | null,
  index: number,
  label: string,
  table: PublishedTable,
): readonly SignNote[] => {
  const column = paperColumns[index]?.name ?? '';
  const metric = passAt1(found);
  if (found === null || metric === null) return [];
  const where = `${label} ${column}`;
  const { cell, alone } = found;
  const samples = table.columns.find(({ name }) => name === column)?.samples;
  const asked = metric.samples + Math.ceil((cell.counts.unscored + (cell.missing ?? 0)) / metric.trials);
  return [
    ...markNotes(cell).map(({ sign, meaning, count }) => ({ sign, meaning, where: `${where} ${count}` })),
    ...(samples === undefined || samples === asked
      ? []
      : [
          {
            sign: '~',
            meaning: 'not over as many samples as in the paper',
            where: `${where} ${asked} for ${samples}`,
          },
        ]),
    ...(alone
      ? [{ sign: '¹', meaning: 'not the better of CoT and PoT: one is missing or not complete', where }]
      : []),
  ];
};

/** Numbers and runs named in a note before it only counts. */
const namedCells = 4;

const signNotes = (notes: readonly SignNote[]): readonly string[] =>
  [...Map.groupBy(notes, ({ sign }) => sign)].map(([sign, of]) => {
    return `${sign} ${of[0]?.meaning}: ${firstOf(of.map(({ where }) => where))}`;
  });

const firstOf = (texts: readonly string[]): string => {
  const more = texts.length > namedCells ? `, and ${texts.length - namedCells} more` : '';
  return `${texts.slice(0, namedCells).join(', ')}${more}`;
};

const averageNote = (runs: readonly PaperRun[]): readonly string[] => {
  const lacking = runs.filter(({ cells }) => averageOf(cells) === null);
  if (lacking.length === 0) return [];
  const named = lacking.map(({ label, cells }) => `${label} has ${complete(cells).length} of them`);
  return [`no Avg without all twelve columns: ${firstOf(named)}`];
};

const suiteNote = (runs: readonly PaperRun[], published: boolean): string => {
  const named = paperSuites.filter(suite => runs.some(run => run.suite === suite)).map(suite => `(${suite})`);
  const rest = published ? '; only those of (paper) were asked and judged as the paper did' : '';
  return `${named.join(', ')}: the suite whose prompts and graders the numbers are of${rest}`;
};

/** Columns that the paper's mean may count. */
const complete = (cells: PaperRun['cells']): readonly Metric[] =>
  cells.flatMap(found => (found?.alone === false ? (passAt1(found) ?? []) : []));

/** Only over all twelve, as the paper has it. */
const averageOf = (cells: PaperRun['cells']): Metric | null => {
  const metrics = complete(cells);
  if (metrics.length < paperColumns.length) return null;
  // The same sum as for printed rows; `macroMean` knows how sure it is.
  const value = plainMean(metrics.map(metric => metric.value));
  return value === null ? null : { ...macroMean(metrics), value };
};

const passAt1 = (found: PaperCell | null): Metric | null => found?.cell.metrics['pass@1'] ?? null;

const runData = ({ row, suite, cells }: PaperRun): unknown => ({
  model: row.model,
  directory: row.directory ?? null,
  suite,
  cells: Object.fromEntries(
    paperColumns.flatMap(({ name }, index) => {
      const found = cells[index];
      return found ? [[name, { ...found.cell, from: takenFrom(found.cell), alone: found.alone }]] : [];
    }),
  ),
  average: averageOf(cells),
});
