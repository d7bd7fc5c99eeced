import { francCodes, langdetectCode } from './codes.ts';
import { isPlainlyEnglish } from './english.ts';

/** The language of a text in langdetect's codes, `unknown`, or null when it holds no letters to go by. */
export type LanguageDetector = (text: string) => string | null;

let detector: Promise<LanguageDetector> | undefined;

/** Loads what detection needs, once, when the first answer asks for it. */
export const loadLanguageDetector = (): Promise<LanguageDetector> => {
  detector ??= load();
  return detector;
};

const load = async (): Promise<LanguageDetector> => {
  const [{ franc }, { languageOfCapitals }] = await Promise.all([import('franc'), import('./capitals.ts')]);
  return text => {
    const plain = withoutAddresses(text.slice(0, longest));
    if (!/\p{L}/u.test(plain)) return null;
    if (isInCapitals(plain)) return languageOfCapitals(plain);
    if (isPlainlyEnglish(plain)) return 'en';
    return langdetectCode(franc(plain, { only: [...francCodes], minLength: 1 })) ?? 'unknown';
  };
};

/** langdetect reads so much of a text. */
const longest = 10_000;

const withoutAddresses = (text: string): string =>
  text.replace(/https?:\/\/[-_.?&~;+=/#0-9A-Za-z]{1,2076}/g, ' ');

/** True when the letters are capitals A–Z, but for a few of other kinds. */
const isInCapitals = (text: string): boolean => {
  const capitals = countOf(text, /[A-Z]/g);
  const letters = countOf(text, /\p{L}/gu);
  return capitals > 0 && !/\p{Ll}/u.test(text) && (letters - capitals) * 20 < letters;
};

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
