import type { GridOptions } from '../grid.ts';
import { csvSheet } from './csv.ts';
import { latexSheet } from './latex.ts';
import { markdownSheet } from './markdown.ts';
import type { Sheet } from './sheet.ts';
import { terminalSheet } from './terminal.ts';

export { latexSheet } from './latex.ts';
export { markdownSheet, markdownText } from './markdown.ts';
export type { Dress, Sheet, SheetCell, SheetColumn, SheetLine } from './sheet.ts';
export { columnTexts, transposed, undressed } from './sheet.ts';
export { styles } from './terminal.ts';

/** Every way to write a sheet. */
export const sheetFormats = {
  terminal: terminalSheet,
  md: markdownSheet,
  csv: csvSheet,
  latex: latexSheet,
  json: ({ data }) => JSON.stringify(data, null, 2),
} satisfies Record<string, (sheet: Sheet, options: GridOptions) => string>;
