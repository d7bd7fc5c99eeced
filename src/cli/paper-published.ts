import type { Metric } from '../core/index.ts';
import { macroMean, wilson } from '../metric/index.ts';
import { erratumOf, isContaminated, type PublishedTable, publishedValue } from '../published/index.ts';
import { type Beside, placesOf, type SheetCell, type SheetLine } from '../report/index.ts';
import { columnNames, paperSamples } from './paper-run.ts';

/** A row that the paper printed, with the places of its numbers. */
export type PublishedRow = {
  readonly model: string;
  readonly values: readonly (number | null)[];
  /** One a column; null for numbers that were struck out. */
  readonly ranks: readonly (number | null)[];
};

/** The rows of a published table; places are among them only, and numbers that their authors struck out have none. */
export const publishedRows = (table: PublishedTable): readonly PublishedRow[] => {
  const columns = columnNames.map(column =>
    placesOf(
      table.rows.map(({ model }) => ({
        percent: publishedValue(table, model, column),
        basis: isContaminated(table, model, column) ? null : 'as printed',
        samples: paperSamples(table, column) ?? 0,
      })),
    ),
  );
  return table.rows.map(({ model }, line) => ({
    model,
    values: columnNames.map(column => publishedValue(table, model, column)),
    ranks: columns.map(column => column[line] ?? null),
  }));
};

/** A row as a sheet has it. */
export const publishedLine = (
  { model, values, ranks }: PublishedRow,
  table: PublishedTable,
  beside: Beside,
): SheetLine => ({
  label: model,
  cells: columnNames.map((column, at): SheetCell => {
    const signs = [
      isContaminated(table, model, column) ? '§' : '',
      erratumOf(table, model, column) === undefined ? '' : '¶',
    ];
    return {
      percent: values[at] ?? null,
      signs: signs.join(''),
      rank: ranks[at] ?? null,
      ...(beside.interval ? { interval: intervalOf(table, model, column) } : {}),
    };
  }),
});

/** The paper prints none: Wilson's, of the number of samples; of a mean, joined from those of its columns. */
const intervalOf = (
  table: PublishedTable,
  model: string,
  column: string,
): readonly [number, number] | null => {
  const parts = table.means?.find(mean => mean.column === column)?.of;
  const bounds = parts === undefined ? boundsOf(table, model, column)?.ci95 : meanBounds(table, model, parts);
  return bounds === undefined ? null : [100 * bounds[0], 100 * bounds[1]];
};

const meanBounds = (
  table: PublishedTable,
  model: string,
  columns: readonly string[],
): Metric['ci95'] | undefined => {
  const metrics = columns.flatMap(column => boundsOf(table, model, column) ?? []);
  return metrics.length === columns.length ? macroMean(metrics).ci95 : undefined;
};

/** A printed number as if a run had it, where it is known of how many samples it is. */
export const boundsOf = (table: PublishedTable, model: string, column: string): Metric | undefined => {
  const [percent, samples] = [publishedValue(table, model, column), paperSamples(table, column)];
  if (percent === null || samples === undefined) return undefined;
  const value = percent / 100;
  const stderr = Math.sqrt((value * (1 - value)) / (samples - 1));
  return { value, stderr, ci95: wilson(Math.round(value * samples), samples), samples, trials: 1 };
};

/** What the signs of published numbers mean. */
export const publishedNotes: readonly string[] = [
  '§ struck out by the authors: the model was trained on the test data; the mean counts it all the same',
  '¶ cannot be right as printed: eurus-eval table --errata says why',
];
