import type { Budget } from '../budget.ts';
import { add, divide, integer, negate, type Rational, sameRational } from '../rational.ts';
import { type Node, type Relation, symbol, symbolsIn } from '../read/ast.ts';
import { complexOver } from '../value/complex.ts';
import { doubles } from '../value/doubles.ts';
import { evaluate } from '../value/evaluate.ts';
import { exactValue } from '../value/exact.ts';
import { isInequality } from './names.ts';
import { type Compare, different, type Outcome, outcome } from './outcome.ts';

/** A piece of the real line. An infinite end is an `infinity` node or its negative. */
export type Interval = {
  readonly low: Node;
  readonly high: Node;
  readonly lowClosed: boolean;
  readonly highClosed: boolean;
  /** The variable that an inequality speaks of. */
  readonly variable: string | null;
};

const infinity: Node = { kind: 'infinity' };
const minusInfinity: Node = { kind: 'negative', of: infinity };

/** The pieces that a tree stands for when it is read as a set of reals; null when it is none. */
export const intervalsOf = (node: Node, budget: Budget): readonly Interval[] | null => {
  switch (node.kind) {
    case 'tuple': {
      const [low, high] = node.items;
      if (low === undefined || high === undefined || node.items.length !== 2) return null;
      return [piece(low, node.open === '[', high, node.close === ']')];
    }
    case 'set':
      return node.items.map(item => piece(item, true, item, true));
    case 'symbol':
      return node.name === 'R' || node.name === 'ℝ' ? [wholeLine] : null;
    case 'combination':
      return combined(node.sign, intervalsOf(node.left, budget), intervalsOf(node.right, budget), budget);
    case 'relation':
      return ofRelation(node, budget);
    case 'list': {
      if (!node.items.every(item => item.kind === 'relation' || item.kind === 'combination')) return null;
      const pieces = node.items.map(item => intervalsOf(item, budget));
      return pieces.every(one => one !== null) ? pieces.flat() : null;
    }
    default:
      return null;
  }
};

const piece = (
  low: Node,
  lowClosed: boolean,
  high: Node,
  highClosed: boolean,
  variable: string | null = null,
): Interval => ({ low, lowClosed, high, highClosed, variable });

const wholeLine = piece(minusInfinity, false, infinity, false);

const combined = (
  sign: string,
  left: readonly Interval[] | null,
  right: readonly Interval[] | null,
  budget: Budget,
): readonly Interval[] | null => {
  if (left === null || right === null) return null;
  if (sign === '∪') return [...left, ...right];
  // All reals but a few points.
  const arePoints = right.every(({ low, high }) => low === high);
  return sign === '\\' && arePoints && left.length === 1 && left[0] === wholeLine
    ? without(
        right.map(({ low }) => low),
        budget,
      )
    : null;
};

/** The line without some points. */
const without = (
  points: readonly Node[],
  budget: Budget,
  variable: string | null = null,
): readonly Interval[] | null => {
  const sorted = points
    .map(point => ({ point, value: doubleOf(point, budget) }))
    .sort((a, b) => a.value - b.value);
  if (sorted.some(({ value }) => Number.isNaN(value))) return null;
  const ends = [minusInfinity, ...sorted.map(({ point }) => point), infinity];
  return ends
    .slice(1)
    .map((high, index) => piece(ends[index] ?? minusInfinity, false, high, false, variable));
};

const doubleOf = (node: Node, budget: Budget): number => {
  const value = evaluate(node, {
    complex: complexOver(doubles),
    symbols: new Map(),
    budget,
    logBase: 10,
    cost: 1,
  });
  return value === null || value.im !== 0 ? Number.NaN : value.re;
};

/** The value of a function, `f(x)`, may be what an inequality speaks of. */
const asVariable = (side: Node): Node =>
  side.kind === 'application' && side.args.every(arg => arg.kind === 'symbol')
    ? symbol(`${side.name}(${[...symbolsIn({ kind: 'list', items: side.args })].join()})`)
    : side;

