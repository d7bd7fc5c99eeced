import { correct, incorrect, type Judgement, noAnswer, type Sample, type Scorer } from '../core/index.ts';
import { equal } from '../math/index.ts';

/** Correct when the answer equals the sample's target as mathematics. */
export const mathEquivalence =
  (): Scorer =>
  ({ sample, extraction }): Judgement => {
    if (!extraction.found) return noAnswer(extraction.why);
    const { equal: same, reason } = equal(sample.target, extraction.value);
    return same ? correct(reason) : incorrect(reason);
  };

/** A rule that compares two answers and says why. */
export type Comparison = (
  gold: string,
  answer: string,
) => { readonly equal: boolean; readonly reason: string };

/** Correct when a rule of a grader's own says so. */
export const comparison =
  <S extends Sample>(
    compare: Comparison,
    goldOf: (sample: S) => string = sample => sample.target,
  ): Scorer<S> =>
  ({ sample, extraction }): Judgement => {
    if (!extraction.found) return noAnswer(extraction.why);
    const { equal: same, reason } = compare(goldOf(sample), extraction.value);
    return same ? correct(reason) : incorrect(reason);
  };
