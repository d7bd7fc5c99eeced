import { alterations } from './rewritten-alterations.ts';
import { keepers } from './rewritten-keepers.ts';
import type { Change } from './rewritten-parts.ts';

export const changes: readonly Change[] = [...keepers, ...alterations];

/** A gold, an answer made of it, and whether the answer is still right: known from how it was made. */
export type Rewritten = {
  readonly gold: string;
  readonly pred: string;
  readonly equal: boolean;
  /** What was done to the gold. */
  readonly change: string;
};

/**
 * Answers made of golds by changes that keep the value and by others that do not.
 * @param most golds per change, taken from all over the list, so that integers do not drown the rest
 */
export const rewritten = (golds: readonly string[], most: number): readonly Rewritten[] =>
  changes.flatMap(change => {
    const made = golds.flatMap(gold => rewrittenBy(change, gold));
    const step = Math.max(1, made.length / most);
    return made.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
  });

const rewrittenBy = ({ name, keeps, make }: Change, gold: string): readonly Rewritten[] => {
  const pred = make(gold);
  return pred === null || pred === gold ? [] : [{ gold, pred, equal: keeps, change: name }];
};
