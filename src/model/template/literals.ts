/** What Python makes of a letter behind a backslash; of any other it keeps both. */
const escapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\u0007' },
  // A backslash at the end of a line joins it with the next.
  ...{ "'": "'", '"': '"', '\\': '\\', '\n': '' },
};

const pythonEscape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(.))/gs;

/**
 * The texts within a tag, written so that the library reads them as Python does: it stops at every backslash that it does
 * not know.
 */
export const plainLiterals = (tag: string): string => {
  let text = '';
  let at = 0;
  for (;;) {
    const start = tag.slice(at).search(/["']/);
    if (start < 0) return text + tag.slice(at);
    const end = endOfQuote(tag, at + start);
    const quote = tag.charAt(at + start);
    const literal = tag.slice(at + start + 1, end);
    text += `${tag.slice(at, at + start)}${quote}${rewritten(literal, quote)}${tag.charAt(end)}`;
    at = end + 1;
  }
};

/** Where the quote ends that starts at a place, or the end of the text. */
export const endOfQuote = (text: string, start: number): number => {
  const quote = text.charAt(start);
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at, text.length);
};

const rewritten = (literal: string, quote: string): string =>
  literal.includes('\\')
    ? literal.replace(pythonEscape, decoded).replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
    : literal;

const decoded = (whole: string, ...groups: readonly (string | undefined)[]): string => {
  const [x, u, long, octal, letter = ''] = groups;
  const hex = x ?? u ?? long;
  const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  return Object.hasOwn(escapes, letter) ? (escapes[letter] ?? whole) : whole;
};
