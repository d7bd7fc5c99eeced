import { type Extraction, type Finder, notFound } from '../core/index.ts';

/** The first finder that finds something; else why each of them did not. */
export const firstOf =
  (...finders: readonly Finder[]): Finder =>
  (text): Extraction => {
    const reasons: string[] = [];
    for (const finder of finders) {
      const extraction = finder(text);
      if (extraction.found) return extraction;
      reasons.push(extraction.why);
    }
    return notFound(reasons.join('; '));
  };
