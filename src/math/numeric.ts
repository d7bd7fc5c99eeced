import { newBudget, OverBudget } from './budget.ts';
import { equalSides } from './compare/names.ts';
import { childrenOf, type Node } from './read/ast.ts';
import { clean } from './read/clean.ts';
import { readingsOf } from './readings.ts';
import { complexOver } from './value/complex.ts';
import { doubles } from './value/doubles.ts';
import { evaluate } from './value/evaluate.ts';

/** The numbers that an answer states, as doubles. */
export type NumericAnswer = {
  /** One for a plain value, several for a list, tuple, set or vector. */
  readonly values: readonly number[];
  /** True when a percent sign stands behind them, so that a hundredth may be meant. */
  readonly isPercent: boolean;
};

const maxLength = 4096;

/** Reads an answer as numbers, without running any of it; null when it states none. */
export const numericAnswer = (text: string): NumericAnswer | null => {
  if (text.length > maxLength) return null;
  const budget = newBudget();
  try {
    const [reading] = readingsOf(clean(text), budget, 'gold');
    if (reading === undefined || reading.tree === null) return null;
    const stated = statedIn(reading.tree);
    const items = membersOf(stated).map(percentOf);
    const values: number[] = [];
    for (const { node } of items) {
      const context = {
        complex: complexOver(doubles),
        symbols: new Map(),
        budget,
        logBase: 10,
        cost: 1,
      } as const;
      const value = evaluate(statedIn(node), context);
      if (value === null || Math.abs(value.im) > 1e-12 * Math.abs(value.re)) return null;
      values.push(value.re);
    }
    return values.length === 0 ? null : { values, isPercent: items.some(({ isPercent }) => isPercent) };
  } catch (thrown) {
    if (thrown instanceof OverBudget || thrown instanceof RangeError) return null;
    throw thrown;
  }
};

/** The value of `name = value`; of `exact ≈ decimal` the exact one. */
const statedIn = (node: Node): Node => equalSides(node)?.at(-1) ?? node;

const membersOf = (node: Node): readonly Node[] =>
  ['list', 'tuple', 'set', 'matrix'].includes(node.kind) ? childrenOf(node) : [node];

const percentOf = (node: Node): { readonly node: Node; readonly isPercent: boolean } =>
  node.kind === 'percent' ? { node: node.of, isPercent: true } : { node, isPercent: false };
