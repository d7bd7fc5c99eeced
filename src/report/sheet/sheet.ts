import { lengthOf } from '../plain.ts';

/** One number of a sheet, with all that may stand beside it. */
export type SheetCell = {
  /** Null where there is none. */
  readonly percent: number | null;
  /** What stands in place of a number that is no percentage. */
  readonly text?: string;
  /** Signs of the notes that are about it. */
  readonly signs?: string;
  /** What else a reader must know, in words: ` pot`, ` (n = 20)`. */
  readonly words?: string;
  /** Its place among those it may be compared with, 1 the best; null or absent: it has none. */
  readonly rank?: number | null;
  /** Its 95 % interval in percent, where that is wanted and known. */
  readonly interval?: readonly [number, number] | null;
  /** Percent of the answers that were cut off, where that is wanted; null: nobody says. */
  readonly cutOff?: number | null;
};

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
  /** What the marks of places are among, e.g. `its column`. */
  readonly among?: string;
  /** What the format `json` prints: everything, in numbers. */
  readonly data: unknown;
};

/** How a format writes the number that has a place, and makes other text harmless. */
export type Dress = {
  readonly best: (text: string) => string;
  readonly second: (text: string) => string;
  readonly text: (text: string) => string;
};

/** As it is: for widths, and for terminals without styles. */
export const undressed: Dress = { best: text => text, second: text => text, text: text => text };

/** A number with one decimal, its signs and what stands beside it; `–` where there is none. */
export const sheetText = (cell: SheetCell | undefined, dress: Dress = undressed): string =>
  `${numberText(cell, dress)}${restText(cell, dress)}`;

/** The texts of one column, numbers below each other whatever stands beside them: to be set flush right. */
export const columnTexts = (cells: readonly (SheetCell | undefined)[], dress: Dress): readonly string[] => {
  const rests = cells.map(cell => restText(cell, dress));
  const widest = Math.max(0, ...rests.map(lengthOf));
  return cells.map((cell, at) => {
    const rest = rests[at] ?? '';
    return `${numberText(cell, dress)}${rest}${' '.repeat(widest - lengthOf(rest))}`;
  });
};

const numberText = (cell: SheetCell | undefined, { best, second, text }: Dress): string => {
  const { percent = null, rank = null, text: instead } = cell ?? {};
  const number = text(instead ?? (percent === null ? '–' : percent.toFixed(1)));
  return rank === 1 ? best(number) : rank === 2 ? second(number) : number;
};

const restText = (cell: SheetCell | undefined, { text }: Dress): string => {
  const { signs = '', words = '' } = cell ?? {};
  return text(`${signs}${words}${beside(cell)}`);
};

const beside = ({ interval = null, cutOff }: Partial<SheetCell> = {}): string => {
  const low = interval === null ? '' : ` [${interval.map(bound => bound.toFixed(1)).join(', ')}]`;
  if (cutOff === undefined) return low;
  return `${low} (cut ${cutOff === null ? '?' : cutOff.toFixed(1)} %)`;
};

/** True when some number has a place, so that a note must say what the marks mean. */
export const hasRanks = ({ sections }: Sheet): boolean =>
  sections.some(({ lines }) => lines.some(({ cells }) => cells.some(({ rank }) => rank === 1)));

/** The same with a line a column. Sections become one: what they are must stand in the labels. */
export const transposed = (sheet: Sheet, head: string): Sheet => {
  const lines = sheet.sections.flatMap(section => section.lines);
  return {
    ...sheet,
    head,
    columns: lines.map(({ label }) => ({ name: label, short: label })),
    sections: [
      {
        title: '',
        lines: sheet.columns.map(({ name }, index) => ({
          label: name,
          cells: lines.map(({ cells }) => cells[index] ?? { percent: null }),
        })),
      },
    ],
    among: 'its line',
  };
};
