import { type Extraction, type Finder, found, notFound, pythonStripRange } from '../core/index.ts';
import { boxed } from './boxed.ts';
import { statedAnswer } from './final-answer.ts';
import { firstOf } from './first-of.ts';
import { lastNumber } from './last-number.ts';

/** Commands of LaTeX, with the words that they set as text, and names of functions: all part of values. */
const commands = /\\(?:text|mbox|textbf|mathrm|begin|end) ?\{[^{}]*\}|\\[a-zA-Z]+/g;
const names =
  /(?<![a-z])(?:sqrt|pi|exp|log|ln|sin|cos|tan|cot|sec|csc|asin|acos|atan|oo|inf|infinity)(?![a-z])/gi;

/** Values of sympy that are printed as calls. */
const classes =
  /(?<![a-zA-Z])(?:(?:Immutable)?(?:Dense)?Matrix|Interval(?:\.(?:open|Lopen|Ropen))?|Union)(?=\()/g;

/** A longer word than a product of two letters, or one of the short ones that sentences have. */
const wordOfSentence =
  /\p{L}{3}|(?<!\p{L})(?:as|at|be|by|cm|he|if|in|is|it|km|kg|mm|no|of|or|so|to|we)(?!\p{L})/iu;

const lastLineSpan = (text: string): readonly [number, number] => {
  const end = pythonStripRange(text)[1];
  return pythonStripRange(text, text.lastIndexOf('\n', end - 1) + 1, end);
};

/** The last line that is not blank, when it is a value and no sentence: `9:2`, `(1, 2)`, `\text{odd}`, `3*sqrt(2)/2`. */
const lastBareLine: Finder = (text): Extraction => {
  const span = lastLineSpan(text);
  const line = text.slice(...span);
  if (line === '') return notFound('nothing but space');
  const rest = line.replace(commands, ' ').replace(classes, ' ').replace(names, ' ');
  return wordOfSentence.test(rest) ? notFound('words in the last line') : found(line, 'last line', span);
};

/** The last line in words, without its final dot: `Evelyn`. What Python calls nothing, true and false is no word. */
const lastWords: Finder = (text): Extraction => {
  const [from, to] = lastLineSpan(text);
  const span = [from, text[to - 1] === '.' ? to - 1 : to] as const;
  const line = text.slice(...span);
  return /^(?:None|True|False)?$/.test(line) ? notFound('no words') : found(line, 'last line', span);
};

/**
 * The answer in what a program printed: the last box, else what follows the last answer marker, else the last line
 * when it is a value and no sentence, else the last number, else the words of the last line.
 */
export const printedAnswerText: Finder = firstOf(boxed, statedAnswer, lastBareLine, lastNumber, lastWords);
