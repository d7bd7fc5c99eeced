/** What Python's `\w` matches in text: `str.isalnum()` or the underscore. For regular expressions with the flag `u`. */
export const wordSign = String.raw`[\p{L}\p{N}_]`;

/** What Python's `\s` matches in text; U+FEFF is no space there, the information separators and U+0085 are. */
export const space = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;

/** Python's `str.isupper()`: some capital and no small letter. */
export const isUpper = (text: string): boolean =>
  /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);

/** Python's `str.islower()`. */
export const isLower = (text: string): boolean =>
  /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);

/** Python's `str.strip(signs)`. */
export const stripSigns = (text: string, signs: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && signs.includes(text[start] ?? '')) start += 1;
  while (end > start && signs.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
};

/** How many matches a pattern with the flag `g` has; they do not overlap. */
export const countMatches = (text: string, pattern: RegExp): number => {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
};
