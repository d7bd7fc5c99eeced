/** Widths of the characters from blank to `~` in Arial and its likes (Helvetica, Liberation Sans, Arimo), in 1/1000 em. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Of the sign for what was cut out. */
const ellipsis = { character: '…', width: 1000 };

/** A wide guess for other alphabets, and for East Asian ones and pictures. */
const otherWidth = 700;
const wideWidth = 1100;
const firstWide = 0x2e80;

/** How much wider bold letters are. */
export const boldWidth = 1.09;

/** Width of a text in px; other machines' fonts are near it. */
export const textWidth = (text: string, fontSize: number, bold = false): number => {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === ellipsis.character) sum += ellipsis.width;
    else sum += widths[code - 32] ?? (code < firstWide ? otherWidth : wideWidth);
  }
  return (sum * fontSize * (bold ? boldWidth : 1)) / 1000;
};
