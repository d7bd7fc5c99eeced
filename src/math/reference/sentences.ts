/** Words with which Python joins two values into an expression, or that are values to it. */
const pythonWords = new Set(
  'and or not in is if else for lambda None True False await yield async print e i'.split(' '),
);

const maxLength = 1000;

/** Braced words as the reference's LaTeX parser takes them: letters like any others. */
const withoutFonts = (text: string): string =>
  text.replace(/\\(?:text|mbox|mathrm|textbf) ?\{([A-Za-z0-9 .,']*)\}/g, ' $1 ');

/**
 * True for words, perhaps with numbers among them, that the reference surely does not take for a positive number: as
 * Python they are a syntax error or a name, as LaTeX a product with letters in it. No number in them may be 0 or start
 * with one (zero times apples is 0, and `0x1F` is 31), and nothing may cancel a letter.
 */
export const isNoNumber = (text: string): boolean => {
  if (text.length > maxLength) return false;
  const plain = withoutFonts(text).trim();
  if (isComment(plain) || isRelation(plain)) return true;
  if (!/^[A-Za-z0-9 .,!?:;'\n=-]+\}?$/.test(plain) || /(?<!\d)0/.test(plain)) return false;
  // A number may come first when a word follows it at once.
  if (!/^(?:\d+(?:\.\d+)? *)?(?![eE]\d)[A-Za-z]/.test(plain)) return false;
  const words = plain.match(/[A-Za-z]+/g) ?? [];
  if (!words.some(word => word.length > 1 && !/^[eiEI]+$/.test(word) && !pythonWords.has(word))) return false;
  // After a colon, which divides, letters might cancel.
  if (/:.*[A-Za-z]/s.test(plain) && !hasNeighbours(plain)) return false;
  return hasNeighbours(plain) || !words.some(word => pythonWords.has(word));
};

/** Two names or numbers with only a space between them are a syntax error, unless one is a word of the language. */
const hasNeighbours = (text: string): boolean => {
  const pieces = text
    .split(/(?<=[A-Za-z0-9]) +(?=[A-Za-z0-9])/)
    .map(piece => /^[A-Za-z0-9]+|[A-Za-z0-9]+$/.exec(piece)?.[0] ?? '');
  return pieces.some((piece, index) => {
    const after = pieces[index + 1];
    return after !== undefined && !pythonWords.has(piece) && !pythonWords.has(after);
  });
};

/** `#` starts a comment in Python and is no sign of LaTeX: what stands before it decides, if it is an expression. */
const isComment = (text: string): boolean => {
  const at = text.indexOf('#');
  if (at === -1 || /['"\\]/.test(text)) return false;
  const before = text.slice(0, at).trim();
  return before === '' || /[^=<>!]=(?!=)/.test(before) || /\n\s*\S/.test(before) || hasNeighbours(before);
};

/**
 * A sentence with a sign of relation in it: as Python a syntax error, as LaTeX a relation, or a product of letters
 * where reading stops before the sign. Neither can be subtracted from a number.
 */
const isRelation = (text: string): boolean => {
  if (/["#\\]/.test(text) || !/[=<>]/.test(text)) return false;
  if (/(?<![A-Za-z])'|'(?![A-Za-z])/.test(text)) return false;
  const first = /^[A-Za-z]+/.exec(text)?.[0] ?? '';
  const isWord = first.length > 1 && !/^[eiEI]+$/.test(first) && !pythonWords.has(first);
  return isWord && hasNeighbours(text.split('\n', 1)[0] ?? '');
};
