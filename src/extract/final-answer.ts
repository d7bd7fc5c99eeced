import { afterLast } from './after-marker.ts';
import { afterReasoning } from './after-reasoning.ts';
import { boxed } from './boxed.ts';
import { firstOf } from './first-of.ts';
import { inSentence } from './in-sentence.ts';
import { lastFormula } from './last-formula.ts';
import { lastNumber } from './last-number.ts';

/** What stands before an answer in words. */
export const answerMarkers = ['answer:', 'answer is', 'answers are', '####'] as const;

/**
 * The answer to a mathematical question: behind the reasoning the last box, else the line after the last answer
 * marker, else the last formula or number.
 */
export const finalAnswer = afterReasoning(
  firstOf(boxed, inSentence(afterLast(answerMarkers)), lastFormula, lastNumber),
);
