import { type Extraction, found, notFound, pythonStripRange } from '../core/index.ts';

/** lm-eval's `hendrycks_math`: between the first and the last dollar sign; the whole text when there are not two. */
export const betweenDollars = (text: string): Extraction => {
  const [first, last] = [text.indexOf('$'), text.lastIndexOf('$')];
  const span: readonly [number, number] = first === last ? [0, text.length] : [first + 1, last];
  const how = first === last ? 'the whole text: not two dollar signs' : 'first to last dollar sign';
  const value = text.slice(...span);
  return value === ''
    ? notFound('the text is empty, or nothing is between its dollar signs')
    : found(value, how, span);
};

const lead = 'Final Answer: The final answer is';
const close = ' I hope it is correct';

/**
 * lm-eval's `minerva_math`: on the first line that has both, between `Final Answer: The final answer is` and
 * `. I hope it is correct.`, where any signs may stand for the two dots. The second sentence is put behind the text
 * before it is searched, since generation may have stopped before it.
 */
export const minervaAnswer = (text: string): Extraction => {
  const closed = `${text}I hope it is correct.`;
  for (let from = closed.indexOf(lead); from !== -1; ) {
    const start = from + lead.length;
    const newline = closed.indexOf('\n', start);
    const line = closed.slice(start, newline === -1 ? closed.length : newline);
    // One sign before the sentence and one behind it, whatever they are.
    const end = line.indexOf(close, 1);
    if (end !== -1 && end + close.length < line.length) {
      const span = pythonStripRange(closed, start, start + end - 1);
      const value = closed.slice(...span);
      return value === ''
        ? notFound('nothing is between the two sentences')
        : found(value, 'final answer', span);
    }
    from = newline === -1 ? -1 : closed.indexOf(lead, newline);
  }
  return notFound(`no "${lead}" with ".${close}." on the same line`);
};
