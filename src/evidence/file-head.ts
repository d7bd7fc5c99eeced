import { hash } from 'node:crypto';

/** Of the index as it is packed. */
export type FileHead = { readonly indexBytes: number; readonly indexSha256: string };

const title = 'eurus-eval bundle 1\n';
const titleStart = 8;
const indexStart = titleStart + title.length;
/** `index`, 12 digits, 64 hexadecimal digits, blanks between, a line end. */
const indexLine = 6 + 12 + 1 + 64 + 1;
const headLine = 5 + 64 + 1;

/** Bytes before the index. */
export const headBytes = indexStart + indexLine + headLine;

/**
 * What a bundle begins with: a skippable frame of Zstandard (RFC 8878, 3.1.2), so that other tools pass over it. It holds
 * the hash of the index, and of itself.
 */
export const encodeHead = ({ indexBytes, indexSha256 }: FileHead): Buffer => {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(0x184d2a50, 0);
  head.writeUInt32LE(headBytes - titleStart, 4);
  head.write(`${title}index ${String(indexBytes).padStart(12, '0')} ${indexSha256}\n`, titleStart, 'latin1');
  const own = hash('sha256', head.subarray(0, indexStart + indexLine), 'hex');
  head.write(`head ${own}\n`, indexStart + indexLine, 'latin1');
  return head;
};

export type HeadState =
  | ({ readonly state: 'whole' } & FileHead)
  | { readonly state: 'damaged'; readonly expected: string; readonly found: string }
  /** It does not look like a bundle at all. */
  | { readonly state: 'foreign' };

/** @param bytes the first `headBytes` of a file; fewer where it has no more */
export const readHead = (bytes: Buffer): HeadState => {
  const text = bytes.toString('latin1', indexStart);
  const indexBytes = Number(text.slice(6, 18));
  const indexSha256 = text.slice(19, 83);
  if (/^[0-9a-f]{64}$/.test(indexSha256) && Number.isSafeInteger(indexBytes) && indexBytes > 0) {
    if (encodeHead({ indexBytes, indexSha256 }).equals(bytes))
      return { state: 'whole', indexBytes, indexSha256 };
  }
  if (!looksLikeHead(bytes)) return { state: 'foreign' };
  const own = hash('sha256', bytes.subarray(0, indexStart + indexLine), 'hex');
  return { state: 'damaged', expected: text.slice(indexLine + 5, indexLine + 5 + 64), found: own };
};

/** Damage leaves most of what every head begins with as it was. */
const looksLikeHead = (bytes: Buffer): boolean => {
  const usual = encodeHead({ indexBytes: 1, indexSha256: '' }).subarray(0, indexStart);
  const same = usual.filter((byte, index) => byte === bytes[index]).length;
  return same > usual.length / 2;
};
