import type { Kind } from './given.ts';

/** A text in which no language can be detected passes. */
const responseLanguage: Kind = given => {
  const wanted = given.text('language');
  return (text, languageOf) => {
    const language = languageOf(text);
    return language === null || language === wanted;
  };
};

export const language: Readonly<Record<string, Kind>> = { response_language: responseLanguage };
