import { type ErrorCode, EurusError, messageOf } from '../core/index.ts';
import { openMaybeGzip } from './gzip.ts';
import { parseJson } from './parse-json.ts';
import { type Line, type LineOptions, readLines } from './read-lines.ts';

export type JsonLine = {
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
};

/**
 * The values of a JSON Lines file or stream; gzip is removed when a path is given. Blank lines are passed over.
 * @param input a path, or a byte stream
 * @param name how the input is named in errors; for a path, the path when left out
 * @throws EurusError `options.code` (`RECORDS_UNREADABLE` when left out), naming `file:line`
 */
export async function* readJsonLines(
  input: string | AsyncIterable<Uint8Array>,
  name: string = typeof input === 'string' ? input : 'input',
  options: Omit<LineOptions, 'name'> = {},
): AsyncGenerator<JsonLine, void, undefined> {
  const chunks = typeof input === 'string' ? openMaybeGzip(input) : input;
  for await (const line of readLines(chunks, { ...options, name })) {
    if (line.text.trim() === '') continue;
    yield { value: parseLine(line, name, options.code ?? 'RECORDS_UNREADABLE'), line: line.line };
  }
}

const parseLine = ({ text, line, complete }: Line, name: string, code: ErrorCode): unknown => {
  try {
    return parseJson(text);
  } catch (error) {
    const torn = complete ? '' : '; the file ends in the middle of this line';
    throw new EurusError(code, `${name}:${line}: not valid JSON${torn} (${jsonErrorText(error)})`, {
      cause: error,
      hint: complete
        ? 'Every line must be one JSON value: mend or remove the line.'
        : 'The file was cut short: copy it again, or remove its last line.',
    });
  }
};

/** What `JSON.parse` says, on one line; it quotes the text, so control characters are made visible. */
export const jsonErrorText = (error: unknown): string =>
  messageOf(error).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
    /[\u0000-\u001f\u007f-\u009f]/g,
    control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
