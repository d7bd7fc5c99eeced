/** One number of a sheet: percent, and the signs of the notes that are about it. */
export type SheetCell = { readonly percent: number | null; readonly signs?: string; readonly text?: string };

export type SheetColumn = {
  readonly name: string;
  /** For narrow terminals; the same as the name where there is no shorter one. */
  readonly short: string;
};

export type SheetLine = {
  readonly label: string;
  /** One a column. */
  readonly cells: readonly SheetCell[];
};

/** A table of finished numbers in sections, as any format writes it. */
export type Sheet = {
  /** What the lines are, e.g. `model`. */
  readonly head: string;
  readonly columns: readonly SheetColumn[];
  readonly sections: readonly { readonly title: string; readonly lines: readonly SheetLine[] }[];
  /** What the signs mean, and what else a reader must know: one line each. */
  readonly notes: readonly string[];
  /** What the format `json` prints: everything, in numbers. */
  readonly data: unknown;
};

/** A number with one decimal and its signs; `–` where there is none. */
export const sheetText = ({ percent, signs = '', text }: SheetCell): string =>
  text ?? (percent === null ? '–' : `${percent.toFixed(1)}${signs}`);
