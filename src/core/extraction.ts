/** The answer or program found in a completion, or why there is none. */
export type Extraction =
  | {
      readonly found: true;
      readonly value: string;
      /** Which rule found it, in a few words: `last \boxed`, `after "####"`. */
      readonly how: string;
      /** Where in the completion's text it stands: start and end in UTF-16 units, where that is known. */
      readonly span?: readonly [number, number];
    }
  | { readonly found: false; readonly why: string };

/** Finds an answer in text: pure, bounded, linear in the length of the text. */
export type Finder = (text: string) => Extraction;

/** An answer, how it was found, and where in the text it stands. */
export const found = (value: string, how: string, span?: readonly [number, number]): Extraction =>
  span === undefined ? { found: true, value, how } : { found: true, value, how, span };

/** No answer, and why none. */
export const notFound = (why: string): Extraction => ({ found: false, why });
