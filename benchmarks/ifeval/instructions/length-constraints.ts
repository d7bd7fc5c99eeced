import { pythonStrip } from '../../../src/core/index.ts';
import { countMatches, space, wordSign } from '../text/python.ts';
import { countSentences } from '../text/sentences.ts';
import type { Kind } from './given.ts';

const numberSentences: Kind = given => {
  const isEnough = given.compared('relation', 'num_sentences');
  return text => isEnough(countSentences(text));
};

const word = new RegExp(`${wordSign}+`, 'gu');

const numberWords: Kind = given => {
  const isEnough = given.compared('relation', 'num_words');
  return text => isEnough(countMatches(text, word));
};

const divider = new RegExp(`${space}?\\*\\*\\*${space}?`, 'u');

/** Parts between lines of stars; only the first and the last may be blank, and do not count then. */
const numberParagraphs: Kind = given => {
  const wanted = given.count('num_paragraphs');
  return text => {
    const parts = text.split(divider).map(isBlank);
    if (parts.slice(1, -1).includes(true)) return false;
    return parts.filter(blank => !blank).length === wanted;
  };
};

/** Counts paragraphs without the blank ones, but finds the n-th among all of them. */
const nthParagraphFirstWord: Kind = given => {
  const [wanted, nth] = [given.count('num_paragraphs'), given.count('nth_paragraph')];
  const firstWord = given.text('first_word').toLowerCase();
  return text => {
    const paragraphs = text.split('\n\n');
    const count = paragraphs.filter(paragraph => !isBlank(paragraph)).length;
    if (nth > count) return false;
    const paragraph = pythonStrip(paragraphs.at(nth - 1) ?? '');
    return paragraph !== '' && count === wanted && firstWordOf(paragraph) === firstWord;
  };
};

const blank = new RegExp(space, 'u');

const firstWordOf = (paragraph: string): string => {
  const end = paragraph.search(blank);
  const first = (end === -1 ? paragraph : paragraph.slice(0, end)).replace(/^'+/, '').replace(/^"+/, '');
  return (/^[^.,?!'"]*/.exec(first)?.[0] ?? '').toLowerCase();
};

const isBlank = (text: string): boolean => pythonStrip(text) === '';

export const lengthConstraints: Readonly<Record<string, Kind>> = {
  number_sentences: numberSentences,
  number_paragraphs: numberParagraphs,
  number_words: numberWords,
  nth_paragraph_first_word: nthParagraphFirstWord,
};
