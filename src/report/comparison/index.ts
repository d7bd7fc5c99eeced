import type { RunComparison } from '../../core/index.ts';
import type { GridOptions } from '../grid.ts';
import { type Sheet, sheetFormats } from '../sheet/index.ts';
import { comparisonCsv } from './csv.ts';
import { flipCsv, flipList, flipMarkdown, flipSummary } from './flips.ts';
import { type ComparisonParts, comparisonSheet } from './sheet.ts';

export type ComparisonOptions = GridOptions &
  ComparisonParts & {
    /** Every sample that flipped instead of the numbers. */
    readonly flips: boolean;
  };

type Render = (comparison: RunComparison, options: ComparisonOptions) => string;

/** Every way to write a comparison. */
const comparisonFormats: Readonly<Record<'terminal' | 'md' | 'csv' | 'latex' | 'json', Render>> = {
  terminal: (comparison, options) =>
    options.flips
      ? flipList(comparison, options)
      : `${sheetFormats.terminal(comparisonSheet(comparison, options), options)}\n\n${flipSummary(comparison)}`,
  md: (comparison, options) =>
    options.flips ? flipMarkdown(comparison) : sheetFormats.md(comparisonSheet(comparison, options)),
  csv: (comparison, { flips }) => (flips ? flipCsv(comparison) : comparisonCsv(comparison)),
  latex: (comparison, options) => sheetFormats.latex(labelled(comparisonSheet(comparison, options))),
  json: comparison => JSON.stringify(comparison, null, 2),
};

export const renderComparison = (
  comparison: RunComparison,
  format: keyof typeof comparisonFormats,
  options: ComparisonOptions,
): string => comparisonFormats[format](comparison, options);

/** LaTeX shows no titles of sections, so its lines say which they are of. */
const labelled = (sheet: Sheet): Sheet => ({
  ...sheet,
  sections: sheet.sections.map(({ title, lines }, index) => ({
    title,
    lines: index === 0 ? lines : lines.map(line => ({ ...line, label: `${title}: ${line.label}` })),
  })),
});
