import type { Sample, Scorer } from '../core/index.ts';
import { eurus2404Equal, eurusEqual } from '../math/index.ts';
import { comparison } from './comparison.ts';

/** `evaluate_math` of the Eurus scripts (revision E3) as far as text and numbers decide; unscored beyond. */
export const eurusMath = <S extends Sample>(): Scorer<S> => comparison(eurusEqual);

/**
 * `math_equal` as the Eurus scripts of April 2024 (revision E1) call it; unscored where only algebra could tell.
 * @param options.twoPis accept π as 3.14 too, as their script for MATH does and that for word problems does not
 */
export const eurus2404Math = <S extends Sample>(options: { readonly twoPis: boolean }): Scorer<S> =>
  comparison((gold, answer) => eurus2404Equal(gold, answer, options));
