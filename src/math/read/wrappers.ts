/** The text without one wrapper that encloses all of it; the same text when there is none. */
export const withoutWrapper = (text: string): string => {
  for (const [open, close] of brackets) {
    const longEnough = text.length >= open.length + close.length;
    if (!longEnough || !text.startsWith(open) || !text.endsWith(close)) continue;
    const inner = text.slice(open.length, -close.length);
    // `\$5, \$6\$`: an escaped sign is currency.
    if (!inner.includes(open) && !(close === '$' && inner.endsWith('\\'))) return inner;
  }
  for (const command of commands) {
    const open = `\\${command}`;
    if (!text.startsWith(open)) continue;
    const brace = text[open.length] === ' ' ? open.length + 1 : open.length;
    if (text[brace] === '{' && closesAtEnd(text, brace + 1)) return text.slice(brace + 1, -1);
  }
  const font = /^\{?\\(?:bf|rm|it|boldsymbol)(?![a-zA-Z]) ?/.exec(text)?.[0];
  if (font !== undefined)
    return font.startsWith('{') ? `{${text.slice(font.length)}` : text.slice(font.length);
  // The braces of `{a \\over b}` say how far the command reaches.
  if (/\\(?:over|choose|atop)(?![a-z])/.test(text)) return text;
  return text.startsWith('{') && closesAtEnd(text, 1) ? text.slice(1, -1) : text;
};

const brackets: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
  ['__', '__'],
  ['`', '`'],
];

const commands = [
  'boxed',
  'fbox',
  'framebox',
  'text',
  'textbf',
  'textit',
  'textrm',
  'textnormal',
  'mathrm',
  'mathbf',
  'mathit',
  'mathsf',
  'boldsymbol',
  'bm',
  'mbox',
  'hbox',
  'ensuremath',
] as const;

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
