import { pythonStrip } from '../../../src/core/index.ts';
import { isIn, keywordPattern, wordPattern } from '../text/pattern.ts';
import { countMatches } from '../text/python.ts';
import type { Kind } from './given.ts';

const existence: Kind = given => {
  const patterns = given.texts('keywords').map(keywordPattern);
  return text => patterns.every(pattern => isIn(text, pattern));
};

const frequency: Kind = given => {
  const pattern = keywordPattern(pythonStrip(given.text('keyword')));
  const isEnough = given.compared('relation', 'frequency');
  return text => isEnough(countMatches(text, pattern));
};

const forbiddenWords: Kind = given => {
  const patterns = given.texts('forbidden_words').map(wordPattern);
  return text => !patterns.some(pattern => isIn(text, pattern));
};

/** The reference counts a letter drawn at random where the data asks for a sign that is none. */
const letterFrequency: Kind = given => {
  const letter = given.text('letter').toLowerCase();
  const isEnough = given.compared('let_relation', 'let_frequency');
  return text => isEnough(text.toLowerCase().split(letter).length - 1);
};

export const keywords: Readonly<Record<string, Kind>> = {
  existence,
  frequency,
  forbidden_words: forbiddenWords,
  letter_frequency: letterFrequency,
};