const ofRelation = (relation: Relation, budget: Budget): readonly Interval[] | null => {
  const { signs } = relation;
  const sides = relation.sides.map(asVariable);
  const [first, second] = sides;
  if (signs.length === 1 && signs[0] === '≠' && first?.kind === 'symbol' && second !== undefined) {
    return without([second], budget, first.name);
  }
  if (signs.length === 1 && signs[0] === '∈' && second !== undefined) return intervalsOf(second, budget);
  if (!isInequality(relation)) return null;
  const names = symbolsIn({ kind: 'list', items: sides });
  const [variable] = names;
  if (names.size !== 1 || variable === undefined) return null;
  const halves: Interval[] = [];
  for (const [index, sign] of signs.entries()) {
    const [left, right] = [sides[index], sides[index + 1]];
    const half =
      left === undefined || right === undefined ? null : halfLine(left, sign, right, variable, budget);
    if (half === null) return null;
    halves.push(half);
  }
  return joined(halves);
};

/** Two half-lines of a chain, one bounded below and one above. */
const joined = (halves: readonly Interval[]): readonly Interval[] | null => {
  const [one, two, ...more] = halves;
  if (one === undefined || more.length > 0) return null;
  if (two === undefined) return [one];
  const [lower, upper] = one.high === infinity ? [one, two] : [two, one];
  if (lower.high !== infinity || upper.low !== minusInfinity) return null;
  return [piece(lower.low, lower.lowClosed, upper.high, upper.highClosed, one.variable)];
};

const flipped: Readonly<Record<string, string>> = { '<': '>', '>': '<', '≤': '≥', '≥': '≤' };

/** `x < a`, `a < x` and what is linear in x. */
const halfLine = (
  left: Node,
  sign: string,
  right: Node,
  variable: string,
  budget: Budget,
): Interval | null => {
  if (left.kind === 'symbol' && symbolsIn(right).size === 0) return bounded(sign, right, variable);
  if (right.kind === 'symbol' && symbolsIn(left).size === 0)
    return bounded(flipped[sign] ?? sign, left, variable);
  const difference: Node = { kind: 'operation', sign: '-', left, right };
  const [at0, at1, at2] = [0n, 1n, 2n].map(value =>
    exactValue(difference, new Map([[variable, integer(value)]]), budget),
  );
  if (at0 == null || at1 == null || at2 == null) return null;
  const slope = add(at1, negate(at0));
  if (slope.numerator === 0n || !sameRational(add(at2, negate(at1)), slope)) return null;
  const end = divide(negate(at0), slope);
  if (end === null) return null;
  return bounded(slope.numerator > 0n ? sign : (flipped[sign] ?? sign), numberNode(end), variable);
};

const numberNode = (value: Rational): Node => ({ kind: 'number', value, literal: '' });

const bounded = (sign: string, end: Node, variable: string): Interval => {
  const closed = sign === '≤' || sign === '≥';
  return sign === '<' || sign === '≤'
    ? piece(minusInfinity, false, end, closed, variable)
    : piece(end, closed, infinity, false, variable);
};

/** The same pieces in any order. */
export const compareIntervals = (
  golds: readonly Interval[],
  preds: readonly Interval[],
  compare: Compare,
): Outcome => {
  if (golds.length !== preds.length) return different;
  const left = [...preds];
  for (const gold of golds) {
    const match = left.findIndex(pred => isSamePiece(gold, pred, compare));
    if (match === -1) return different;
    left.splice(match, 1);
  }
  return outcome(true);
};

const isSamePiece = (gold: Interval, pred: Interval, compare: Compare): boolean => {
  if (gold.lowClosed !== pred.lowClosed || gold.highClosed !== pred.highClosed) return false;
  if (gold.variable !== null && pred.variable !== null && gold.variable !== pred.variable) return false;
  return compare(gold.low, pred.low).equal && compare(gold.high, pred.high).equal;
};
