import type { Spec } from './draw.ts';

export type Grid = {
  readonly columns: number;
  /** Width of a panel in px. */
  readonly size: number;
  /** All panels in rows; `first` is true at the left, `lowest` in the last row. */
  readonly spec: (panel: (name: string, first: boolean, lowest: boolean) => Spec) => Spec;
};

export type GridOptions = {
  /** Narrowest panel and gap between two, in px. */
  readonly least: number;
  readonly gap: number;
  /** Most panels in a row. */
  readonly most?: number;
};

/** Panels in rows of equal length as far as it goes, for the width that all of them have in px. */
export const gridOf = (
  panels: readonly string[],
  inner: number,
  { least, gap, most = 4 }: GridOptions,
): Grid => {
  const room = Math.min(most, Math.max(1, Math.floor((inner + gap) / (least + gap))));
  const columns = Math.ceil(panels.length / Math.ceil(panels.length / room));
  const size = Math.max(least, Math.floor((inner - gap * (columns - 1)) / columns));
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  );
  return {
    columns,
    size,
    spec: panel => ({
      spacing: 14,
      vconcat: rows.map((row, at) => ({
        spacing: gap,
        hconcat: row.map((name, column) => panel(name, column === 0, at === rows.length - 1)),
      })),
    }),
  };
};
