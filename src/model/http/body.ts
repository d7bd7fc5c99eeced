import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

/** More than any answer is long; a body beyond it is not read further. */
export const maxAnswerBytes = 64 * 1024 * 1024;
export const maxErrorBytes = 64 * 1024;

/** A body that is there, and whether it is all of it. */
export type Gathered = { readonly bytes: Buffer; readonly whole: boolean };

/** The body of an answer as it is read. */
export type Body = Pick<Readable, 'on' | 'destroy'> & AsyncIterable<Buffer>;

const decompressions: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * A body without its compression, which nobody asked for but some gateways use anyway; null for one that is not known.
 * What is read is bounded by the reader, however much a few bytes unfold to.
 */
export const uncompressed = (body: Readable, encoding: string): Body | null => {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  const decompress = Object.hasOwn(decompressions, name) ? decompressions[name]?.() : undefined;
  if (decompress === undefined) {
    body.on('error', () => undefined).destroy();
    return null;
  }
  // Both ends go together: a reader that leaves closes the connection, and a broken connection ends the reading.
  body.on('error', error => decompress.destroy(error));
  decompress.on('close', () => body.destroy());
  return body.pipe(decompress);
};

/** The first bytes of a body, which is destroyed when it has more, and with it the connection. */
export const readBytes = (body: Body, maxBytes: number): Promise<Gathered> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let [length, ended] = [0, false];
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= maxBytes) return;
      resolve({ bytes: Buffer.concat(chunks).subarray(0, maxBytes), whole: false });
      body.destroy();
    });
    body.on('end', () => {
      ended = true;
      resolve({ bytes: Buffer.concat(chunks), whole: true });
    });
    body.on('error', reject);
    body.on('close', () => {
      if (!ended) reject(new Error('the body was closed before its end'));
    });
  });

/** For text that comes in pieces: each has one of its own. */
export const createDecoder = (): TextDecoder => new TextDecoder('utf-8', { fatal: true });

const wholeTexts = createDecoder();

/** The text of a whole document, or null for bytes that are no UTF-8. */
export const decodeWhole = (bytes: Uint8Array): string | null => decode(wholeTexts, bytes);

/** Text, or null for bytes that are no UTF-8. */
export const decode = (decoder: TextDecoder, bytes: Uint8Array, stream = false): string | null => {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    return null;
  }
};
