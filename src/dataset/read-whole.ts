import { Buffer, isUtf8 } from 'node:buffer';
import { type DataFile, type DataSource, EurusError } from '../core/index.ts';
import { jsonErrorText } from './json-lines.ts';
import { parseJson } from './parse-json.ts';

/** Largest file, in bytes without gzip, that is read in one piece. */
export const maxWholeFileBytes = 256 * 1024 * 1024;

/**
 * A data file as text, without a byte order mark.
 * @throws EurusError `DATA_MISSING` | `DATA_CORRUPT`
 */
export const readText = (source: DataSource, file: DataFile): Promise<string> =>
  textOf(source.open(file), source.nameOf(file));

/**
 * A data file as one JSON value; long integers are kept (see `parseJson`).
 * @throws EurusError `DATA_MISSING` | `DATA_CORRUPT`
 */
export const readJson = (source: DataSource, file: DataFile): Promise<unknown> =>
  jsonOf(source.open(file), source.nameOf(file));

/** A byte stream as text; at most `maxWholeFileBytes`. */
const textOf = async (chunks: AsyncIterable<Uint8Array>, name: string): Promise<string> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxWholeFileBytes) {
      throw new EurusError('DATA_CORRUPT', `${name} is larger than ${maxWholeFileBytes} bytes`, {
        hint: 'Such a file must be JSON Lines, so that it can be read line by line.',
      });
    }
    parts.push(chunk);
  }
  const whole = Buffer.concat(parts);
  if (!isUtf8(whole)) throw new EurusError('DATA_CORRUPT', `${name} is not valid UTF-8 text`);
  return whole.toString('utf8').replace(/^\uFEFF/, '');
};

/** A byte stream as one JSON value. */
export const jsonOf = async (chunks: AsyncIterable<Uint8Array>, name: string): Promise<unknown> => {
  const text = await textOf(chunks, name);
  try {
    return parseJson(text);
  } catch (error) {
    throw new EurusError('DATA_CORRUPT', `${name} is not valid JSON (${jsonErrorText(error)})`, {
      cause: error,
    });
  }
};
