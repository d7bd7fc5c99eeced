import { allCells, bestSettings, type Cell, EurusError, splitProtocol } from '../../core/index.ts';
import { rowLabel, type TableRow } from '../../report/index.ts';

/** A cell of a run under the name that its column has in a figure. */
export type FigureCell = {
  readonly row: TableRow;
  /** The model, with its directory where runs share it. */
  readonly model: string;
  readonly column: string;
  readonly cell: Cell;
};

export type CellChoice = {
  /** `math`, `math.cot` or `math.cot.strict`; undefined: all. */
  readonly benchmarks?: readonly string[] | undefined;
  readonly graders?: readonly string[] | undefined;
};

/**
 * The cells that a figure is about. Where the better of two settings is there, it stands for both, unless one is asked
 * for by its name. A column is one benchmark in one protocol by one grader: its name is as short as tells it apart.
 * @throws EurusError `USAGE` for a name that no run has
 */
export const figureCells = (rows: readonly TableRow[], choice: CellChoice): readonly FigureCell[] => {
  const all = rows.flatMap(row => allCells(row.summary).map(cell => ({ row, cell })));
  const cells = inOrder(
    all.filter(({ row, cell }) => isChosen(cell, row, choice)),
    choice.benchmarks ?? [],
  );
  refuseUnknown(
    '--benchmark',
    choice.benchmarks,
    all.flatMap(({ cell }) => namesOf(cell)),
    all.map(({ cell }) => cell.benchmark),
  );
  const graders = all.map(({ cell }) => cell.grader);
  refuseUnknown('--grader', choice.graders, graders, graders);
  const names = columnNames(cells.map(({ cell }) => cell));
  return cells.map(({ row, cell }) => ({
    row,
    cell,
    model: rowLabel(row, rows),
    column: names.get(keyOf(cell)) ?? keyOf(cell),
  }));
};

/** Says what stands behind shortened names: `gsm8k: gsm8k.cot.strict`. */
export const columnNotes = (cells: readonly FigureCell[]): readonly string[] => {
  const settings = new Map(cells.map(({ column, cell }) => [column, `${cell.protocol}, ${cell.grader}`]));
  const same = Map.groupBy(settings, ([, setting]) => setting);
  const said = [...same].map(
    ([setting, columns]) => `${columns.map(([name]) => name).join(', ')}: ${setting}`,
  );
  return [`Protocol and grader: ${said.join('; ')}.`];
};

/** Says where models were not asked as many samples of one column. */
export const sampleNotes = (cells: readonly FigureCell[], metric: string): readonly string[] =>
  [...Map.groupBy(cells, ({ column }) => column)].flatMap(([column, its]) => {
    const samples = its.flatMap(({ cell }) => cell.metrics[metric]?.samples ?? []);
    const [least, most] = [Math.min(...samples), Math.max(...samples)];
    return least < most ? [`Not over the same samples: ${column} has from ${least} to ${most}.`] : [];
  });

const isChosen = (cell: Cell, row: TableRow, { benchmarks, graders }: CellChoice): boolean => {
  if (graders !== undefined && !graders.includes(cell.grader)) return false;
  if (benchmarks?.some(name => name === keyOf(cell) || name === taskOf(cell))) return true;
  const wanted = benchmarks === undefined || benchmarks.some(name => name === cell.benchmark);
  return wanted && !isPartOfBest(cell, row);
};

/** In the order in which they were named; those of one name stay as they are. */
const inOrder = <T extends { readonly cell: Cell }>(
  cells: readonly T[],
  names: readonly string[],
): readonly T[] => {
  const place = ({ cell }: T): number => names.findIndex(name => namesOf(cell).includes(name));
  return cells.toSorted((a, b) => place(a) - place(b));
};

/** True for a setting of which the better of both is there too. */
const isPartOfBest = (cell: Cell, { summary }: TableRow): boolean => {
  const { setting, profile } = splitProtocol(cell.protocol);
  return (
    bestSettings.some(one => one === setting) &&
    (summary.best ?? []).some(
      best =>
        best.benchmark === cell.benchmark &&
        best.grader === cell.grader &&
        splitProtocol(best.protocol).profile === profile,
    )
  );
};

const columnNames = (cells: readonly Cell[]): ReadonlyMap<string, string> => {
  const keys = [...new Map(cells.map(cell => [keyOf(cell), cell])).values()];
  const alone = (name: (cell: Cell) => string, cell: Cell): boolean =>
    keys.filter(other => name(other) === name(cell)).length === 1;
  return new Map(
    keys.map(cell => {
      const name = [benchmarkOf, taskOf].find(one => alone(one, cell)) ?? keyOf;
      return [keyOf(cell), name(cell)];
    }),
  );
};

const benchmarkOf = ({ benchmark }: Cell): string => benchmark;
const taskOf = ({ benchmark, protocol }: Cell): string => `${benchmark}.${protocol}`;
const keyOf = (cell: Cell): string => `${taskOf(cell)}.${cell.grader}`;
const namesOf = (cell: Cell): readonly string[] => [benchmarkOf(cell), taskOf(cell), keyOf(cell)];

/** @throws EurusError `USAGE` for a word that is no known name */
export const refuseUnknown = (
  flag: string,
  words: readonly string[] | undefined,
  known: readonly string[],
  shown: readonly string[] = known,
): void => {
  const unknown = words?.find(word => !known.includes(word));
  if (unknown === undefined) return;
  throw new EurusError('USAGE', `${flag}: nothing here is called "${unknown}".`, {
    hint: `There is: ${[...new Set(shown)].join(', ') || 'nothing'}.`,
  });
};
