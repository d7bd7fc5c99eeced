import type { Leaderboard } from './leaderboard.ts';

/** Everything the summaries hold, by model and column; fractions 0–1. `ranks` has the places that may be given. */
export const jsonTable = ({ metric, columns, lines }: Leaderboard): string =>
  JSON.stringify(
    {
      metric,
      columns: columns.map(({ key, benchmark, protocol, grader, samples }) => ({
        ...{ key, benchmark, protocol, grader, samples },
      })),
      rows: lines.map(({ row, cells, places }) => ({
        model: row.model,
        directory: row.directory ?? null,
        cells: Object.fromEntries(cells),
        ranks: Object.fromEntries(places),
      })),
    },
    null,
    2,
  );
