import { type Budget, spend } from '../budget.ts';
import { divide, type Rational, sameRational } from '../rational.ts';
import { type Node, symbolsIn } from '../read/ast.ts';
import { complexOver } from '../value/complex.ts';
import { doubles } from '../value/doubles.ts';
import { evaluate } from '../value/evaluate.ts';
import { exactValue } from '../value/exact.ts';
import { pointAt, realPoints } from '../value/points.ts';

/** The constant by which one expression is the other times, as its sign; 0 when there is none. */
export const proportionSign = (a: Node, b: Node, budget: Budget): number => {
  const names = [...symbolsIn(b, symbolsIn(a))].sort();
  if (names.length === 0) return 0;
  return exactSign(a, b, names, budget) ?? doubleSign(a, b, names, budget);
};

/** Null when a value is not rational. */
const exactSign = (a: Node, b: Node, names: readonly string[], budget: Budget): number | null => {
  let constant: Rational | null = null;
  for (let place = 0; place < realPoints; place += 1) {
    const symbols = pointAt(names, place);
    const [above, below] = [exactValue(a, symbols, budget), exactValue(b, symbols, budget)];
    if (above === null || below === null) return null;
    const quotient = divide(above, below);
    if (quotient === null || quotient.numerator === 0n) return 0;
    if (constant !== null && !sameRational(constant, quotient)) return 0;
    constant = quotient;
  }
  return constant === null ? 0 : constant.numerator > 0n ? 1 : -1;
};

const tolerance = 1e-9;

const doubleSign = (a: Node, b: Node, names: readonly string[], budget: Budget): number => {
  const quotients: number[] = [];
  for (let place = 0; place < realPoints; place += 1) {
    spend(budget);
    const context = {
      complex: complexOver(doubles),
      symbols: pointAt(names, place),
      budget,
      logBase: 10,
      cost: 1,
    } as const;
    const above = evaluate(a, context);
    const below = evaluate(b, context);
    if (above === null || below === null || above.im !== 0 || below.im !== 0) continue;
    quotients.push(above.re / below.re);
  }
  const [first = 0] = quotients;
  const isConstant =
    quotients.length > 1 &&
    quotients.every(
      value => Number.isFinite(value) && Math.abs(value - first) <= tolerance * Math.abs(first),
    );
  return isConstant ? Math.sign(first) : 0;
};
