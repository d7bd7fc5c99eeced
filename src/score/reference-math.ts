import type { Sample, Scorer } from '../core/index.ts';
import {
  gsmPlusEqual,
  hendrycksEqual,
  lmEvalHendrycksEqual,
  minervaEqual,
  prm800kEqual,
  qwenEqual,
  type ReferenceEquality,
} from '../math/index.ts';
import { comparison } from './comparison.ts';

/** A scorer by a rule of others; `goldOf` when the gold is another text than the sample's target. */
type ReferenceScorer = <S extends Sample>(goldOf?: (sample: S) => string) => Scorer<S>;

const scorer =
  (compare: (gold: string, answer: string) => ReferenceEquality): ReferenceScorer =>
  goldOf =>
    comparison(compare, goldOf);

/** The grader of PRM800K; for `boxed`. */
export const prm800kMath: ReferenceScorer = scorer(prm800kEqual);

/** The string comparison of the MATH scripts; for `boxed`. */
export const hendrycksMath: ReferenceScorer = scorer(hendrycksEqual);

/** lm-eval's `hendrycks_math`; for `betweenDollars`. */
export const lmEvalHendrycksMath: ReferenceScorer = scorer(lmEvalHendrycksEqual);

/** lm-eval's `minerva_math`; for `minervaAnswer`. */
export const minervaMath: ReferenceScorer = scorer(minervaEqual);

/** The evaluation scripts of Qwen2.5-Math; for `qwenAnswer`. */
export const qwenMath: ReferenceScorer = scorer(qwenEqual);

/** The scorer of GSM-Plus; for `gsmPlusAnswer`, and for `gsmPlusRefusal` where the gold is `None`. */
export const gsmPlusMath: ReferenceScorer = scorer(gsmPlusEqual);
