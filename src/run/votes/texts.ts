/** Texts, each known by a number from 0. */
export type Texts = {
  /** The number of a text; mostly the same for the same text. */
  numberOf(text: string): number;
  at(number: number): string;
};

/** Texts whose numbers are known at the same time: answers that are the same mostly come near each other. */
const mostKnown = 100_000;

/** Keeps what is said again and again once. */
export const createTexts = (): Texts => {
  const texts: string[] = [];
  const known = new Map<string, number>();
  return {
    numberOf: text => {
      const before = known.get(text);
      if (before !== undefined) return before;
      if (known.size === mostKnown) known.clear();
      const own = copyOf(text);
      const number = texts.push(own) - 1;
      known.set(own, number);
      return number;
    },
    at: number => texts[number] ?? '',
  };
};

/** Shorter texts are no part of another one. */
const shortestSlice = 13;

/** A text that was cut out of an answer keeps all of the answer in memory. */
const copyOf = (text: string): string =>
  text.length < shortestSlice ? text : (JSON.parse(JSON.stringify(text)) as string);
