import { type Extraction, found, pythonStripRange } from '../../src/core/index.ts';
import { boxed } from '../../src/extract/index.ts';

/** A box without braces: `\boxed 5$`, up to the dollar sign. */
const bareCommand = '\\boxed ';

/** The last box as the MATH scripts write boxes: with braces that balance, or bare and up to the dollar sign. */
export const mathBox = (text: string): Extraction => {
  const braced = boxed(text);
  const at = text.lastIndexOf(bareCommand);
  if (at === -1 || (braced.found && (braced.span?.[0] ?? 0) > at)) return braced;
  const start = at + bareCommand.length;
  const dollar = text.indexOf('$', start);
  const span = pythonStripRange(text, start, dollar === -1 ? text.length : dollar);
  // Braces that do not balance are no bare box.
  return span[0] === span[1] || text[span[0]] === '{'
    ? braced
    : found(text.slice(...span), 'last \\boxed', span);
};
