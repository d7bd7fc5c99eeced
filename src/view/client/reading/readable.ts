/** Longest text that is read as Markdown, in UTF-16 units. */
const maxLength = 60_000;
/** Most signs of each kind: what pairs them takes time that grows with their square. */
const maxSigns = 2_500;
/** Quotes or lists within each other in one line. */
const nested = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){25}/m;

/** False for texts that would keep a Markdown reader busy for long: no prose is like them, and they are shown as they are. */
export const isReadable = (text: string): boolean =>
  text.length <= maxLength &&
  !nested.test(text) &&
  [/\*+|_+/g, /\[/g, /</g, /`+/g].every(sign => !isMoreThan(text, sign, maxSigns));

const isMoreThan = (text: string, sign: RegExp, most: number): boolean => {
  let count = 0;
  for (const _ of text.matchAll(sign)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
};
