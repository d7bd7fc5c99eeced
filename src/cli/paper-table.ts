import type { Metric } from '../core/index.ts';
import { type PublishedTable, paperColumns } from '../published/index.ts';
import {
  type Beside,
  besideOf,
  cutNote,
  type Sheet,
  type SheetCell,
  type SheetLine,
  type SortKey,
  sortRows,
  type TableRow,
} from '../report/index.ts';
import { type paperCells, paperSuites } from './paper-cells.ts';
import { cellNotes, runNotes } from './paper-notes.ts';
import { publishedLine, publishedNotes, publishedRows } from './paper-published.ts';
import {
  average,
  columnNames,
  type PaperRun,
  paperRuns,
  placesOfRuns,
  ranksByName,
  runData,
} from './paper-run.ts';

export type PaperOptions = {
  /** The paper's own rows above the runs. */
  readonly published: boolean;
  /** `pass@1` when left out. */
  readonly metric?: string | undefined;
  readonly beside?: Beside | undefined;
  /** Within each part of the table. */
  readonly sort?: SortKey | undefined;
  /** What a run has of the columns. */
  readonly cellsOf?: typeof paperCells;
};

/**
 * Runs in the paper's columns, in its order, with its mean; and the paper's own rows above them. Each part has rows that
 * were asked and judged alike: the paper's own, and the runs of each suite; places are given within a part.
 * @param table Table 3
 */
export const paperSheet = (
  rows: readonly TableRow[],
  table: PublishedTable,
  { published, metric = 'pass@1', beside = {}, sort, cellsOf }: PaperOptions,
): Sheet => {
  const printed = published ? sorted(publishedRows(table), sort, row => row.model, publishedNumber) : [];
  const runs = sorted(paperRuns(rows, metric, cellsOf), sort, run => run.label, runNumber);
  const parts = paperSuites
    .map(suite => ({ suite, runs: runs.filter(run => run.suite === suite) }))
    .map(part => ({ ...part, places: placesOfRuns(part.runs, metric) }));
  const lines = parts.map(({ suite, runs, places }) => ({
    title: `runs (${suite})`,
    lines: runs.map((run, at) => runLine(run, places[at] ?? [], { table, metric, beside })),
  }));
  return {
    head: 'model',
    columns: [...paperColumns, { name: average, short: average }],
    sections: [
      {
        title: `published in ${table.table}`,
        lines: printed.map(row => publishedLine(row, table, beside)),
      },
      ...lines,
    ],
    notes: [
      `${metric === 'pass@1' ? '' : `${metric} in `}percent; Avg: the plain mean of the twelve columns, as the paper forms it`,
      ...(published ? [`published: ${table.source}`, ...publishedNotes] : []),
      ...(beside.interval ? [intervalNote(published)] : []),
      ...(beside.truncation ? [cutNote] : []),
      ...runNotes(runs, table, metric, published),
    ],
    among: 'its column, within its part of the table',
    data: {
      metric,
      columns: table.columns,
      published: published
        ? { ...table, rows: printed.map(row => ({ ...row, ranks: ranksByName(row.ranks) })) }
        : null,
      runs: parts.flatMap(({ runs, places }) => runs.map((run, at) => runData(run, places[at] ?? []))),
    },
  };
};

const sorted = <Row>(
  rows: readonly Row[],
  sort: SortKey | undefined,
  label: (row: Row) => string,
  number: (row: Row, column: number) => number | null,
): readonly Row[] =>
  sortRows(
    rows,
    sort,
    columnNames.map((name, at) => ({ names: [name, paperColumns[at]?.short ?? name] })),
    label,
    number,
  );

const publishedNumber = ({ values }: { values: readonly (number | null)[] }, column: number): number | null =>
  values[column] ?? null;
const runNumber = ({ numbers }: PaperRun, column: number): number | null => numbers[column]?.value ?? null;

const runLine = (
  run: PaperRun,
  places: readonly (number | null)[],
  { table, metric, beside }: { table: PublishedTable; metric: string; beside: Beside },
): SheetLine => ({
  label: run.label,
  cells: run.numbers.map((number, at): SheetCell => {
    const found = run.cells[at] ?? null;
    if (number === null) return { percent: null };
    const signs = cellNotes(run, at, table, metric).map(({ sign }) => sign);
    return {
      percent: 100 * number.value,
      signs: signs.join(''),
      rank: places[at] ?? null,
      ...(found === null ? meanBeside(number, beside) : besideOf(found.cell, metric, beside)),
    };
  }),
});

/** A mean has an interval, but no answers of its own that could be cut off. */
const meanBeside = ({ ci95: [low, high] }: Metric, { interval }: Beside): Pick<SheetCell, 'interval'> =>
  interval ? { interval: [100 * low, 100 * high] } : {};

const intervalNote = (published: boolean): string =>
  published
    ? '[low, high]: 95 % interval; of the published numbers not printed, but Wilson’s over the number of samples'
    : '[low, high]: 95 % interval';
