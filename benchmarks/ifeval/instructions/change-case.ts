import { countCapitalWords } from '../text/capital-words.ts';
import { isLower, isUpper } from '../text/python.ts';
import type { Check, Kind } from './given.ts';

/** A text in which no language can be detected passes. */
const english =
  (hasCase: (text: string) => boolean): Check =>
  (text, languageOf) => {
    if (!hasCase(text)) return false;
    const language = languageOf(text);
    return language === null || language === 'en';
  };

const capitalWordFrequency: Kind = given => {
  const isEnough = given.compared('capital_relation', 'capital_frequency');
  return text => isEnough(countCapitalWords(text));
};

export const changeCase: Readonly<Record<string, Kind>> = {
  english_capital: () => english(isUpper),
  english_lowercase: () => english(isLower),
  capital_word_frequency: capitalWordFrequency,
};
