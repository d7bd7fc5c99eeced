import { macroMean } from '../../metric/index.ts';
import {
  erratumOf,
  isContaminated,
  type PublishedTable,
  paperColumns,
  publishedValue,
} from '../../published/index.ts';
import type { TableRow } from '../../report/index.ts';
import { boundsOf } from '../paper-published.ts';
import { average, columnNames, paperRuns } from '../paper-run.ts';
import { type Board, type BoardLine, numberOf } from './board.ts';
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
  const columns = wanted === undefined ? columnNames : wanted.map(columnCalled);
  refuseUnknown('--benchmark', columns, columnNames);
  const printed = publishedLines(table);
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

const publishedLines = (table: PublishedTable): readonly BoardLine[] =>
  table.rows.map(({ model }) => {
    const single = paperColumns.flatMap(({ name }) => {
      const metric = boundsOf(table, model, name);
      return metric === undefined ? [] : [[name, metric] as const];
    });
    const numbers = new Map(single.map(([name, metric]) => [name, numberOf(metric)]));
    const mean = publishedValue(table, model, average);
    const sure = single.length === paperColumns.length ? macroMean(single.map(([, its]) => its)) : null;
    if (mean !== null) numbers.set(average, { value: mean / 100, ci95: sure?.ci95 ?? null });
    return { model, kind: 'published', numbers };
  });

const runLines = (rows: readonly TableRow[], metric: string): readonly BoardLine[] =>
  paperRuns(rows, metric).map(({ label, numbers }) => ({
    model: label,
    kind: 'runs',
    numbers: new Map(
      columnNames.flatMap((name, at) => {
        const its = numbers[at] ?? null;
        return its === null ? [] : [[name, numberOf(its)] as const];
      }),
    ),
  }));

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
