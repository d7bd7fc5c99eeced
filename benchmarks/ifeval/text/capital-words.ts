import { isUpper, wordSign } from './python.ts';

const edge = `(?!${wordSign})`;
const beginning = `(?<!${wordSign})`;

type Cut = readonly [RegExp, string];

/** Words of two words: `cannot` is two. */
const joined: readonly (readonly [string, string])[] = [
  ['can', 'not'],
  ['d', "'ye"],
  ['gim', 'me'],
  ['gon', 'na'],
  ['got', 'ta'],
  ['lem', 'me'],
  ['more', "'n"],
];

/**
 * Where NLTK's word tokenizer (3.9, in the manner of the Penn Treebank) cuts, in its order. What it only does to signs
 * at the end of a sentence, or to turn quotes, is left out: no word in capitals depends on it.
 */
const cuts: readonly Cut[] = [
  [/[«“‘„]|`+/gu, ' $& '],
  [new RegExp(`'(?!re|ve|ll|m|t|s|d|n)(${wordSign})${edge}`, 'giu'), "' $1"],
  [/([:,])(\P{Nd})/gu, ' $1 $2'],
  [/\.{2,}/gu, ' $& '],
  [/[;@#$%&]/gu, ' $& '],
  [/('(?:[sSmMdD]|ll|LL|re|RE|ve|VE)|n't|N'T)\.(?=[\])}>"'»”’]*(?:\s|$))/gu, '$1 . '],
  [/[?!]/gu, ' $& '],
  [/([^'])' /gu, "$1 ' "],
  [/[*]/gu, ' $& '],
  [/[[\](){}<>]/gu, ' $& '],
  [/--/gu, ' -- '],
  [/[»”’]/gu, ' $& '],
  [/''/gu, " '' "],
  [/"/gu, " '' "],
  [/\s+/gu, ' '],
  [/([^' ])('[sSmMdD]|') /gu, '$1 $2 '],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 '],
  ...joined.map(
    ([first, second]): Cut => [new RegExp(`${beginning}(${first})(${second})${edge}`, 'giu'), ' $1 $2 '],
  ),
  [new RegExp(`${beginning}(wan)(na)(?=\\s)`, 'giu'), ' $1 $2 '],
  [new RegExp(` ('t)(is|was)${edge}`, 'giu'), ' $1 $2 '],
];

/** How many words of a text, as NLTK cuts it, are all in capitals: `I`, `NASA`; `DON'T` is two. */
export const countCapitalWords = (text: string): number => {
  let cut = text;
  for (const [pattern, replacement] of cuts) {
    // The reference puts a blank around the text before it looks at endings.
    if (pattern.source === '[»”’]') cut = ` ${cut} `;
    cut = cut.replace(pattern, replacement);
  }
  return cut.split(/\s+/u).filter(isUpper).length;
};
