import { pythonStrip } from '../../core/index.ts';

/** Whose version of the PRM800K grader: its own, or that of Eurus, where spaces stay and `liter` is a unit. */
export type Version = 'prm800k' | 'eurus';

/**
 * First normal form of the PRM800K grader. Where the original raises, it falls back to the trimmed text; so does
 * this.
 */
export const lenientForm = (text: string, version: Version): string => {
  const trimmed = pythonStrip(text);
  const unwrapped = pythonStrip(textContent(trimmed) ?? trimmed);
  return stripString(unwrapped, version) ?? unwrapped;
};

/** The inside of a text that is `\text{…}` from its start to its end, on one line. */
export const textContent = (text: string): string | null => {
  const open = '\\text{';
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  if (!text.startsWith(open) || text[end - 1] !== '}' || end - 1 - open.length < 1) return null;
  const content = text.slice(open.length, end - 1);
  return content.includes('\n') ? null : content;
};

/** The string form of the MATH benchmark's own scripts. Null where the original raises. */
export const stripString = (text: string, version: Version): string | null => {
  const spelled = text
    .replaceAll('\n', '')
    .replaceAll('\\!', '')
    .replaceAll('\\\\', '\\')
    .replaceAll('tfrac', 'frac')
    .replaceAll('dfrac', 'frac')
    .replaceAll('\\left', '')
    .replaceAll('\\right', '')
    .replaceAll('^{\\circ}', '')
    .replaceAll('^\\circ', '')
    .replaceAll('\\$', '');
  const parts = spelled.split('\\text{ ');
  if (parts.length > 2) return null;
  const numbers = (parts[0] ?? '').replaceAll('\\%', '').replaceAll(' .', ' 0.').replaceAll('{.', '{0.');
  if (numbers === '') return numbers;
  const value = valueOfEquation(numbers.startsWith('.') ? `0${numbers}` : numbers);
  const roots = braceRoots(value);
  const packed = version === 'prm800k' ? roots?.replaceAll(' ', '') : roots;
  const fractions = packed === null || packed === undefined ? null : braceFractions(packed);
  if (fractions === null) return null;
  return slashToFraction(fractions === '0.5' ? '\\frac{1}{2}' : fractions);
};

const valueOfEquation = (text: string): string => {
  const sides = text.split('=');
  const [left = '', right = ''] = sides;
  return sides.length === 2 && left.length <= 2 ? right : text;
};

const firstSign = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0);

/** `\sqrt3` → `\sqrt{3}`. */
const braceRoots = (text: string): string | null => {
  const [head = '', ...rest] = text.split('\\sqrt');
  if (rest.includes('')) return null;
  const braced = rest.map(part => {
    if (part.startsWith('{')) return `\\sqrt${part}`;
    const sign = firstSign(part);
    return `\\sqrt{${sign}}${part.slice(sign.length)}`;
  });
  return head + braced.join('');
};

/** `\frac12` → `\frac{1}{2}`, `\frac1{72}` → `\frac{1}{72}`. */
const braceFractions = (text: string): string | null => {
  const [head = '', ...rest] = text.split('\\frac');
  let braced = head;
  for (const part of rest) {
    if (part === '') return null;
    if (part.startsWith('{')) {
      braced += `\\frac${part}`;
      continue;
    }
    const above = firstSign(part);
    const tail = part.slice(above.length);
    // One sign only: the original gives up and keeps the text it had.
    if (tail === '') return text;
    const below = firstSign(tail);
    braced +=
      below === '{' ? `\\frac{${above}}${tail}` : `\\frac{${above}}{${below}}${tail.slice(below.length)}`;
  }
  return braced;
};

const slashToFraction = (text: string): string => {
  const match = /^(0|-?[1-9]\d*)\/(0|-?[1-9]\d*)$/.exec(text);
  return match === null || text.endsWith('\n') ? text : `\\frac{${match[1]}}{${match[2]}}`;
};
