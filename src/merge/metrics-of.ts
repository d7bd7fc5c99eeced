import type { Cell } from '../core/index.ts';
import { readSummary } from '../run/summary-file.ts';
import type { Part } from './parts.ts';

type Metrics = { readonly ks?: readonly number[] | undefined; readonly scoreField?: string | undefined };

/**
 * The metrics that a joined run has: those asked for, else those that its parts have. A part that lacks a number, because
 * some of its samples have too few trials, takes it from nobody.
 */
export const metricsOf = async (
  parts: readonly Part[],
  { ks, scoreField }: Metrics,
): Promise<{ readonly ks: readonly number[]; readonly scoreField: string | undefined }> => {
  const cells: Cell[] = [];
  // A summary that is damaged says nothing here; it is made anew.
  for (const { directory } of parts)
    cells.push(...((await readSummary(directory).catch(() => null))?.cells ?? []));
  return {
    ks: ks ?? ksIn(cells),
    scoreField: scoreField ?? cells.find(cell => cell.score_field !== undefined)?.score_field,
  };
};

const ksIn = (cells: readonly Cell[]): readonly number[] => {
  const found = cells.flatMap(({ metrics }) =>
    Object.keys(metrics).flatMap(name => {
      const k = /^pass@([1-9]\d{0,8})$/.exec(name)?.[1];
      return k === undefined ? [] : [Number(k)];
    }),
  );
  return [...new Set(found)].sort((a, b) => a - b);
};
