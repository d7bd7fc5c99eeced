/** Made with the first text that is not ASCII: tables of characters take a tenth of the program's start. */
const signs = () => {
  known ??= signsOfUnicode();
  return known;
};
let known: ReturnType<typeof signsOfUnicode> | null = null;

const signsOfUnicode = () => ({
  /** Scripts and signs that take two columns of a terminal. Half-width katakana stand among the wide ones. */
  wide: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u,
  narrow: /[\uff61-\uffdc\uffe8-\uffee]/u,
  /** What joins the character before it, or cannot be seen. */
  invisible: /^[\p{M}\p{Cc}\p{Cf}\u1160-\u11ff]+$/u,
  graphemes: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
});

const emojiSign = '\ufe0f';
const ascii = /^[ -~]*$/;

/** How many columns of a terminal a text takes; it holds no escape sequences. */
export const widthOf = (text: string): number => {
  if (ascii.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of signs().graphemes.segment(text)) columns += graphemeWidth(segment);
  return columns;
};

const graphemeWidth = (grapheme: string): number => {
  const { wide, narrow, invisible } = signs();
  if (invisible.test(grapheme)) return 0;
  if (grapheme.includes(emojiSign)) return 2;
  return wide.test(grapheme) && !narrow.test(grapheme) ? 2 : 1;
};

/** A text of at most `columns`; one that is longer ends in `mark`. */
export const shorten = (text: string, columns: number, mark: string): string => {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(mark);
  let [kept, used] = ['', 0];
  for (const { segment } of signs().graphemes.segment(text)) {
    used += graphemeWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return room < 0 ? ' '.repeat(Math.max(0, columns)) : kept + mark;
};

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - widthOf(text)));

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
