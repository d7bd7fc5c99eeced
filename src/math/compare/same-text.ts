/**
 * Two cleaned texts with the same meaning as text: spaces aside (but not between two words or two numbers),
 * and, for words, case aside.
 */
export const sameText = (a: string, b: string): boolean => {
  const [left, right] = [packed(a), packed(b)];
  if (left === right) return true;
  return isWords(left) && isWords(right) && left.toLowerCase() === right.toLowerCase();
};

/** A space between two letters or digits separates; any other is layout. */
const packed = (text: string): string => text.replace(/ (?![\p{L}\p{N}])|(?<![\p{L}\p{N}]) /gu, '');

/** Words of at least two letters: a single letter may be a variable, whose case matters. */
const isWords = (text: string): boolean => /^[\p{L}'’-]{2,}(?: [\p{L}'’-]+)*$/u.test(text);
