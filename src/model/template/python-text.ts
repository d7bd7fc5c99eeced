/** Python's methods of text where JavaScript's, or the library's, differ from them. */

/** What Python calls a blank: JavaScript's without the byte order mark, and some control characters. */
const isBlank = (character: string): boolean =>
  character === '\ufeff'
    ? false
    : character.trim() === '' || '\u001c\u001d\u001e\u001f\u0085'.includes(character);

/** `null` stands for the blanks, else each character of the text goes. */
type Stripped = string | null;

const stripsFrom = (characters: Stripped): ((character: string) => boolean) => {
  if (characters === null) return isBlank;
  const set = new Set(characters.split(''));
  return character => set.has(character);
};

export const lstrip = (text: string, characters: Stripped): string => {
  const goes = stripsFrom(characters);
  let start = 0;
  while (start < text.length && goes(text.charAt(start))) start++;
  return text.slice(start);
};

export const rstrip = (text: string, characters: Stripped): string => {
  const goes = stripsFrom(characters);
  let end = text.length;
  while (end > 0 && goes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
};

export const strip = (text: string, characters: Stripped): string =>
  lstrip(rstrip(text, characters), characters);

/** Each word with a capital and small letters after it. */
export const title = (text: string): string => text.replace(/\p{L}+/gu, word => capitalize(word));

export const capitalize = (text: string): string => {
  const [first = '', ...others] = text;
  return first.toUpperCase() + others.join('').toLowerCase();
};
