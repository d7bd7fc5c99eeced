import { type Extraction, found, notFound } from '../../src/core/index.ts';
import { type Comparison, shown } from '../../src/score/index.ts';

/** First number after `#### `; for question-and-answer prompts after `The answer is `. */
export const strictMatch = (lead: '#### ' | 'The answer is '): ((text: string) => Extraction) => {
  // The last pattern ends in an unescaped dot: one sign more must follow, and may be the number's own.
  const pattern = lead === '#### ' ? /#### (-?[0-9.,]+)/ : /The answer is (-?[0-9.,]+)[^\n]/;
  return text => {
    const number = pattern.exec(text)?.[1];
    return number === undefined ? notFound(`no number after "${lead}"`) : found(number, `first "${lead}"`);
  };
};

/** The last run of digits, dots, commas and dollar signs. */
export const flexibleExtract = (text: string): Extraction => {
  let last: RegExpMatchArray | null = null;
  for (const match of text.matchAll(/(-?[$0-9.,]{2,})|(-?[0-9]+)/g)) last = match;
  if (last === null) return notFound('no number');
  const end = (last.index ?? 0) + last[0].length;
  return found(last[0], 'last number', [end - last[0].length, end]);
};

/** Equal after commas, dollar signs, all up to the last `#### ` and one final dot are deleted on both sides. */
export const lmEvalEqual = (gold: string, answer: string): Comparison => {
  const [expected, given] = [normalized(gold), normalized(answer)];
  return given === expected
    ? { equal: true, reason: `the answer is ${shown(given)}` }
    : { equal: false, reason: `the answer is ${shown(given)}, expected ${shown(expected)}` };
};

const normalized = (text: string): string => {
  const plain = text.replace(/[,$]/g, '');
  const mark = plain.lastIndexOf('#### ');
  const rest = mark === -1 ? plain : plain.slice(mark + '#### '.length);
  return rest.replace(/\.(?=\n?$)/, '').toLowerCase();
};
