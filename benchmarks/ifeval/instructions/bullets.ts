import { space } from '../text/python.ts';

const blank = new RegExp(space, 'u');

/**
 * How many lines begin with the mark, after blanks, which may be whole lines. With `*` another sign must follow that is
 * no star; where that is the line's end, the next line belongs to the same bullet.
 */
export const countBullets = (text: string, mark: '*' | '-'): number => {
  let count = 0;
  let at = 0;
  while (at < text.length) {
    let sign = at;
    while (sign < text.length && blank.test(text[sign] ?? '')) sign += 1;
    const following = text[sign + 1];
    const isBullet = text[sign] === mark && (mark === '-' || (following !== undefined && following !== '*'));
    if (isBullet) count += 1;
    const from = isBullet && mark === '*' ? sign + 2 : sign;
    const newline = text.indexOf('\n', from);
    if (newline === -1) return count;
    at = newline + 1;
    // A bullet that ends right behind a line's end leaves that line's start to the next one.
    if (isBullet && newline === from && text[from - 1] === '\n') at = from;
  }
  return count;
};
