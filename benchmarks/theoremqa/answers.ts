import { type Extraction, type Finder, found, notFound, pythonStrip } from '../../src/core/index.ts';
import {
  afterLast,
  afterReasoning,
  answerMarkers,
  boxed,
  firstOf,
  lastNumber,
  numberInWords,
  option,
} from '../../src/extract/index.ts';
import type { TheoremqaSample } from './sample.ts';

/** The last of the words of truth that stands alone, for an answer without box and marker. */
const lastTruth: Finder = (text): Extraction => {
  const word = [...text.matchAll(/(?<!\p{L})(?:true|false)(?!\p{L})/giu)].at(-1);
  return word === undefined
    ? notFound('neither true nor false')
    : found(word[0], 'last truth value', [word.index, word.index + word[0].length]);
};

const nothingElse: Record<TheoremqaSample['gold']['type'], Finder> = {
  bool: lastTruth,
  option: option('abcdABCD'),
  integer: lastNumber,
  float: lastNumber,
  'list of integer': () => notFound('no box and no marker of an answer'),
  'list of float': () => notFound('no box and no marker of an answer'),
};

const marked = afterLast(answerMarkers);

/** What follows the last marker; of a sentence in words its number, where a number is asked for. */
const markedAnswer = (type: TheoremqaSample['gold']['type']): Finder =>
  type === 'integer' || type === 'float' ? numberInWords(marked) : marked;

/** Behind any reasoning the last box, else after the last marker, else what fits the type of the answer. */
export const writtenAnswer = (text: string, { correctedGold: { type } }: TheoremqaSample): Extraction =>
  afterReasoning(firstOf(boxed, markedAnswer(type), nothingElse[type]))(text);

/** Of what a program printed the last box, else after the last marker, else the last line, without numpy's types. */
export const printedLine = (text: string): Extraction => {
  const extraction = firstOf(boxed, marked, lastValue)(text);
  return extraction.found ? found(withoutNumpyTypes(extraction.value), extraction.how) : extraction;
};

/** numpy 2 shows a number as `np.float64(0.5)`. */
const withoutNumpyTypes = (text: string): string =>
  text
    .slice(0, 4096)
    .replace(/(?:np|numpy)\.(?:float|int|uint|longlong)\d*\(([^()]*)\)/g, '$1')
    .replace(/(?:np|numpy)\.(True|False)_/g, '$1');

/** The last line that the scripts take a program's answer from: what follows its last `is`, `be`, `are` or colon. */
export const eurusPrintedLine = (text: string): Extraction => {
  const words = (pythonStrip(text).split('\n').at(-1) ?? '').split(' ');
  const lead = words.findLastIndex(word => ['is', 'be', 'are'].includes(word) || word.endsWith(':'));
  const answer = pythonStrip(words.slice(lead + 1).join(' ')).replace(/^\.+|\.+$/g, '');
  if (answer === '') return notFound('the last line ends in a lead-in');
  return found(answer, 'last line printed');
};

const lastValue: Finder = (text): Extraction => {
  const line = eurusPrintedLine(text);
  return line.found && line.value === 'None' ? notFound('the program printed None') : line;
};

const triggers = ['The answer is:', 'The answer is', 'the answer is'] as const;

/** Words that the official few-shot scorer acts on wherever they stand. */
const heardWords = /yes|true|no|false|\([a-f]\)/i;

/** After the last trigger of the official few-shot scorer, else the whole text with words it knows, else its last number. */
export const triggeredAnswer = (text: string): Extraction => {
  const repeated = triggers.some(trigger => text.split(trigger).length > 2);
  const first = text.replace(/^\n+|\n+$/g, '');
  const chunk = repeated ? (first.split('\n\n', 1)[0] ?? '') : first;
  const places = triggers.map(trigger => [chunk.lastIndexOf(trigger), trigger] as const);
  const [at, trigger] = places.reduce((best, place) => (place[0] > best[0] ? place : best));
  if (at === -1)
    return heardWords.test(chunk) ? found(chunk, 'the whole text: no trigger') : lastNumber(chunk);
  const said = chunk
    .slice(at + trigger.length)
    .replace(/^\n+|\n+$/g, '')
    .replace(/\.+$/, '')
    .replace(/\/+$/, '')
    .replace(/^ +| +$/g, '');
  return said === '' ? notFound(`nothing after "${trigger}"`) : found(said, `after "${trigger}"`);
};
