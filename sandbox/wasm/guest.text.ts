/** UTF-8 by hand: a bare isolate has neither TextEncoder nor TextDecoder. */

const REPLACEMENT = 0xfffd;

/** Encodes text as UTF-8; a lone surrogate becomes U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 3);
  let end = 0;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes[end++] = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = text.charCodeAt(index + 1);
      if (code < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        index++;
      } else code = REPLACEMENT;
    }
    if (code < 0x800) bytes[end++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[end++] = 0xe0 | (code >> 12);
      else {
        bytes[end++] = 0xf0 | (code >> 18);
        bytes[end++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[end++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[end++] = 0x80 | (code & 63);
  }
  return bytes.subarray(0, end);
};

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
const continues = (bytes: Uint8Array, from: number, count: number): boolean => {
  for (let index = from; index < from + count; index++) if ((at(bytes, index) & 0xc0) !== 0x80) return false;
  return true;
};

/** The code point at `index` and its length in bytes; a wrong byte is U+FFFD of length 1. */
const codePoint = (bytes: Uint8Array, index: number): [code: number, length: number] => {
  const first = at(bytes, index);
  if (first < 0x80) return [first, 1];
  if (first >= 0xc2 && first < 0xe0 && continues(bytes, index + 1, 1))
    return [((first & 31) << 6) | (at(bytes, index + 1) & 63), 2];
  if (first >= 0xe0 && first < 0xf0 && continues(bytes, index + 1, 2)) {
    const code = ((first & 15) << 12) | ((at(bytes, index + 1) & 63) << 6) | (at(bytes, index + 2) & 63);
    if (code >= 0x800 && !(code >= 0xd800 && code <= 0xdfff)) return [code, 3];
  }
  if (first >= 0xf0 && first < 0xf5 && continues(bytes, index + 1, 3)) {
    const high = ((first & 7) << 18) | ((at(bytes, index + 1) & 63) << 12);
    const code = high | ((at(bytes, index + 2) & 63) << 6) | (at(bytes, index + 3) & 63);
    if (code >= 0x10000 && code <= 0x10ffff) return [code, 4];
  }
  return [REPLACEMENT, 1];
};

const CHUNK = 4096;

/** Decodes UTF-8; what is not UTF-8 becomes U+FFFD. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  let codes: number[] = [];
  for (let index = 0; index < bytes.length; ) {
    const [code, length] = codePoint(bytes, index);
    codes.push(code);
    index += length;
    if (codes.length === CHUNK) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return parts.join('');
};
