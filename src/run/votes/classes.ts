import type { SameAnswer, Sample } from '../../core/index.ts';
import { type Ballot, isLong } from './ballot.ts';

/** Trials of one sample whose answers say the same. */
export type AnswerClass = {
  readonly verdict: 'correct' | 'incorrect';
  /** Of the first of them; null when it is not known. */
  readonly answer: string | null;
  /** From low to high. */
  readonly trials: readonly number[];
};

/** How the trials of one sample vote. */
export type SampleVotes = {
  /** The right class first, then by size, then by the first trial. */
  readonly classes: readonly AnswerClass[];
  /** Trials without an answer. */
  readonly abstained: readonly number[];
  /** Trials that could not be judged: they are left out. */
  readonly unscored: readonly number[];
};

/** What comparing the answers of one sample may take; then they are the same only when their texts are. */
const maxComparisons = 2000;
/** A last resort: one comparison is bounded by itself. */
const maxMs = 5000;

/**
 * Groups the trials of a sample by what they say. Trials that are right are one class. Wrong answers are compared with the
 * first of each class so far, in the order of the trials.
 * @param ballots in the order of their trials
 */
export const classesOf = (ballots: readonly Ballot[], sample: Sample, same: SameAnswer): SampleVotes => {
  const budget = { comparisons: maxComparisons, untilMs: performance.now() + maxMs };
  const texts = new Map<string, Growing>();
  const wrong: Growing[] = [];
  for (const { trial, verdict, answer } of ballots) {
    if (verdict !== 'incorrect' || answer === null) continue;
    let its = texts.get(answer) ?? wrong.find(one => areSame(one.answer, answer, sample, same, budget));
    if (its === undefined) {
      its = { answer, trials: [] };
      wrong.push(its);
    }
    texts.set(answer, its);
    its.trials.push(trial);
  }
  const right = ballots.filter(({ verdict }) => verdict === 'correct');
  const [first] = right;
  return {
    classes: [
      ...(first === undefined
        ? []
        : [{ verdict: 'correct' as const, answer: first.answer, trials: trialsOf(right) }]),
      ...wrong
        .toSorted((a, b) => b.trials.length - a.trials.length || (a.trials[0] ?? 0) - (b.trials[0] ?? 0))
        .map(one => ({ verdict: 'incorrect' as const, ...one })),
    ],
    abstained: trialsOf(
      ballots.filter(
        ({ verdict, answer }) => verdict === 'no-answer' || (verdict === 'incorrect' && answer === null),
      ),
    ),
    unscored: trialsOf(ballots.filter(({ verdict }) => verdict === 'unscored')),
  };
};

type Growing = { readonly answer: string; readonly trials: number[] };

const trialsOf = (ballots: readonly Ballot[]): readonly number[] => ballots.map(({ trial }) => trial);

/** A rule may take the first text for the one that is held against; either way round is good. */
const areSame = (
  one: string,
  other: string,
  sample: Sample,
  same: SameAnswer,
  budget: { comparisons: number; readonly untilMs: number },
): boolean => {
  if (isLong(one) || isLong(other) || budget.comparisons <= 0 || performance.now() > budget.untilMs)
    return false;
  budget.comparisons -= 1;
  try {
    return same(one, other, sample) || same(other, one, sample);
  } catch {
    // A rule that fails on two wrong answers says nothing of them.
    return false;
  }
};
