import type { Leaderboard } from './leaderboard.ts';

/** Everything the summaries hold, by model and column; fractions 0–1. */
export const jsonTable = ({ columns, lines }: Leaderboard): string =>
  JSON.stringify(
    {
      columns: columns.map(({ key, benchmark, protocol, grader }) => ({ key, benchmark, protocol, grader })),
      rows: lines.map(({ row, cells }) => ({
        model: row.model,
        directory: row.directory ?? null,
        cells: Object.fromEntries(cells),
      })),
    },
    null,
    2,
  );
