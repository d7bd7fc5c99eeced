import { EurusError } from '../../core/index.ts';
import { macroMean } from '../../metric/index.ts';
import type { TableRow } from '../../report/index.ts';
import { average, type Board, type BoardNumber, numberOf } from './board.ts';
import { type CellChoice, columnNotes, type FigureCell, figureCells, sampleNotes } from './run-cells.ts';

/**
 * Runs by their own columns, and with `Avg`, where that is asked for, the plain mean over the other columns asked for
 * (over all, where there are none) for the models that have all of them.
 * @throws EurusError `USAGE` where no run has the metric
 */
export const runBoard = (rows: readonly TableRow[], metric: string, choice: CellChoice): Board => {
  const averaged = choice.benchmarks?.includes(average) ?? false;
  const named = choice.benchmarks?.filter(name => name !== average);
  const benchmarks = named === undefined || named.length === 0 ? undefined : named;
  const cells = figureCells(rows, { ...choice, benchmarks });
  refuseMissing(cells, metric);
  const measured = cells.filter(({ cell }) => cell.metrics[metric] !== undefined);
  const columns = [...new Set(measured.map(({ column }) => column))];
  const byRow = Map.groupBy(measured, ({ row }) => row);
  const lines = [...byRow.values()].map(its => {
    const numbers = new Map(its.flatMap(({ column, cell }) => pair(column, cell.metrics[metric])));
    const mean = averaged && numbers.size === columns.length ? meanOf(its, metric) : null;
    return {
      model: its[0]?.model ?? '',
      kind: 'runs',
      numbers: mean === null ? numbers : numbers.set(average, mean),
    };
  });
  const onlyAverage = averaged && benchmarks === undefined;
  const lacking = averaged ? lines.filter(({ numbers }) => !numbers.has(average)) : [];
  return {
    metric,
    columns: onlyAverage ? [average] : averaged ? [...columns, average] : columns,
    lines,
    notes: [
      ...(averaged ? [`Avg: the plain mean over ${columns.join(', ')}.`] : []),
      ...(lacking.length === 0
        ? []
        : [`No Avg without all of them: ${lacking.map(({ model }) => model).join(', ')}.`]),
      ...columnNotes(measured),
      ...sampleNotes(measured, metric),
    ],
  };
};

const pair = (
  column: string,
  metric: Parameters<typeof numberOf>[0] | undefined,
): readonly (readonly [string, BoardNumber])[] => (metric === undefined ? [] : [[column, numberOf(metric)]]);

const meanOf = (cells: readonly FigureCell[], metric: string): BoardNumber =>
  numberOf(macroMean(cells.flatMap(({ cell }) => cell.metrics[metric] ?? [])));

/** @throws EurusError `USAGE` where no cell has the metric */
const refuseMissing = (cells: readonly FigureCell[], metric: string): void => {
  if (cells.some(({ cell }) => cell.metrics[metric] !== undefined)) return;
  const there = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell.metrics)))];
  throw new EurusError('USAGE', `--metric: no number here is called "${metric}".`, {
    hint: `There is: ${there.join(', ') || 'nothing'}.`,
  });
};
