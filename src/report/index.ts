import { csvTable } from './csv.ts';
import type { GridOptions } from './grid.ts';
import { jsonTable } from './json.ts';
import { latexTable } from './latex.ts';
import { type Leaderboard, leaderboard, type TableRow } from './leaderboard.ts';
import { markdownTable } from './markdown.ts';
import { type Sheet, sheetFormats } from './sheet/index.ts';
import { terminalTable } from './terminal.ts';

export { type ColumnsRow, renderColumns } from './columns.ts';
export { renderComparison } from './comparison/index.ts';
export type { GridOptions } from './grid.ts';
export { rowLabel, type TableRow } from './leaderboard.ts';
export { markNotes } from './marks.ts';
export { type PanelCounts, renderPanel } from './panel.ts';
export * from './progress/index.ts';
export { renderRunSummary } from './run-summary.ts';
export type { Sheet, SheetCell, SheetLine } from './sheet/index.ts';
export { renderSpending } from './spend-line.ts';

/** Every way to write a table. */
const formats = {
  terminal: terminalTable,
  md: markdownTable,
  csv: csvTable,
  latex: latexTable,
  json: jsonTable,
} satisfies Record<string, (board: Leaderboard, options: GridOptions) => string>;

export type TableFormat = keyof typeof formats;

export const tableFormats = Object.keys(formats) as readonly TableFormat[];

export type TableOptions = GridOptions & {
  /** Benchmarks whose columns come first, in this order; all others follow by name. */
  readonly order?: readonly string[] | undefined;
};

/** Models × benchmarks: a row a run, a column a benchmark, protocol and grader. */
export const renderTable = (rows: readonly TableRow[], format: TableFormat, options: TableOptions): string =>
  formats[format](leaderboard(rows, options.order), options);

/** A table of finished numbers. */
export const renderSheet = (sheet: Sheet, format: TableFormat, options: GridOptions): string =>
  sheetFormats[format](sheet, options);
