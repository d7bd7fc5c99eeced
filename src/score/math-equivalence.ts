import { correct, incorrect, type Judgement, noAnswer, type Scorer } from '../core/index.ts';
import { equal, type Meaning } from '../math/index.ts';
import { withSameAnswer } from './same-answer.ts';

/**
 * Correct when the answer equals the sample's target as mathematics.
 * @param meaning what the golds ask for, where it is not the usual: units, order, tolerance
 */
export const mathEquivalence = (meaning: Partial<Meaning> = {}): Scorer =>
  withSameAnswer(
    ({ sample, extraction }): Judgement => {
      if (!extraction.found) return noAnswer(extraction.why);
      const { equal: same, reason } = equal(sample.target, extraction.value, meaning);
      return same ? correct(reason) : incorrect(reason);
    },
    (one, other) => equal(one, other, meaning).equal,
  );
