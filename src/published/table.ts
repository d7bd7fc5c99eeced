/** A column of a published table. */
export type PublishedColumn = {
  readonly name: string;
  /** What the numbers are, in words. */
  readonly metric: string;
  /** Samples each number is a share of, where that is known. */
  readonly samples?: number;
};

/** A column that is the plain mean of others. */
export type PublishedMean = {
  readonly column: string;
  readonly of: readonly string[];
  /** Where the others stand; left out: in the same table. */
  readonly table?: string;
};

/** A number that cannot be right as it was printed. */
export type Erratum = {
  readonly model: string;
  readonly column: string;
  readonly printed: number;
  readonly likely: number;
  /** Why, in words. */
  readonly finding: string;
};

/** Numbers as somebody printed them, with where that was. Percent, unless the column says otherwise. */
export type PublishedTable = {
  readonly table: string;
  readonly about: string;
  readonly source: string;
  readonly columns: readonly PublishedColumn[];
  readonly means?: readonly PublishedMean[];
  /** Numbers struck out by their authors: the model was trained on the test. */
  readonly contaminated?: readonly { readonly model: string; readonly column: string }[];
  readonly errata?: readonly Erratum[];
  /** `values` in the order of the columns; null where nothing was printed. */
  readonly rows: readonly { readonly model: string; readonly values: readonly (number | null)[] }[];
};

/** The number of a model in a column; null where the table has none. */
export const publishedValue = (table: PublishedTable, model: string, column: string): number | null => {
  const at = table.columns.findIndex(({ name }) => name === column);
  return table.rows.find(row => row.model === model)?.values[at] ?? null;
};

/** True for a number that its authors struck out. */
export const isContaminated = (
  { contaminated = [] }: PublishedTable,
  model: string,
  column: string,
): boolean => contaminated.some(one => one.model === model && one.column === column);

/** What is wrong with a number, or undefined. */
export const erratumOf = (
  { errata = [] }: PublishedTable,
  model: string,
  column: string,
): Erratum | undefined => errata.find(one => one.model === model && one.column === column);
