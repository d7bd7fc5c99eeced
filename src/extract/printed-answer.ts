import { type Extraction, type Finder, found, notFound, pythonStripRange } from '../core/index.ts';
import { afterLast } from './after-marker.ts';
import { boxed } from './boxed.ts';
import { answerMarkers } from './final-answer.ts';
import { firstOf } from './first-of.ts';
import { lastNumber } from './last-number.ts';

/** Names that are part of formulas; any other word makes a line a sentence. */
const names = /\\?(?:sqrt|d?frac|pi|exp|log|ln|sin|cos|tan|cot|sec|csc|asin|acos|atan|oo|inf|infinity)\b/gi;

/** The last line that is not blank, when it is a value and no sentence: `9:2`, `(1, 2)`, `3*sqrt(2)/2`. */
const lastBareLine: Finder = (text): Extraction => {
  const end = pythonStripRange(text)[1];
  const [from, to] = pythonStripRange(text, text.lastIndexOf('\n', end - 1) + 1, end);
  const line = text.slice(from, to);
  if (line === '') return notFound('nothing but space');
  if (/\p{L}{2}/u.test(line.replace(names, ' '))) return notFound('words in the last line');
  return found(line, 'last line', [from, to]);
};

/**
 * The answer in what a program printed: the last box, else the line after the last answer marker, else the last line
 * when it is a value and no sentence, else the last number.
 */
export const printedAnswerText: Finder = firstOf(boxed, afterLast(answerMarkers), lastBareLine, lastNumber);
