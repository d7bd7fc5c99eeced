import type { Environment, Interpreter, Node, Value } from './engine.ts';

/** A template asked for more than any chat template needs. The message ends a sentence: `the template …`. */
export class TemplateTooCostly extends Error {}

/** Longest text a template may make or hold together in one value, in UTF-16 units: beyond the context of any model. */
const maxText = 4 * 1024 * 1024;
/** Most items of a list, with all that the items hold. */
const maxItems = 100_000;
/** Evaluations that may stand within each other; real templates stay below 100. */
const maxDepth = 500;
/** Steps that one rendering may take; real templates take fewer than 100,000 for a hundred turns. */
const maxSteps = 4_000_000;

/** One more step for so many UTF-16 units, or items, of a value. */
const unitsAStep = 64;
const itemsAStep = 8;
/** Steps of a loop's turn besides those of what stands in the loop. */
const turnSteps = 20;
/** Comparisons of a search for one step. */
const comparisonsAStep = 4096;

/**
 * What one rendering may still cost. Counted, not timed, so that what renders on one machine renders on all. Every method
 * throws `TemplateTooCostly`.
 */
export type Budget = {
  /** For a value that was made or is looked at as a whole. */
  value(value: Value): void;
  /** For a comparison, which may look at every text in a value. */
  whole(value: Value): void;
  turn(): void;
  /** For looking for one text in another, which may take their product. */
  search(text: string, pattern: string): void;
  /** For a text that is about to be made. */
  text(length: number): void;
  /** For a list that is about to be made. */
  items(count: number): void;
};

export const createBudget = (): Budget => {
  let taken = 0;
  const steps = (count: number): void => {
    taken += count;
    if (taken > maxSteps) throw new TemplateTooCostly('does not come to an end: it was stopped');
  };
  return {
    turn: () => steps(turnSteps),
    search: (text, pattern) => steps((text.length * pattern.length) / comparisonsAStep),
    text,
    items,
    value: value => {
      if (typeof value.value === 'string') text(value.value.length);
      const { units, count } = weigh(value);
      steps(1 + (count === 0 ? units / unitsAStep : count / itemsAStep));
    },
    whole: value => {
      const { units, count } = weigh(value);
      steps(units / unitsAStep + count / itemsAStep);
    },
  };
};

const text = (length: number): void => {
  if (length > maxText) throw new TemplateTooCostly(`makes a text of more than ${maxText} characters`);
};

const items = (count: number): void => {
  if (count > maxItems) throw new TemplateTooCostly(`makes a list of more than ${maxItems} items`);
};

type Weight = { units: number; count: number };

/** Of a value with all that it holds, what stands in it twice counted twice, as it would be written. */
const weigh = (value: Value, weight: Weight = { units: 0, count: 0 }): Weight => {
  const held = value.value;
  if (typeof held === 'string') weight.units += held.length;
  else if (Array.isArray(held) || held instanceof Map) {
    for (const item of held.values() as Iterable<Value>) {
      weight.count += 1;
      weigh(item, weight);
      items(weight.count);
      text(weight.units);
    }
  }
  return weight;
};

/** Makes an interpreter keep to a budget, whatever the template is. */
export const limit = (interpreter: Interpreter, budget: Budget): void => {
  const evaluate = interpreter.evaluate.bind(interpreter);
  let depth = 0;
  interpreter.evaluate = (node: Node | undefined, environment: Environment): Value => {
    depth += 1;
    try {
      if (depth > maxDepth) throw new TemplateTooCostly(`nests more than ${maxDepth} levels deep`);
      const value = evaluate(node, environment);
      budget.value(value);
      return value;
    } finally {
      depth -= 1;
    }
  };
};

/** Python's `range`, whose length is known before it is made. */
export const range = (first: number, second?: number, step = 1): number[] => {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (![start, stop, step].every(Number.isSafeInteger) || step === 0) {
    throw new Error('range() takes whole numbers, the step not 0');
  }
  const length = Math.max(0, Math.ceil((stop - start) / step));
  items(length);
  return Array.from({ length }, (_, at) => start + at * step);
};
