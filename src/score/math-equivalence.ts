import { correct, incorrect, type Judgement, noAnswer, type Scorer } from '../core/index.ts';
import { equal } from '../math/index.ts';

/** Correct when the answer equals the sample's target as mathematics. */
export const mathEquivalence =
  (): Scorer =>
  ({ sample, extraction }): Judgement => {
    if (!extraction.found) return noAnswer(extraction.why);
    const { equal: same, reason } = equal(sample.target, extraction.value);
    return same ? correct(reason) : incorrect(reason);
  };
