import { type Extraction, found, notFound, pythonStripRange } from '../core/index.ts';
import { lastNumber } from './last-number.ts';

/**
 * The content of the last formula (`$…$`, `\(…\)`, `\[…\]`) when no number follows it. Dollar signs with words or a
 * line's end between them are currency.
 */
export const lastFormula = (text: string): Extraction => {
  const span = lastSpan(text);
  if (span === null) return notFound('no formula');
  const number = lastNumber(text);
  if (number.found && number.span !== undefined && number.span[0] >= span[1])
    return notFound('a number after the last formula');
  return found(text.slice(...span), 'last formula', span);
};

type Span = readonly [number, number];

const lastSpan = (text: string): Span | null => {
  const end = Math.max(text.lastIndexOf('\\)'), text.lastIndexOf('\\]'), lastDollar(text, text.length));
  if (end <= 0) return null;
  const close = text[end] === '$' ? (text[end - 1] === '$' ? '$$' : '$') : text.slice(end, end + 2);
  const open = openings[close] ?? close;
  const last = close === '$$' ? end - 1 : end;
  const before = open === '$' ? lastDollar : (where: string, at: number) => where.lastIndexOf(open, at);
  const start = last === 0 ? -1 : before(text, last - 1);
  if (start === -1) return null;
  const span: Span = [start + open.length, last];
  const stripped = pythonStripRange(text, ...span);
  if (stripped[0] >= stripped[1]) return null;
  return close === '$' && !isInline(text, span) ? null : stripped;
};

/** The last dollar sign up to there that no backslash makes a sign of currency. */
const lastDollar = (text: string, from: number): number => {
  let at = text.lastIndexOf('$', from);
  while (at > 0 && text[at - 1] === '\\') at = text.lastIndexOf('$', at - 1);
  return at;
};

const openings: Readonly<Record<string, string>> = { '\\)': '\\(', '\\]': '\\[' };

/** Longest formula between single dollar signs. */
const maxInline = 1000;

const isInline = (text: string, [start, end]: Span): boolean => {
  if (text[start - 2] === '\\' || text[end - 1] === '\\' || end - start > maxInline) return false;
  const content = text.slice(start, end);
  if (content.includes('\n')) return false;
  const words = content.replace(/\\[a-zA-Z]+(?: ?\{[^{}]*\})?/g, ' ');
  return !/(?<![a-zA-Z])[a-zA-Z]{3,}(?![a-zA-Z])|(?<![a-zA-Z])(?:to|is|of|in|at) /.test(words);
};
