import { type Extraction, type Finder, found } from '../core/index.ts';
import { withoutEmphasis } from './emphasis.ts';

/** Longest sentence that is looked into. */
const maxLength = 500;

/** A number with its sign and currency, not part of a word, a date or a time. */
const number =
  /(?<![\p{L}\p{N}.,:/^_-])-?(?:\\?\$)?-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?(?![\p{L}\p{N}:/^_%-]|[.,]\d)/gu;

/** Words that make another number of the one beside them, or a bound, or a choice. */
const changing = [
  ...['not', 'no', 'neither', 'nor', 'or', 'and', 'either', 'than', 'least', 'most', 'over', 'under'],
  ...['above', 'below', 'between', 'up', 'half', 'halves', 'quarter', 'third', 'thirds', 'twice', 'thrice'],
  ...['double', 'triple', 'times', 'dozen', 'hundred', 'thousand', 'million', 'billion', 'trillion'],
  ...[
    'percent',
    'minus',
    'plus',
    'negative',
    'squared',
    'cubed',
    'square',
    'cube',
    'root',
    'factorial',
    'power',
  ],
  ...[
    'zero',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ],
  ...['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'],
];
const changingWord = new RegExp(`(?<!\\p{L})(?:${changing.join('|')})(?!\\p{L})`, 'iu');

/** Starts with a word of at least two letters; no sign of a formula and no letter that stands for a number. */
const isSentence = (rest: string): boolean =>
  /^(?:\p{L}{2,}|[Aa] )[\p{L} ,.'’"()!?;-]*$/u.test(rest) &&
  !/(?<![\p{L}'’])[^aAI\P{L}](?!\p{L})/u.test(rest) &&
  !changingWord.test(rest);

/** Where an answer is a sentence in plain words with one number in it, that number: `She makes 18 dollars` is 18. */
export const numberInWords =
  (finder: Finder): Finder =>
  (text): Extraction => {
    const extraction = finder(text);
    if (!extraction.found || extraction.span === undefined || extraction.value.length > maxLength)
      return extraction;
    const [start, end] = extraction.span;
    const sentence = text.slice(start, end);
    const [only, ...more] = sentence.matchAll(number);
    if (only === undefined || more.length > 0) return extraction;
    const rest = `${sentence.slice(0, only.index)} ${sentence.slice(only.index + only[0].length)}`;
    if (!isSentence(withoutEmphasis(rest))) return extraction;
    const from = start + only.index;
    return found(only[0], `${extraction.how}, the number in words`, [from, from + only[0].length]);
  };
