import { newBudget } from '../../budget.ts';
import { keyOf } from '../../compare/key.ts';
import { type Node, operation } from '../../read/ast.ts';

/**
 * What a parser of sympy makes of a text: an expression; something else that it understands and that no number can be
 * subtracted from (a tuple, a relation); an exception; or what is not known here.
 */
export type SympyReading =
  | { readonly kind: 'expression'; readonly node: Node }
  | { readonly kind: 'other' }
  | { readonly kind: 'error' }
  | { readonly kind: 'unknown' };

/** Thrown inside a reader, never out of it. */
export class Halt extends Error {
  readonly reading: SympyReading;

  /** True for an error that nothing can step back from. */
  readonly final: boolean;

  constructor(kind: 'error' | 'other' | 'unknown', final = kind !== 'error') {
    super(kind);
    this.final = final;
    this.reading = { kind };
  }
}

/** Runs a reader; what is nested too deeply for the stack is left open as well. */
export const readingOf = (read: () => Node | 'other'): SympyReading => {
  try {
    const node = read();
    return node === 'other' ? { kind: 'other' } : { kind: 'expression', node };
  } catch (thrown) {
    if (thrown instanceof Halt) return thrown.reading;
    if (thrown instanceof RangeError) return { kind: 'unknown' };
    throw thrown;
  }
};

/** The product of factors, as a tree of little depth; a variable that comes several times becomes a power. */
export const productOf = (factors: readonly Node[]): Node => {
  if (factors.length < 3) return balanced(factors);
  const counts = new Map<string, number>();
  const others: Node[] = [];
  for (const factor of factors) {
    if (factor.kind === 'symbol') counts.set(factor.name, (counts.get(factor.name) ?? 0) + 1);
    else others.push(factor);
  }
  const powers = [...counts].map(([name, count]): Node => {
    const base: Node = { kind: 'symbol', name };
    return count === 1 ? base : operation('^', base, integerNode(String(count)));
  });
  return balanced([...others, ...powers]);
};

const balanced = (factors: readonly Node[]): Node => {
  const [first, second] = factors;
  if (first === undefined) throw new Halt('error');
  if (second === undefined) return first;
  const middle = factors.length >> 1;
  return operation('*', balanced(factors.slice(0, middle)), balanced(factors.slice(middle)));
};

/** An integer in digits. */
export const integerNode = (digits: string): Node => ({
  kind: 'number',
  value: { numerator: BigInt(digits), denominator: 1n },
  literal: digits,
});

/** A variable, whatever constant its name stands for elsewhere. */
export const variable = (name: string): Node => ({ kind: 'symbol', name: `${name}'` });

/** An unknown function's value: a variable of its own, the same for the same arguments. */
export const application = (name: string, args: readonly Node[]): Node => {
  const budget = newBudget();
  return variable(`${name}(${args.map(arg => keyOf(arg, budget)).join()})`);
};
