import { type Extraction, type Finder, found } from '../core/index.ts';

/**
 * What a finder's line says as an answer: its first sentence; a formula that opens it, without what is said behind
 * it; what follows `is` in a sentence about the answer (`The area of $ABC$ is 12.`).
 */
export const inSentence =
  (finder: Finder): Finder =>
  (text): Extraction => {
    const extraction = finder(text);
    if (!extraction.found) return extraction;
    const [from, to] = answerSpan(extraction.value);
    if (from === 0 && to === extraction.value.length) return extraction;
    return found(extraction.value.slice(from, to), `${extraction.how}, in its sentence`);
  };

type Span = readonly [number, number];

const answerSpan = (line: string): Span => {
  const formula = /^(?:\$[^$\n]{1,1000}\$|\\\([^\n]{1,1000}?\\\))(?=[.,;:!]? +(?:[A-Z(]|<\|))/.exec(
    line,
  )?.[0];
  if (formula !== undefined) return [0, formula.length];
  const end = sentenceEnd(line);
  const start = predicateStart(line.slice(0, end));
  return [start, end];
};

/** Where the first sentence that says a number ends, before its dot. */
const sentenceEnd = (line: string): number => {
  for (const match of line.matchAll(/[.!] +(?=[A-Z][a-z]|I |<\|)/g)) {
    if (/\d/.test(line.slice(0, match.index))) return match.index;
  }
  return line.length;
};

/** Where a value follows the last `is` of a sentence that starts with two words. */
const predicateStart = (sentence: string): number => {
  if (!/^[A-Z][a-z]+ [a-z$\\]/.test(sentence)) return 0;
  let start = 0;
  for (const match of sentence.matchAll(/ (?:is|are|equals) (?=[-+$\\(\d.])/g))
    start = match.index + match[0].length;
  return start;
};
