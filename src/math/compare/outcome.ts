import type { Budget } from '../budget.ts';
import type { Meaning } from '../meaning.ts';
import type { Node } from '../read/ast.ts';

/** How it was decided: by exact numbers, by exact values at points, by values in 60 digits, part by part. */
export type Means = 'text' | 'number' | 'symbolic' | 'sampled' | 'structure';

export type Outcome = { readonly equal: boolean; readonly means: Means };

/** Compares a part of the gold with a part of the answer. */
export type Compare = (gold: Node, pred: Node) => Outcome;

export type Context = {
  readonly budget: Budget;
  readonly meaning: Meaning;
  /** The whole comparison, for parts of parts. */
  readonly compare: Compare;
};

export const outcome = (equal: boolean, means: Means = 'structure'): Outcome => ({ equal, means });

export const different = outcome(false);

/** All pairs in order; equal when there are as many and each is. */
export const allInOrder = (golds: readonly Node[], preds: readonly Node[], compare: Compare): Outcome => {
  if (golds.length !== preds.length) return different;
  for (const [index, gold] of golds.entries()) {
    const pred = preds[index];
    if (pred === undefined || !compare(gold, pred).equal) return different;
  }
  return outcome(true);
};
