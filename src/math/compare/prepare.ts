import { maxMembers, OverBudget } from '../budget.ts';
import { shift } from '../rational.ts';
import { childrenOf, type Node, operation, withChildren } from '../read/ast.ts';
import { decimalsOf } from '../value/approximation.ts';
import { matrixResult } from './matrix-sums.ts';

/**
 * A tree as it is compared: plus-minus signs as the values they stand for, degree signs at the top taken off, sums and
 * products of matrices written out, long decimals with their power of ten as one number.
 */
export const prepare = (node: Node): Node => withMatrices(withScientific(withoutDegrees(spread(node))));

const withScientific = (node: Node): Node => {
  const children = childrenOf(node);
  if (children.length === 0) return node;
  const inner = withChildren(node, children.map(withScientific));
  if (inner.kind !== 'operation' || inner.sign !== '*' || inner.left.kind !== 'number') return inner;
  const power = powerOfTen(inner.right);
  if (power === null || decimalsOf(inner.left) === null || inner.left.literal.includes('e')) return inner;
  const value = shift(inner.left.value, power);
  return value === null ? inner : { kind: 'number', value, literal: `${inner.left.literal}e${power}` };
};

/** The exponent of `10^{-3}`. */
const powerOfTen = (node: Node): number | null => {
  if (node.kind !== 'operation' || node.sign !== '^') return null;
  if (node.left.kind !== 'number' || node.left.literal !== '10') return null;
  const [sign, exponent] = node.right.kind === 'negative' ? [-1, node.right.of] : [1, node.right];
  return exponent.kind === 'number' && /^\d{1,4}$/.test(exponent.literal)
    ? sign * Number(exponent.literal)
    : null;
};

const withMatrices = (node: Node): Node => {
  if (!hasMatrix(node) || node.kind === 'matrix') return node;
  const inner = withChildren(node, childrenOf(node).map(withMatrices));
  return matrixResult(inner) ?? inner;
};

const hasMatrix = (node: Node): boolean => node.kind === 'matrix' || childrenOf(node).some(hasMatrix);

/** Degree signs outside of functions are a unit. */
const withoutDegrees = (node: Node): Node => {
  if (node.kind === 'degree') return withoutDegrees(node.of);
  if (node.kind === 'function' && node.name !== 'sqrt') return node;
  const children = childrenOf(node);
  return children.length === 0 ? node : withChildren(node, children.map(withoutDegrees));
};

/** A tree with plus-minus signs as a list of trees without; members of lists are spread in place. */
const spread = (node: Node): Node => {
  if (!hasPlusMinus(node)) return node;
  if (node.kind === 'list' || node.kind === 'set') {
    return { ...node, items: node.items.flatMap(item => alternativesOf(item)) };
  }
  return { kind: 'list', items: alternativesOf(node) };
};

const hasPlusMinus = (node: Node): boolean =>
  node.kind === 'plus-minus' || childrenOf(node).some(hasPlusMinus);

const maxSigns = 6;

/** Signs are independent of each other, unless a minus-plus ties them together. */
const alternativesOf = (node: Node): readonly Node[] => {
  const signs = signsIn(node);
  if (signs.length === 0) return [node];
  if (signs.length > maxSigns) throw new OverBudget(`it has more than ${maxSigns} plus-minus signs`);
  if (signs.includes('∓'))
    return [true, false].map(upper =>
      choose(
        node,
        signs.map(() => upper),
        { next: 0 },
      ),
    );
  const count = 2 ** signs.length;
  if (count > maxMembers) throw new OverBudget('it has too many plus-minus signs');
  return Array.from({ length: count }, (_, bits) =>
    choose(
      node,
      signs.map((_sign, index) => ((bits >> index) & 1) === 0),
      { next: 0 },
    ),
  );
};

const signsIn = (node: Node): readonly string[] => [
  ...childrenOf(node).flatMap(signsIn),
  ...(node.kind === 'plus-minus' ? [node.sign] : []),
];

/** The tree with each sign read as its upper or lower half; the order is that of `signsIn`. */
const choose = (node: Node, uppers: readonly boolean[], state: { next: number }): Node => {
  const children = childrenOf(node).map(child => choose(child, uppers, state));
  const chosen = withChildren(node, children);
  if (chosen.kind !== 'plus-minus') return chosen;
  const upper = uppers[state.next] ?? true;
  state.next += 1;
  const isPlus = (chosen.sign === '±') === upper;
  if (chosen.left !== null) return operation(isPlus ? '+' : '-', chosen.left, chosen.right);
  return isPlus ? chosen.right : { kind: 'negative', of: chosen.right };
};
