import { EurusError } from '../core/index.ts';
import { readLines } from '../dataset/index.ts';

const [quote, backslash, open, close, openArray, closeArray, comma] = [...'"\\{}[],'].map(sign =>
  sign.charCodeAt(0),
) as [number, number, number, number, number, number, number];

/**
 * The items of one array of a large JSON document, one at a time: the document is an object, the array the value of
 * `field` in it. Only where items begin and end is looked at here; each is parsed by itself, so that a document of any
 * size takes the memory of its largest item.
 * @param maxItemBytes longest item
 * @throws EurusError `RECORDS_UNREADABLE`, naming the file, for what is no such document
 */
export async function* arrayItems(
  chunks: AsyncIterable<Uint8Array>,
  field: string,
  name: string,
  maxItemBytes: number,
): AsyncGenerator<{ readonly value: unknown; readonly place: number }, void, undefined> {
  let [depth, inText, escaped, inArray] = [0, false, false, false];
  let [held, heldBytes]: [Buffer[], number] = [[], 0];
  let lastText = '';
  let place = 0;
  const take = (): unknown => {
    const text = Buffer.concat(held).toString('utf8').trim();
    [held, heldBytes] = [[], 0];
    place += 1;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw damaged(name, `item ${place} of "${field}" is not valid JSON`, cause);
    }
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) {
          inText = false;
          if (depth === 1) {
            held.push(bytes.subarray(start, at));
            lastText = Buffer.concat(held).toString('utf8');
            [held, heldBytes] = [[], 0];
          }
        }
        continue;
      }
      if (byte === quote) {
        inText = true;
        if (depth === 1) start = at + 1;
      } else if (byte === open || byte === openArray) {
        depth += 1;
        if (depth === 2 && byte === openArray && lastText === field) {
          inArray = true;
          start = at + 1;
        }
      } else if (byte === close || byte === closeArray) {
        depth -= 1;
        if (depth < 0) throw damaged(name, 'it is not valid JSON');
        if (depth === 1 && inArray) {
          held.push(bytes.subarray(start, at));
          inArray = false;
          if (Buffer.concat(held).some(one => one > 0x20)) yield { value: take(), place };
          [held, heldBytes] = [[], 0];
        }
      } else if (byte === comma && depth === 2 && inArray) {
        held.push(bytes.subarray(start, at));
        start = at + 1;
        yield { value: take(), place };
      }
    }
    // What goes on in the next chunk: of an item, or of a key.
    if (inArray || (inText && depth === 1)) {
      const rest = bytes.subarray(start);
      held.push(Buffer.from(rest));
      heldBytes += rest.length;
      if (heldBytes > maxItemBytes) {
        throw damaged(name, `an item of "${field}" is longer than ${maxItemBytes} bytes`);
      }
    }
  }
  if (depth !== 0 || inText) throw damaged(name, 'it ends in the middle: it was cut short');
}

const damaged = (name: string, what: string, cause?: unknown): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${name}: ${what}`, {
    hint: 'Export or copy the file again.',
    ...(cause === undefined ? {} : { cause }),
  });

/** True for a file that is one JSON document over several lines, and not JSON Lines. */
export const isDocument = async (chunks: AsyncIterable<Uint8Array>, name: string): Promise<boolean> => {
  for await (const { text } of readLines(chunks, { name })) {
    if (text.trim() === '') continue;
    return text.trim() === '{' || /^\{\s*"version":\s*\d+,$/.test(text.trim());
  }
  return false;
};
