import { type Budget, maxBits, spend } from '../budget.ts';
import {
  absolute,
  add,
  bitsOf,
  compareRationals,
  divide,
  floor,
  gcd,
  integer,
  isInteger,
  multiply,
  negate,
  type Rational,
  reduced,
} from '../rational.ts';
import { constantNames, type Node } from '../read/ast.ts';

/** Values of symbols by name. */
export type Assignment = ReadonlyMap<string, Rational>;

/**
 * The exact value of a tree whose symbols have rational values. Null where it is not rational, not defined, or too
 * large to compute: every size is estimated first.
 */
export const exactValue = (node: Node, symbols: Assignment, budget: Budget): Rational | null => {
  spend(budget);
  const inner = (child: Node): Rational | null => exactValue(child, symbols, budget);
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'symbol':
      return constantNames.has(node.name) ? null : (symbols.get(node.name) ?? null);
    case 'negative':
      return apply(negate, inner(node.of));
    case 'percent':
      return apply(value => multiply(value, hundredth), inner(node.of));
    case 'operation': {
      const left = inner(node.left);
      const right = left === null ? null : inner(node.right);
      return left === null || right === null ? null : operate(node.sign, left, right, budget);
    }
    case 'function': {
      const args: Rational[] = [];
      for (const arg of node.args) {
        const value = inner(arg);
        if (value === null) return null;
        args.push(value);
      }
      return applyFunction(node.name, args, budget);
    }
    case 'application': {
      const [only, ...more] = node.args;
      const factor = symbols.get(node.name);
      const value = only === undefined || more.length > 0 ? null : inner(only);
      return factor === undefined || value === null ? null : small(multiply(factor, value), budget);
    }
    case 'series':
      return overRange(node, symbols, budget, (child, assignment) => exactValue(child, assignment, budget));
    default:
      return null;
  }
};

const hundredth: Rational = { numerator: 1n, denominator: 100n };
const zero = integer(0n);

const apply = (change: (value: Rational) => Rational, value: Rational | null): Rational | null =>
  value === null ? null : change(value);

const sizeOf = ({ numerator, denominator }: Rational): number => bitsOf(numerator) + bitsOf(denominator);

/** In lowest terms where it has grown; null when it is too large. */
const small = (value: Rational, budget: Budget): Rational | null => {
  if (absolute(value.numerator) < 0x1_0000_0000_0000n && value.denominator < 0x1_0000_0000_0000n)
    return value;
  const result = reduced(value);
  const bits = sizeOf(result);
  spend(budget, Math.ceil((bits / 300) ** 2));
  return bits > maxBits ? null : result;
};

const operate = (sign: string, left: Rational, right: Rational, budget: Budget): Rational | null => {
  switch (sign) {
    case '+':
      return small(add(left, right), budget);
    case '-':
      return small(add(left, negate(right)), budget);
    case '*':
      return small(multiply(left, right), budget);
    case '/': {
      const quotient = divide(left, right);
      return quotient === null ? null : small(quotient, budget);
    }
    default:
      return power(left, right, budget);
  }
};

/** Integer powers, and roots that come out even. Zero to the power of zero is not defined. */
const power = (base: Rational, exponent: Rational, budget: Budget): Rational | null => {
  const { numerator: up, denominator: down } = reduced(exponent);
  const [magnitude, isNegative] = [absolute(up), up < 0n];
  if (base.numerator === 0n) return up > 0n ? zero : null;
  if (down > 64n) return null;
  const rooted = down === 1n ? base : root(base, Number(down));
  if (rooted === null) return null;
  const isUnit = absolute(rooted.numerator) === rooted.denominator;
  if (isUnit) return integer(rooted.numerator > 0n || magnitude % 2n === 0n ? 1n : -1n);
  if (magnitude > BigInt(maxBits) || sizeOf(rooted) * Number(magnitude) > maxBits) return null;
  spend(budget, 1 + Number(magnitude) / 64);
  const [n, d] = [rooted.numerator ** magnitude, rooted.denominator ** magnitude];
  return isNegative ? divide(integer(d), integer(n)) : { numerator: n, denominator: d };
};

/** The real root when it is rational; of a negative number only odd ones, and those only as `\sqrt[n]`. */
const root = (value: Rational, index: number, ofNegatives = false): Rational | null => {
  const { numerator, denominator } = reduced(value);
  if (numerator < 0n && (index % 2 === 0 || !ofNegatives)) return null;
  const above = integerRoot(absolute(numerator), index);
  const below = integerRoot(denominator, index);
  if (above === null || below === null) return null;
  return { numerator: numerator < 0n ? -above : above, denominator: below };
};

