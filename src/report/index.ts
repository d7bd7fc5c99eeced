import { type Beside, boardSheet } from './board-sheet.ts';
import { csvTable } from './csv.ts';
import type { GridOptions } from './grid.ts';
import { jsonTable } from './json.ts';
import { type LeaderboardOptions, leaderboard, type TableRow } from './leaderboard.ts';
import { type Sheet, sheetFormats, transposed } from './sheet/index.ts';
import { terminalTable } from './terminal.ts';

export { type Beside, besideOf, cutNote } from './board-sheet.ts';
export {
  type ChoiceSheetOptions,
  choiceLabel,
  choiceSheet,
  type PrintedChoices,
  type RunChoices,
} from './choices/index.ts';
export { type ColumnsRow, renderColumns } from './columns.ts';
export { renderComparison } from './comparison/index.ts';
export { csvRecord } from './csv-text.ts';
export type { GridOptions } from './grid.ts';
export { type JobSummary, renderJobSummary } from './job-summary.ts';
export {
  type JunitCase,
  type JunitSuite,
  junitCase,
  junitEnd,
  junitStart,
  suiteEnd,
  suiteStart,
} from './junit.ts';
export { contenderOf, headline, keyOf, rowLabel, type TableRow } from './leaderboard.ts';
export { markNotes } from './marks.ts';
export { type PanelCounts, renderPanel } from './panel.ts';
export { plainName } from './plain.ts';
export * from './progress/index.ts';
export * from './queue/index.ts';
export { type Contender, placesOf } from './rank.ts';
export { renderRunSummary } from './run-summary.ts';
export type { Sheet, SheetCell, SheetLine } from './sheet/index.ts';
export { type Named, type SortKey, sortRows } from './sort.ts';
export { renderSpending } from './spend-line.ts';

export type TableFormat = keyof typeof sheetFormats;

export const tableFormats = Object.keys(sheetFormats) as readonly TableFormat[];

export type SheetOptions = GridOptions & {
  /** Models beside each other, a row a benchmark. */
  readonly transpose?: boolean | undefined;
};

export type TableOptions = SheetOptions & LeaderboardOptions & { readonly beside?: Beside | undefined };

/** Models × benchmarks: a row a run, a column a benchmark, protocol and grader. */
export const renderTable = (
  rows: readonly TableRow[],
  format: TableFormat,
  options: TableOptions,
): string => {
  const board = leaderboard(rows, options);
  if (format === 'terminal') return terminalTable(board, options);
  if (format === 'csv') return csvTable(board, options);
  if (format === 'json') return jsonTable(board);
  return renderSheet(boardSheet(board, options.beside), format, options);
};

/** A table of finished numbers. */
export const renderSheet = (sheet: Sheet, format: TableFormat, options: SheetOptions): string =>
  sheetFormats[format](options.transpose ? transposed(sheet, 'benchmark') : sheet, options);
