import { type Extraction, type Finder, found, notFound, type Sample } from '../../src/core/index.ts';
import {
  afterLast,
  afterReasoning,
  answerMarkers,
  boxed,
  firstOf,
  refusalPhrases,
  withoutReasoning,
} from '../../src/extract/index.ts';
import { isAnswerable } from './sample.ts';

/** What the model commits itself to, where it does. */
const statedAnswer = afterReasoning(firstOf(boxed, afterLast(answerMarkers)));

/** The phrase by which a text says that there is no answer, with any apostrophe; `nonetheless` says no such thing. */
const refusalIn = (text: string): string | undefined => {
  const lower = text.toLowerCase().replaceAll('\u2019', "'");
  return refusalPhrases.find(phrase =>
    phrase === 'none' ? /(?<![a-z])none(?![a-z])/.test(lower) : lower.includes(phrase),
  );
};

/**
 * For a question that cannot be answered, `None` when the text says so in a phrase of the GSM-Plus scorer, unless its
 * box or answer line states a number all the same. Else, and for all other questions, what `finder` finds.
 */
export const refusalOr =
  (finder: Finder) =>
  (text: string, sample: Sample): Extraction => {
    if (isAnswerable(sample)) return finder(text);
    const stated = statedAnswer(text);
    if (stated.found && /\d/.test(stated.value) && refusalIn(stated.value) === undefined) return stated;
    const phrase = refusalIn(withoutReasoning(text));
    return phrase === undefined ? finder(text) : refused(phrase);
  };

/** The rule of the GSM-Plus scorer for what programs print: a phrase of its list, and no mark is asked for. */
export const printedRefusal: Finder = (text): Extraction => {
  const lower = text.toLowerCase();
  const phrase = refusalPhrases.find(words => lower.includes(words));
  return phrase === undefined ? notFound('no phrase for a question without an answer') : refused(phrase);
};

const refused = (phrase: string): Extraction => found('None', `the text says "${phrase}"`);
