import { constantNames, type Node, type Relation, symbolsIn } from '../read/ast.ts';

/** True for what a value is given to: a symbol, `f(x)`, a length, an angle, a word, a tuple of names. */
export const isName = (node: Node): boolean => {
  switch (node.kind) {
    case 'symbol':
      return !constantNames.has(node.name);
    case 'application':
    case 'text':
      return true;
    case 'tuple':
      return node.items.every(isName);
    case 'ratio':
      return node.parts.every(isName);
    case 'form':
      return ['angle', 'triangle', 'bar', 'det'].includes(node.name);
    case 'function':
      return node.name === 'abs' && node.args.every(isName);
    case 'operation':
      return isLength(node) || isQuotient(node) || isInverse(node) || isMeasure(node);
    default:
      return false;
  }
};

/** `AB`, `ABCD`. */
const isLength = (node: Node): boolean =>
  node.kind === 'operation' && node.sign === '*'
    ? isLength(node.left) && isCapital(node.right)
    : isCapital(node);
const isCapital = (node: Node): boolean => node.kind === 'symbol' && /^[A-Z](?:['_].*)?$/.test(node.name);

/** `\frac{AB}{CD}`. */
const isQuotient = (node: Node): boolean =>
  node.kind === 'operation' && node.sign === '/' && isLength(node.left) && isLength(node.right);

/** `f^{-1}(x)`. */
const isInverse = (node: Node): boolean =>
  node.kind === 'operation' &&
  node.sign === '*' &&
  node.left.kind === 'operation' &&
  node.left.sign === '^' &&
  node.left.left.kind === 'symbol' &&
  /^[fgh]$/.test(node.left.left.name);

/** `m\angle A`. */
const isMeasure = (node: Node): boolean =>
  node.kind === 'operation' && node.sign === '*' && node.left.kind === 'symbol' && node.right.kind === 'form';

/**
 * The sides of a chain of equals signs, before any "approximately" unless only a name stands before it; null for
 * another relation.
 */
export const equalSides = (node: Node): readonly Node[] | null => {
  if (node.kind !== 'relation') return null;
  const [name, value] = node.sides;
  if (node.signs.join('') === '≈' && name !== undefined && value !== undefined && isName(name))
    return [name, value];
  const exact = node.signs.indexOf('≈');
  const [signs, sides] =
    exact === -1 ? [node.signs, node.sides] : [node.signs.slice(0, exact), node.sides.slice(0, exact + 1)];
  return signs.every(sign => sign === '=') ? sides : null;
};

/** True for `y = …` or `f(x) = …`, whose right side says all. */
export const isFunctionRule = (name: Node, value: Node): boolean =>
  (name.kind === 'application' || (name.kind === 'symbol' && name.name === 'y')) && symbolsIn(value).size > 0;

export const isInequality = (node: Node): node is Relation =>
  node.kind === 'relation' && node.signs.every(sign => '<>≤≥'.includes(sign));
