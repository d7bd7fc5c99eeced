/** Scripts and signs that take two columns of a terminal. Half-width katakana stand among the wide ones. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const narrow = /[\uff61-\uffdc\uffe8-\uffee]/u;
/** What joins the character before it, or cannot be seen. */
const invisible = /^[\p{M}\p{Cc}\p{Cf}\u1160-\u11ff]+$/u;
const emojiSign = '\ufe0f';
const ascii = /^[ -~]*$/;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many columns of a terminal a text takes; it holds no escape sequences. */
export const widthOf = (text: string): number => {
  if (ascii.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += graphemeWidth(segment);
  return columns;
};

const graphemeWidth = (grapheme: string): number => {
  if (invisible.test(grapheme)) return 0;
  if (grapheme.includes(emojiSign)) return 2;
  return wide.test(grapheme) && !narrow.test(grapheme) ? 2 : 1;
};

/** A text of at most `columns`; one that is longer ends in `mark`. */
export const shorten = (text: string, columns: number, mark: string): string => {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(mark);
  let [kept, used] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
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
