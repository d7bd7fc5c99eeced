/**
 * True when Python's `json.loads` takes the text: JSON as JavaScript knows it, and the words `NaN`, `Infinity` and
 * `-Infinity` as values. Linear.
 */
export const isPythonJson = (text: string): boolean =>
  parses(text) || (words.test(text) && parses(numbered(text)));

const words = /NaN|Infinity/;

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The text with a number, set apart by blanks, for each such word outside of strings. */
const numbered = (text: string): string => {
  let out = '';
  let at = 0;
  let inString = false;
  while (at < text.length) {
    const sign = text[at] ?? '';
    const word = inString
      ? undefined
      : ['NaN', '-Infinity', 'Infinity'].find(one => text.startsWith(one, at));
    const taken = word ?? (inString && sign === '\\' ? text.slice(at, at + 2) : sign);
    if (sign === '"') inString = !inString;
    out += word === undefined ? taken : ' 0 ';
    at += taken.length;
  }
  return out;
};
