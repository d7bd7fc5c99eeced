import { checkMeans, publishedTables } from '../published/index.ts';
import { renderColumns } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

/** Prints the published numbers that cannot be right, and how well the printed means agree with their parts. */
export const printErrata = async (json: boolean, terminal: Terminal): Promise<number> => {
  const tables = await publishedTables();
  const errata = tables.flatMap(({ table, errata = [] }) => errata.map(one => ({ table, ...one })));
  const isKnown = (mean: { table: string; model: string; column: string }): boolean =>
    errata.some(
      ({ table, model, column }) => table === mean.table && model === mean.model && column === mean.column,
    );
  const means = checkMeans(tables);
  const others = means.filter(mean => !isKnown(mean));
  const largest = Math.max(...others.map(({ printed, computed }) => Math.abs(printed - computed)));
  if (json) {
    terminal.print(JSON.stringify({ errata, means }, null, 2));
    return 0;
  }
  const rows = errata.map(({ table, model, column, printed, likely, finding }) => ({
    table,
    model,
    column,
    printed: printed.toFixed(1),
    likely: likely.toFixed(1),
    why: finding,
  }));
  terminal.print(renderColumns(rows, { width: terminal.columns, styled: terminal.styled }));
  terminal.print(
    `\nFormed anew, ${others.length} other printed means of these tables differ by ${largest.toFixed(3)} at most: their parts are rounded to 0.1.`,
  );
  return 0;
};
