import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Characters that go out in one write. */
const pieceChars = 256 * 1024;

/** Writes a text file from pieces; the name is taken only when all of it is there. */
export const writePieces = async (path: string, pieces: AsyncIterable<string>): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  try {
    await pipeline(Readable.from(joined(pieces)), createWriteStream(temporary, { flush: true }));
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
};

export const writeLines = (path: string, lines: AsyncIterable<string>): Promise<void> =>
  writePieces(path, ended(lines));

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) yield `${line}\n`;
}

async function* joined(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let [waiting, chars]: [string[], number] = [[], 0];
  for await (const piece of pieces) {
    waiting.push(piece);
    chars += piece.length;
    if (chars < pieceChars) continue;
    yield waiting.join('');
    [waiting, chars] = [[], 0];
  }
  yield waiting.join('');
}
