import type { PairRow, SftRow } from '../tree/index.ts';
import type { Exporter, ExportOptions } from './exporter.ts';
import { writeLines } from './lines.ts';
import type { ParquetLayout, ParquetSchema } from './parquet.ts';
import { pairRowsOf, sftRowsOf } from './training.ts';

export const sftLines = (options: ExportOptions): AsyncIterable<string> => lines(sftRowsOf(options));

export const pairLines = (options: ExportOptions): AsyncIterable<string> => lines(pairRowsOf(options));

/** JSON Lines, or Parquet where the file is called so. */
export const exportSft: Exporter = options => exportRows(options, sftRowsOf(options), sftLayout);

export const exportPairs: Exporter = options => exportRows(options, pairRowsOf(options), pairLayout);

const exportRows = async <Row>(
  { out, version }: ExportOptions,
  rows: AsyncIterable<Row>,
  layout: ParquetLayout<Row>,
): Promise<readonly string[]> => {
  if (out.endsWith('.parquet')) {
    const { writeRows } = await import('./parquet.ts');
    await writeRows(out, rows, { eurus_eval: version }, layout);
  } else await writeLines(out, lines(rows));
  return [out];
};

async function* lines(rows: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  for await (const row of rows) yield JSON.stringify(row);
}

type Element = ParquetSchema[number];

const text = (name: string): Element => ({
  ...{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
});

/** Lists as every reader knows them: a group `list` of groups `element`. */
const listOf = (name: string, fields: readonly Element[]): readonly Element[] => [
  { name, num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', num_children: fields.length, repetition_type: 'OPTIONAL' },
  ...fields,
];

/** JSON in one column: its fields are of interest to people more than to queries. */
const provenance: Element = {
  ...{ name: 'provenance', type: 'BYTE_ARRAY', converted_type: 'JSON', repetition_type: 'OPTIONAL' },
};

const textColumns = <const Name extends string>(
  names: readonly Name[],
  rows: readonly Readonly<Record<Name, string>>[],
) => names.map(name => ({ name, data: rows.map(row => row[name]) }));

const sftLayout: ParquetLayout<SftRow> = {
  schema: [
    { name: 'root', num_children: 7 },
    ...['task', 'dataset', 'instruction', 'response', 'id', 'parent_id'].map(text),
    provenance,
  ],
  columns: rows => [
    ...textColumns(['task', 'dataset', 'instruction', 'response', 'id', 'parent_id'], rows),
    { name: 'provenance', data: rows.map(row => row.provenance) },
  ],
  chars: ({ instruction, response }) => instruction.length + response.length,
};

const pairLayout: ParquetLayout<PairRow> = {
  schema: [
    { name: 'root', num_children: 8 },
    ...['task', 'dataset'].map(text),
    ...listOf('trajectory', ['from', 'value'].map(text)),
    ...['chosen', 'rejected', 'id', 'parent_id'].map(text),
    provenance,
  ],
  columns: rows => [
    ...textColumns(['task', 'dataset'], rows),
    { name: 'trajectory', data: rows.map(row => row.trajectory) },
    ...textColumns(['chosen', 'rejected', 'id', 'parent_id'], rows),
    { name: 'provenance', data: rows.map(row => row.provenance) },
  ],
  chars: ({ trajectory, chosen, rejected }) =>
    trajectory.reduce((sum, { value }) => sum + value.length, chosen.length + rejected.length),
};
