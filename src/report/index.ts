import { csvTable } from './csv.ts';
import type { GridOptions } from './grid.ts';
import { jsonTable } from './json.ts';
import { type Leaderboard, leaderboard, type TableRow } from './leaderboard.ts';
import { markdownTable } from './markdown.ts';
import { terminalTable } from './terminal.ts';

export { type ColumnsRow, renderColumns } from './columns.ts';
export type { GridOptions } from './grid.ts';
export type { TableRow } from './leaderboard.ts';
export { type ProgressCounts, renderProgressLine } from './progress-line.ts';
export { renderRunSummary } from './run-summary.ts';

/** Every way to write a table. */
const formats = {
  terminal: terminalTable,
  md: markdownTable,
  csv: csvTable,
  json: jsonTable,
} satisfies Record<string, (board: Leaderboard, options: GridOptions) => string>;

export type TableFormat = keyof typeof formats;

export const tableFormats = Object.keys(formats) as readonly TableFormat[];

/** Models × benchmarks: a row a run, a column a benchmark, protocol and grader. */
export const renderTable = (rows: readonly TableRow[], format: TableFormat, options: GridOptions): string =>
  formats[format](leaderboard(rows), options);
