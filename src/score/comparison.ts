import {
  correct,
  incorrect,
  type Judgement,
  noAnswer,
  type SameAnswer,
  type Sample,
  type Scorer,
  unscored,
} from '../core/index.ts';
import { withSameAnswer } from './same-answer.ts';

/** What a grader's own rule says of two answers; `equal: null` when the part that would decide is not ours yet. */
export type Comparison = { readonly equal: boolean | null; readonly reason: string };

/**
 * Correct when a grader's own rule says so; unscored where the rule cannot tell.
 * @param compare gets the gold answer first
 */
export const comparison = <S extends Sample>(
  compare: (gold: string, answer: string) => Comparison,
  goldOf: (sample: S) => string = sample => sample.target,
): Scorer<S> =>
  withSameAnswer(comparisonWith(compare, goldOf), (one, other) => compare(one, other).equal === true);

/** The same for golds that are no texts. @param sameAnswer how two answers are compared in a vote */
export const comparisonWith = <S extends Sample, G>(
  compare: (gold: G, answer: string) => Comparison,
  goldOf: (sample: S) => G,
  sameAnswer?: SameAnswer<S>,
): Scorer<S> =>
  withSameAnswer(({ sample, extraction }): Judgement => {
    if (!extraction.found) return noAnswer(extraction.why);
    const { equal, reason } = compare(goldOf(sample), extraction.value);
    if (equal === null) return unscored(reason);
    return equal ? correct(reason) : incorrect(reason);
  }, sameAnswer);
