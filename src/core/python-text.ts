/**
 * What Python's `str.strip()` removes. It differs from JavaScript's `trim()`: the information
 * separators and U+0085 are space there, the byte order mark is not.
 */
const isPythonSpace = (code: number): boolean =>
  code === 0x20 ||
  (code >= 0x09 && code <= 0x0d) ||
  (code >= 0x1c && code <= 0x1f) ||
  code === 0x85 ||
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000;

/** Start and end of a text without the white space around it, as Python's `str.strip()` sees it. */
export const pythonStripRange = (
  text: string,
  from = 0,
  to: number = text.length,
): readonly [number, number] => {
  let start = from;
  let end = to;
  while (start < end && isPythonSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end -= 1;
  return [start, end];
};

/** Python's `str.strip()`. */
export const pythonStrip = (text: string): string => text.slice(...pythonStripRange(text));
