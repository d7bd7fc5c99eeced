import { type FlatRow, flatColumns } from './flat-row.ts';

/**
 * Flat rows as CSV (RFC 4180), a header first. A text that a spreadsheet would run as a formula is given as it is unless
 * `safe`: programs that read the file want the answer of the model, people who open it in a spreadsheet want to be safe.
 */
export async function* csvLines(
  rows: AsyncIterable<FlatRow>,
  { safe }: { readonly safe: boolean },
): AsyncGenerator<string, void, undefined> {
  const columns = Object.keys(flatColumns) as (keyof FlatRow)[];
  yield columns.join(',');
  for await (const row of rows) yield columns.map(column => field(row[column], safe)).join(',');
}

const field = (value: FlatRow[keyof FlatRow], safe: boolean): string => {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // An empty text is not an empty field.
  if (value === '') return '""';
  const text = safe && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
