import type { SameAnswer, Sample, Scorer } from '../core/index.ts';

/** The scorer, with its way to compare two answers in a vote; without one when that is undefined. */
export const withSameAnswer = <S extends Sample>(
  scorer: Scorer<S>,
  sameAnswer: SameAnswer<S> | undefined,
): Scorer<S> =>
  sameAnswer === undefined
    ? (attempt, execute) => scorer(attempt, execute)
    : Object.assign<Scorer<S>, { sameAnswer: SameAnswer<S> }>(
        (attempt, execute) => scorer(attempt, execute),
        { sameAnswer },
      );

/** Answers are the same when their texts are. */
export const sameText: SameAnswer = (one, other) => one === other;