const integerRoot = (value: bigint, index: number): bigint | null => {
  if (value < 2n || index === 1) return value;
  if (bitsOf(value) > 4000) return null;
  const n = BigInt(index);
  // Newton's steps from above.
  let guess = 1n << BigInt(Math.ceil(bitsOf(value) / index) + 1);
  for (;;) {
    const next = ((n - 1n) * guess + value / guess ** (n - 1n)) / n;
    if (next >= guess) break;
    guess = next;
  }
  return guess ** n === value ? guess : null;
};

/** Most factors or terms that are taken one by one. */
const maxTerms = 2000n;

const applyFunction = (name: string, args: readonly Rational[], budget: Budget): Rational | null => {
  const [first = zero, second] = args;
  switch (name) {
    case 'sqrt':
      return rootFunction(first, second ?? integer(2n));
    case 'abs':
      return { ...first, numerator: absolute(first.numerator) };
    case 'floor':
      return integer(floor(first));
    case 'ceil':
      return integer(-floor(negate(first)));
    case 're':
      return first;
    case 'im':
      return zero;
    case 'factorial':
      return factorial(first, budget);
    case 'binomial':
      return second === undefined ? null : binomial(first, second, budget);
    case 'mod':
      return second === undefined ? null : modulo(first, second);
    case 'gcd':
    case 'lcm':
      return divisors(name, args);
    case 'max':
    case 'min':
      return args.reduce((best, value) =>
        compareRationals(value, best) > 0 === (name === 'max') ? value : best,
      );
    default:
      return null;
  }
};

const rootFunction = (value: Rational, index: Rational): Rational | null => {
  const { numerator, denominator } = reduced(index);
  if (denominator !== 1n || numerator < 1n || numerator > 64n) return null;
  return root(value, Number(numerator), true);
};

const factorial = (value: Rational, budget: Budget): Rational | null => {
  const { numerator: n, denominator } = reduced(value);
  if (denominator !== 1n || n < 0n || n > maxTerms) return null;
  spend(budget, Number(n) / 4);
  let product = 1n;
  for (let factor = 2n; factor <= n; factor += 1n) product *= factor;
  return integer(product);
};

const binomial = (above: Rational, below: Rational, budget: Budget): Rational | null => {
  if (!isInteger(above) || !isInteger(below)) return null;
  const [n, k] = [floor(above), floor(below)];
  if (k < 0n || (n >= 0n && k > n)) return zero;
  if (n < 0n) return null;
  const terms = k < n - k ? k : n - k;
  if (terms > maxTerms || bitsOf(n) > 256) return null;
  spend(budget, Number(terms) / 4);
  let result = 1n;
  for (let i = 1n; i <= terms; i += 1n) result = (result * (n - terms + i)) / i;
  return integer(result);
};

const modulo = (value: Rational, modulus: Rational): Rational | null => {
  const quotient = divide(value, modulus);
  return quotient === null ? null : add(value, negate(multiply(modulus, integer(floor(quotient)))));
};

/** Of integers and of fractions. */
const divisors = (name: 'gcd' | 'lcm', args: readonly Rational[]): Rational | null => {
  const common = args.reduce(
    (product, { denominator }) => (product * denominator) / gcd(product, denominator),
    1n,
  );
  const values = args.map(({ numerator, denominator }) => absolute(numerator) * (common / denominator));
  if (values.length === 0 || values.some(value => value === 0n)) return null;
  const result = values.reduce((a, b) => (name === 'gcd' ? gcd(a, b) : (a / gcd(a, b)) * b));
  return reduced({ numerator: result, denominator: common });
};

/** A finite sum or product term by term; null when its bounds are no integers or it has too many terms. */
const overRange = (
  node: Extract<Node, { kind: 'series' }>,
  symbols: Assignment,
  budget: Budget,
  inner: (body: Node, symbols: Assignment) => Rational | null,
): Rational | null => {
  const [from, to] = [inner(node.from, symbols), inner(node.to, symbols)];
  if (from === null || to === null || !isInteger(from) || !isInteger(to)) return null;
  const [first, last] = [floor(from), floor(to)];
  if (last - first > maxTerms) return null;
  let total: Rational | null = integer(node.name === 'sum' ? 0n : 1n);
  for (let k = first; k <= last && total !== null; k += 1n) {
    const term = inner(node.body, new Map(symbols).set(node.index, integer(k)));
    total = term === null ? null : operate(node.name === 'sum' ? '+' : '*', total, term, budget);
  }
  return total;
};
