import type { Cell } from '../../../core/cell.ts';
import { allCells } from '../../../core/summary.ts';
import type { RunCard } from '../../api.ts';

/** A benchmark in one protocol under one grader: numbers of different ones never share a line. */
export type Column = {
  readonly key: string;
  readonly task: string;
  readonly grader: string;
  /** False for the better of two settings, which has no samples of its own. */
  readonly hasSamples: boolean;
};

export type Matrix = {
  readonly columns: readonly Column[];
  cell(run: RunCard, column: Column): Cell | null;
  /** Equal to the highest of its column, where there are several. */
  isBest(run: RunCard, column: Column): boolean;
};

const taskOf = ({ benchmark, protocol }: Cell): string => `${benchmark}.${protocol}`;
const keyOf = (cell: Cell): string => JSON.stringify([taskOf(cell), cell.grader]);

/** Runs × benchmarks as the page shows them. */
export const matrixOf = (runs: readonly RunCard[], allGraders: boolean): Matrix => {
  const columns = new Map<string, Column>();
  const cells = new Map<string, Map<string, Cell>>();
  for (const run of runs) {
    const own = new Map<string, Cell>();
    for (const cell of headlinesOf(run, allGraders)) {
      const key = keyOf(cell);
      own.set(key, cell);
      columns.set(key, { key, task: taskOf(cell), grader: cell.grader, hasSamples: !('from' in cell) });
    }
    cells.set(run.id, own);
  }
  const cell: Matrix['cell'] = (run, { key }) => cells.get(run.id)?.get(key) ?? null;
  const best = new Map(
    [...columns.values()].map(column => {
      const values = runs.flatMap(run => scoreOf(cell(run, column)) ?? []);
      return [column.key, values.length > 1 ? Math.max(...values) : Number.POSITIVE_INFINITY] as const;
    }),
  );
  return {
    columns: [...columns.values()].sort((a, b) => compare(a.task, b.task) || compare(a.grader, b.grader)),
    cell,
    isBest: (run, column) => {
      const value = scoreOf(cell(run, column));
      return value !== null && value > 0 && value === best.get(column.key);
    },
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const headlinesOf = (run: RunCard, allGraders: boolean): readonly Cell[] => {
  const cells = allCells(run.summary);
  if (allGraders) return cells;
  const first = new Map<string, Cell>();
  for (const cell of cells) {
    const task = taskOf(cell);
    const headline = run.headlines?.[task];
    if (!first.has(task) || cell.grader === headline) first.set(task, cell);
  }
  return [...first.values()];
};

/** The headline number; null where nothing has been scored. */
export const scoreOf = (cell: Cell | null): number | null => cell?.metrics['pass@1']?.value ?? null;

/** Runs by a column's number, those without one last; as they were where no column is named. */
export const sortedRuns = (
  runs: readonly RunCard[],
  matrix: Matrix,
  key: string | null,
  descending: boolean,
): readonly RunCard[] => {
  const sign = descending ? -1 : 1;
  if (key === 'model') return [...runs].sort((a, b) => compare(a.model, b.model) * -sign);
  const column = matrix.columns.find(each => each.key === key);
  if (column === undefined) return runs;
  const value = (run: RunCard): number | null => scoreOf(matrix.cell(run, column));
  return [...runs].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return (left - right) * sign;
  });
};

/** Columns by a run's numbers, in the same way. */
export const sortedColumns = (
  matrix: Matrix,
  runs: readonly RunCard[],
  id: string | null,
  descending: boolean,
): readonly Column[] => {
  const sign = descending ? -1 : 1;
  const run = runs.find(each => each.id === id);
  if (run === undefined)
    return id === 'benchmark' && descending ? [...matrix.columns].reverse() : matrix.columns;
  const value = (column: Column): number | null => scoreOf(matrix.cell(run, column));
  return [...matrix.columns].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return (left - right) * sign;
  });
};
