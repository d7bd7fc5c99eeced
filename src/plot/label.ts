import { oneLine } from '../core/index.ts';
import { boldWidth, textWidth } from './text-width.ts';

/** Longest name kept, in characters. */
const maxCharacters = 400;

/** Characters that XML 1.0 forbids, or that combine without end over their neighbours. */
const unfit = /[\ufffe\uffff]|\p{M}{3,}/gu;

/** Text of anybody as one line that can be drawn: no control, bidi or invisible characters. */
export const drawable = (text: string, most = maxCharacters): string =>
  oneLine(text, most).replace(unfit, '').replace(/\s+/g, ' ').trim();

/**
 * A name within `maxWidth` px: without the path before it, then cut in the middle, because names of models differ at
 * both ends.
 */
export const shortened = (name: string, fontSize: number, maxWidth: number): string => {
  const fits = (text: string): boolean => textWidth(text, fontSize) <= maxWidth;
  if (fits(name)) return name;
  const last = name.slice(name.lastIndexOf('/', name.length - 2) + 1);
  if (fits(last)) return last;
  const characters = [...last];
  for (let kept = characters.length - 1; kept > 2; kept -= 1) {
    const head = Math.ceil(kept * 0.6);
    const text = `${characters.slice(0, head).join('')}…${characters.slice(head - kept).join('')}`;
    if (fits(text)) return text;
  }
  return '…';
};

/** Each name with what is drawn for it: shortened, and no two alike. */
export const labelsOf = (
  names: Iterable<string>,
  fontSize: number,
  maxWidth: number,
): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    if (labels.has(name)) continue;
    const clean = drawable(name) || 'unnamed';
    let label = shortened(clean, fontSize, maxWidth);
    for (let copy = 2; taken.has(label); copy += 1) {
      const end = ` (${copy})`;
      label = shortened(clean, fontSize, maxWidth - textWidth(end, fontSize)) + end;
    }
    taken.add(label);
    labels.set(name, label);
  }
  return labels;
};

/** The same for titles of panels, which are bold. */
export const titlesOf = (
  names: Iterable<string>,
  fontSize: number,
  maxWidth: number,
): ReadonlyMap<string, string> => labelsOf(names, fontSize, maxWidth / boldWidth);
