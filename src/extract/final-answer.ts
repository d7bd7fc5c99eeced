import { afterLast } from './after-marker.ts';
import { afterReasoning } from './after-reasoning.ts';
import { boxed } from './boxed.ts';
import { closingSentence } from './closing-sentence.ts';
import { firstOf } from './first-of.ts';
import { inSentence } from './in-sentence.ts';
import { lastFormula } from './last-formula.ts';
import { lastNumber } from './last-number.ts';
import { numberInWords } from './number-in-words.ts';

/** What stands before an answer in words. */
export const answerMarkers = [
  'answer:',
  'answer**:',
  'answer**\n',
  'answer is',
  'answers are',
  '####',
] as const;

/** What follows the last answer marker; of a sentence in words its only number. */
export const statedAnswer = numberInWords(inSentence(afterLast(answerMarkers)));

/**
 * The answer to a mathematical question: behind the reasoning the sentence that closes it, else the last box, else what
 * follows the last answer marker, else the last formula or number.
 */
export const finalAnswer = afterReasoning(
  firstOf(closingSentence, boxed, statedAnswer, lastFormula, lastNumber),
);
