import { type Beside, boardCell, boardNotes } from './board-sheet.ts';
import { breakName } from './break-name.ts';
import { fold } from './fold.ts';
import { type GridOptions, grid, gridColumnWidth } from './grid.ts';
import type { Column, Leaderboard } from './leaderboard.ts';
import { plainName } from './plain.ts';
import { rankNotes } from './rank.ts';
import { columnTexts, type Dress, type SheetCell, styles, undressed } from './sheet/index.ts';
import { shownLength } from './shown-length.ts';

export type TerminalOptions = GridOptions & {
  readonly beside?: Beside | undefined;
  /** A row a benchmark, whatever fits; left out: where that takes fewer tables. */
  readonly transpose?: boolean | undefined;
};

/**
 * Numbers in percent, in a table with borders. Where it does not fit the width, names are broken if that is enough, else
 * columns go on in further tables below, the first ones repeated.
 */
export const terminalTable = (board: Leaderboard, options: TerminalOptions): string => {
  const { width, styled = false, beside = {} } = options;
  const dress = styled ? styles : undressed;
  const cells = board.lines.map(line =>
    board.columns.map(column => boardCell(line, column, board.metric, beside)),
  );
  const plain = plainTable(board, cells, dress);
  const turned = turnedTable(board, cells, dress);
  const [kept, turnedParts] = [fewestParts(plain, width), fewestParts(turned, width)];
  const turn =
    options.transpose || (turnedParts.length < kept.length && turnedParts.every(part => fits(part, width)));
  const marked = styled && board.lines.some(({ places }) => [...places.values()].includes(1));
  const notes = [
    ...boardNotes(board, beside),
    ...(marked ? [rankNotes('bold', 'underlined', turn ? 'its line' : 'its column')] : []),
  ];
  return [
    ...(turn ? turnedParts : kept).map(part => grid(part.head, part.rows, options)),
    ...notes.flatMap(note => fold(note, width)),
  ].join('\n');
};

/** By line, then by column. */
type Cells = readonly (readonly SheetCell[])[];

type TextTable = {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that every part of it begins with. */
  readonly fixed: number;
};

const plainTable = (board: Leaderboard, cells: Cells, dress: Dress): TextTable => {
  const columns = board.columns.map((_, at) =>
    columnTexts(
      cells.map(line => line[at]),
      dress,
    ),
  );
  return {
    head: ['model', ...board.columns.map(headOf)],
    rows: board.lines.map(({ label }, row) => [label, ...columns.map(texts => texts[row] ?? '')]),
    fixed: 1,
  };
};

/** The same with a row a column: benchmark, grader, number of samples, then the models. */
const turnedTable = (board: Leaderboard, cells: Cells, dress: Dress): TextTable => {
  const models = cells.map(line => columnTexts(line, dress));
  return {
    head: ['benchmark', 'grader', 'n', ...board.lines.map(({ label }) => label)],
    rows: board.columns.map((column, at) => [
      plainName(`${column.benchmark}.${column.protocol}`),
      plainName(column.grader),
      column.samples === null ? '' : String(column.samples),
      ...models.map(texts => texts[at] ?? ''),
    ]),
    fixed: 3,
  };
};

/** Name, grader and, where all rows have as many, the number of samples. */
const headOf = ({ benchmark, protocol, grader, samples }: Column): string =>
  [
    plainName(`${benchmark}.${protocol}`),
    plainName(grader),
    ...(samples === null ? [] : [`n = ${samples}`]),
  ].join('\n');

const widthsOf = ({ head, rows }: TextTable): readonly number[] =>
  head.map((text, index) => gridColumnWidth([text, ...rows.map(row => row[index] ?? '')]));

const fits = (table: TextTable, width: number): boolean =>
  widthsOf(table).reduce((sum, column) => sum + column, 1) <= width;

/** Parts of the table; one, with its names broken, where that is enough to make it fit. */
const fewestParts = (table: TextTable, width: number): readonly TextTable[] => {
  const whole = parts(table, width);
  if (whole.length === 1) return whole;
  const broken = parts(narrowed(table), width);
  return broken.length === 1 ? broken : whole;
};

/** Longest line of a broken name, where the numbers below it are no wider. */
const narrow = { head: 8, row: 20 };

/** The table with its names over several lines: a column is hardly wider than its numbers. */
const narrowed = ({ head, rows, fixed }: TextTable): TextTable => ({
  head: head.map((text, at) => {
    if (at < fixed) return text;
    const widest = Math.max(narrow.head, ...rows.map(row => shownLength(row[at] ?? '')));
    return text
      .split('\n')
      .map(line => breakName(line, widest))
      .join('\n');
  }),
  rows: rows.map(([first = '', ...rest]) => [breakName(first, narrow.row), ...rest]),
  fixed,
});

/** Parts that fit the width, each with the fixed columns and at least one more. */
const parts = (table: TextTable, width: number): readonly TextTable[] => {
  const { head, rows, fixed } = table;
  const widths = widthsOf(table);
  const first = widths.slice(0, fixed).reduce((sum, column) => sum + column, 1);
  const chunks: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (let index = fixed; index < head.length; index += 1) {
    const own = widths[index] ?? 0;
    if (used + own > width) {
      chunks.push([]);
      used = first;
    }
    chunks.at(-1)?.push(index);
    used += own;
  }
  const pick = (cells: readonly string[], chosen: readonly number[]): readonly string[] => [
    ...cells.slice(0, fixed),
    ...chosen.map(index => cells[index] ?? ''),
  ];
  return (chunks.length === 0 ? [[]] : chunks).map(chosen => ({
    head: pick(head, chosen),
    rows: rows.map(row => pick(row, chosen)),
    fixed,
  }));
};
