import type { Metric } from '../../core/index.ts';
import { macroMean, wilson } from '../../metric/index.ts';
import {
  erratumOf,
  isContaminated,
  type PublishedTable,
  paperColumns,
  plainMean,
  publishedValue,
} from '../../published/index.ts';
import { rowLabel, type TableRow } from '../../report/index.ts';
import { type PaperCell, paperCells, paperSuites } from '../paper-cells.ts';
import { average, type Board, type BoardLine, numberOf } from './board.ts';
import { refuseUnknown } from './run-cells.ts';

/**
 * Runs and published rows in the paper's columns, with its mean. What was printed has no interval; as the columns say
 * how many samples they are of, Wilson's is computed.
 */
export const paperBoard = (
  rows: readonly TableRow[],
  metric: string,
  table: PublishedTable,
  wanted: readonly string[] | undefined,
): Board => {
  const names = [...paperColumns.map(({ name }) => name), average];
  const columns = wanted === undefined ? names : wanted.map(columnCalled);
  refuseUnknown('--benchmark', columns, names);
  const printed = publishedLines(table, names);
  const lines = [...printed, ...runLines(rows, metric)].filter(({ numbers }) =>
    columns.some(column => numbers.has(column)),
  );
  return {
    // What the paper's columns are, in one word: some are pass@1, some shares of whole prompts.
    metric: metric === 'pass@1' ? 'accuracy' : metric,
    columns,
    lines,
    notes: [
      ...(columns.includes(average) ? ['Avg: the plain mean of the twelve columns.'] : []),
      `Published: ${table.source}; its intervals are Wilson's, computed from the printed number and the size of the test.`,
      ...doubts(table, columns),
    ],
  };
};

/** `HumanEval` for `humaneval`, by name or id, in letters of either case. */
const columnCalled = (word: string): string => {
  const small = word.toLowerCase();
  if (small === average.toLowerCase()) return average;
  return (
    paperColumns.find(({ name }) => name.toLowerCase() === small)?.name ??
    paperColumns.find(({ benchmark }) => benchmark === small)?.name ??
    word
  );
};

const publishedLines = (table: PublishedTable, names: readonly string[]): readonly BoardLine[] =>
  table.rows.map(({ model }) => {
    const single = new Map(
      names.flatMap(name => {
        const metric = printedMetric(table, model, name);
        return metric === null ? [] : [[name, metric] as const];
      }),
    );
    const mean = publishedValue(table, model, average);
    const all = single.size === paperColumns.length ? macroMean([...single.values()]) : null;
    const numbers = new Map([...single].map(([name, metric]) => [name, numberOf(metric)]));
    if (mean !== null) numbers.set(average, { value: mean / 100, ci95: all?.ci95 ?? null });
    return { model, kind: 'published', numbers };
  });

const printedMetric = (table: PublishedTable, model: string, column: string): Metric | null => {
  const percent = publishedValue(table, model, column);
  const samples = table.columns.find(({ name }) => name === column)?.samples;
  if (percent === null || samples === undefined) return null;
  const value = percent / 100;
  const stderr = Math.sqrt((value * (1 - value)) / samples);
  return { value, stderr, ci95: wilson(Math.round(value * samples), samples), samples, trials: 1 };
};

const runLines = (rows: readonly TableRow[], metric: string): readonly BoardLine[] =>
  rows.flatMap(row =>
    paperSuites.flatMap(suite => {
      const metrics = paperCells(row.summary, suite).map((found: PaperCell | null) => ({
        found,
        metric: found?.cell.metrics[metric] ?? null,
      }));
      const numbers = new Map(
        paperColumns.flatMap(({ name }, index) => {
          const its = metrics[index]?.metric ?? null;
          return its === null ? [] : [[name, numberOf(its)] as const];
        }),
      );
      if (numbers.size === 0) return [];
      // As the paper forms it: only over all twelve, each the better of its settings.
      const whole = metrics.flatMap(({ found, metric: its }) => (found?.alone === false ? (its ?? []) : []));
      if (whole.length === paperColumns.length) {
        const value = plainMean(whole.map(its => its.value));
        if (value !== null) numbers.set(average, numberOf({ ...macroMean(whole), value }));
      }
      return [{ model: `${rowLabel(row, rows)} (${suite})`, kind: 'runs', numbers }];
    }),
  );

/** Printed numbers among those drawn that their authors struck out, or that cannot be right. */
const doubts = (table: PublishedTable, columns: readonly string[]): readonly string[] => {
  const cells = table.rows.flatMap(({ model }) => columns.map(column => ({ model, column })));
  const named = (of: typeof cells): string => of.map(({ model, column }) => `${model} ${column}`).join(', ');
  const struck = cells.filter(({ model, column }) => isContaminated(table, model, column));
  const wrong = cells.filter(({ model, column }) => erratumOf(table, model, column) !== undefined);
  return [
    ...(struck.length === 0
      ? []
      : [`Struck out by the authors, because the model was trained on test data: ${named(struck)}.`]),
    ...(wrong.length === 0 ? [] : [`Cannot be right as printed (table --errata): ${named(wrong)}.`]),
  ];
};
