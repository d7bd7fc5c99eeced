import { type Dataset, EurusError, type Row } from '../../src/core/index.ts';
import { readLines, records } from '../../src/dataset/index.ts';
import { rawFields } from './raw-fields.ts';
import { humanevalPlusFile as file } from './source.ts';

/** Fields that only Python reads: their text reaches it as it stands. */
const rawNames: readonly string[] = ['base_input', 'plus_input', 'atol'];

/** The rows; `base_input`, `plus_input` and `atol` are JSON text. */
export const humanevalPlusDataset: Dataset = records(
  [file],
  164,
  async function* (source): AsyncGenerator<Row> {
    if (!source.has(file)) return;
    const name = source.nameOf(file);
    let index = 0;
    for await (const { text, line } of readLines(source.open(file), { name, code: 'DATA_CORRUPT' })) {
      if (text.trim() === '') continue;
      yield { file: name, index, line, value: fieldsOf(text, `${name}:${line}`) };
      index += 1;
    }
  },
);

const fieldsOf = (text: string, at: string): Readonly<Record<string, unknown>> => {
  try {
    const fields = [...rawFields(text)].filter(([field]) => field !== 'contract');
    return Object.fromEntries(
      fields.map(([field, raw]) => [field, rawNames.includes(field) ? raw : (JSON.parse(raw) as unknown)]),
    );
  } catch (cause) {
    throw new EurusError('DATA_CORRUPT', `${at}: not valid JSON`, { cause });
  }
};
