/** What one comparison may still spend. One object for reading, evaluating and comparing both answers. */
export type Budget = {
  steps: number;
  /** How deep a recursion may still go. */
  depth: number;
  /** On the clock of `performance.now()`; a last resort, so that verdicts do not depend on the machine's speed. */
  readonly deadlineMs: number;
};

const maxSteps = 40_000;
const maxDepth = 100;
const maxMs = 1000;

/** Most members of a list, cells of a matrix, readings of plus-minus signs. */
export const maxMembers = 64;

/** Most terms of one sum and factors of one product. */
export const maxTerms = 256;

/** Largest integer that is computed, in bits. */
export const maxBits = 20_000;

/** What one comparison may spend, from now on. */
export const newBudget = (): Budget => ({
  steps: maxSteps,
  depth: maxDepth,
  deadlineMs: performance.now() + maxMs,
});

/** Thrown inside the room when a comparison costs too much; `equal` turns it into a reason. */
export class OverBudget extends Error {}

/** Takes steps off the budget. */
export const spend = (budget: Budget, steps = 1): void => {
  budget.steps -= steps;
  if (budget.steps < 0) throw new OverBudget('it takes too many steps');
  if ((budget.steps & 0xff) === 0 && performance.now() > budget.deadlineMs) {
    throw new OverBudget('it takes too long');
  }
};

/** Runs something one level deeper. */
export const deeper = <T>(budget: Budget, run: () => T): T => {
  spend(budget);
  if (budget.depth <= 0) throw new OverBudget('it is nested too deeply');
  budget.depth -= 1;
  try {
    return run();
  } finally {
    budget.depth += 1;
  }
};
