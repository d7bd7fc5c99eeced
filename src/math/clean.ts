/**
 * An answer's text in one spelling: no wrappers (`$…$`, `\(…\)`, `\boxed{…}`, `\text{…}`), no sizing or spacing
 * commands, one sign for each meaning, no final dot. What the text says is not changed.
 */
export const clean = (text: string): string => {
  let cleaned = spaced(oneSpelling(text));
  // Each round takes off at least one wrapper; nobody honest nests more of them.
  for (let round = 0; round < 16; round += 1) {
    const inner = withoutFinalDot(withoutWrapper(cleaned)).trim();
    if (inner === cleaned) break;
    cleaned = inner;
  }
  return cleaned;
};

const spellings: readonly (readonly [RegExp, string])[] = [
  [/[\u2212\u2010\u2011\u2012\u2013]/g, '-'],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]/g, ' '],
  [/[\u200b-\u200d\u2060\ufeff]/g, ''],
  [/\\\\(?=[a-zA-Z,;:!%$])/g, '\\'],
  [/\\(?:left|right|displaystyle|textstyle|bigl|bigr|Bigl|Bigr)(?![a-zA-Z])/g, ''],
  [/\\!/g, ''],
  [/\{,\}/g, ','],
  [/\\[,;:> ]|~|\\(?:quad|qquad|thinspace)(?![a-zA-Z])/g, ' '],
  [/\\[dtc]frac(?![a-zA-Z])/g, '\\frac'],
  [/\\%/g, '%'],
  [/\^\{?\\circ\}?|\\degree(?![a-zA-Z])/g, '\u00b0'],
  [/\u00d7|\\times(?![a-zA-Z])|\\cdot(?![a-zA-Z])|\u22c5|\u00b7/g, '*'],
  [/\\approx(?![a-zA-Z])/g, '\u2248'],
];

const oneSpelling = (text: string): string =>
  spellings.reduce((result, [pattern, spelling]) => result.replace(pattern, spelling), text);

const spaced = (text: string): string => text.replace(/ {2,}/g, ' ').trim();

const withoutFinalDot = (text: string): string => (text.endsWith('.') ? text.slice(0, -1) : text);

const brackets: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
];

const commands = [
  'boxed',
  'fbox',
  'text',
  'textbf',
  'textit',
  'mathrm',
  'mathbf',
  'mbox',
  'bf',
  'rm',
] as const;

const withoutWrapper = (text: string): string => {
  for (const [open, close] of brackets) {
    const longEnough = text.length >= open.length + close.length;
    if (!longEnough || !text.startsWith(open) || !text.endsWith(close)) continue;
    const inner = text.slice(open.length, -close.length);
    if (!inner.includes(open)) return inner;
  }
  for (const command of commands) {
    const open = `\\${command}{`;
    if (text.startsWith(open) && closesAtEnd(text, open.length)) return text.slice(open.length, -1);
  }
  return text.startsWith('{') && closesAtEnd(text, 1) ? text.slice(1, -1) : text;
};

/** True when the brace opened before `from` is closed by the last character. */
const closesAtEnd = (text: string, from: number): boolean => {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '{') depth += 1;
    else if (text[i] === '}') depth -= 1;
    if (depth === 0) return i === text.length - 1;
  }
  return false;
};
