import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';

/** SHA-256 of a byte stream in lower-case hex, and its length. */
export const sha256Of = async (
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest('hex'), bytes };
};

const known = new Map<string, Promise<string>>();

/** A text that is another when the file at `path` is another, or was changed. Errors are those of `node:fs`. */
export const stateKey = async (path: string): Promise<string> => {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${path}\0${ino}\0${size}\0${mtimeNs}`;
};

/**
 * SHA-256 of what `open` yields, remembered within this process for as long as the file at `path` keeps
 * its size and its time of change. Failures are not remembered.
 */
export const rememberedSha256 = async (
  path: string,
  open: () => AsyncIterable<Uint8Array>,
): Promise<string> => {
  const key = await stateKey(path);
  const before = known.get(key);
  if (before !== undefined) return before;
  const digest = sha256Of(open()).then(found => found.sha256);
  known.set(key, digest);
  try {
    return await digest;
  } catch (error) {
    known.delete(key);
    throw error;
  }
};
