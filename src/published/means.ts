import { type PublishedTable, publishedValue } from './table.ts';

/** A printed mean beside the one of the printed numbers. */
export type CheckedMean = {
  readonly table: string;
  readonly model: string;
  readonly column: string;
  readonly printed: number;
  readonly computed: number;
};

/**
 * Forms every mean of the tables from the numbers they are means of. These were rounded to 0.1, so a mean that is right
 * may differ from the printed one by as much. Rows that lack one of the numbers are passed over.
 */
export const checkMeans = (tables: readonly PublishedTable[]): readonly CheckedMean[] =>
  tables.flatMap(table =>
    (table.means ?? []).flatMap(({ column, of, table: other = table.table }) => {
      const source = tables.find(one => one.table === other);
      return table.rows.flatMap(({ model }) => {
        const printed = publishedValue(table, model, column);
        const parts = of.map(name => (source === undefined ? null : publishedValue(source, model, name)));
        const computed = plainMean(parts);
        return printed === null || computed === null
          ? []
          : [{ table: table.table, model, column, printed, computed }];
      });
    }),
  );

/** The mean, each value counting the same; null when one is missing, or there are none. */
export const plainMean = (values: readonly (number | null)[]): number | null => {
  const there = values.filter(value => value !== null);
  if (there.length < values.length || there.length === 0) return null;
  return there.reduce((sum, value) => sum + value, 0) / there.length;
};
