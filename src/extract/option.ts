import { type Extraction, type Finder, found, notFound } from '../core/index.ts';

/**
 * The last choice that a text makes: `the answer is (B)`, `Answer: B`, `option B`, `\boxed{B}`, `(B)`, or a text that
 * is only a letter. A bare capital letter inside a sentence is none.
 * @param letters the letters there are, e.g. `ABCD`
 */
export const option = (letters: string): Finder => {
  const one = `[${letters.replace(/[^A-Za-z]/g, '')}]`;
  const patterns: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`\\\\boxed ?\\{ ?(?:\\\\text ?\\{ ?)?\\(?(${one})\\)?[^A-Za-z]`, 'g'), 'boxed option'],
    [
      new RegExp(
        `(?:[Aa]nswer|[Oo]ption|[Cc]hoice)(?: is)?(?: option)?:? ?\\*{0,2} ?\\(?(${one})(?![A-Za-z'])`,
        'g',
      ),
      'option after a marker',
    ],
    [new RegExp(`\\((${one})\\)`, 'g'), 'option in parentheses'],
    [new RegExp(`^\\s{0,100}(${one})[.)]?\\s{0,100}$`, 'g'), 'only a letter'],
  ];
  return (text): Extraction => {
    for (const [pattern, how] of patterns) {
      let last: RegExpExecArray | null = null;
      for (const match of text.matchAll(pattern)) last = match;
      const letter = last?.[1];
      if (last === null || letter === undefined) continue;
      const at = last.index + last[0].lastIndexOf(letter);
      return found(letter, how, [at, at + 1]);
    }
    return notFound(`no option of ${letters}`);
  };
};
