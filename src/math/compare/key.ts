import { type Budget, spend } from '../budget.ts';
import { rationalText } from '../rational.ts';
import { childrenOf, type Node } from '../read/ast.ts';

/** A text that is the same for trees that differ only in the order of sums, products and sets. */
export const keyOf = (node: Node, budget: Budget): string => {
  spend(budget);
  const inner = (child: Node): string => keyOf(child, budget);
  switch (node.kind) {
    case 'number':
      return rationalText(node.value);
    case 'symbol':
      return node.name;
    case 'negative':
      return `-(${inner(node.of)})`;
    case 'operation':
      if (node.sign === '+' || node.sign === '-') return `+[${termsOf(node, '', budget).sort().join('|')}]`;
      if (node.sign === '*') return `*[${factorsOf(node, budget).sort().join('|')}]`;
      return `${node.sign}[${inner(node.left)}|${inner(node.right)}]`;
    case 'set':
    case 'list':
      return `${node.kind}[${node.items.map(inner).sort().join('|')}]`;
    case 'tuple':
      return `${node.open}${node.items.map(inner).join('|')}${node.close}`;
    case 'relation':
      return `rel${node.signs.join('')}[${node.sides.map(inner).join('|')}]`;
    case 'matrix':
      return `matrix[${node.rows.map(row => row.map(inner).join('|')).join('||')}]`;
    case 'function':
    case 'application':
    case 'form':
      return `${node.kind} ${node.name}[${childrenOf(node).map(inner).join('|')}]`;
    case 'series':
      return `${node.name} ${node.index}[${childrenOf(node).map(inner).join('|')}]`;
    case 'plus-minus':
    case 'combination':
      return `${node.kind}${node.sign}[${childrenOf(node).map(inner).join('|')}]`;
    case 'based':
      return `${node.digits}_${node.base}`;
    case 'text':
      return `"${node.text}"`;
    default:
      return `${node.kind}[${childrenOf(node).map(inner).join('|')}]`;
  }
};

const termsOf = (node: Node, sign: '' | '-', budget: Budget): string[] => {
  if (node.kind === 'operation' && (node.sign === '+' || node.sign === '-')) {
    const flipped = node.sign === '+' ? sign : sign === '' ? '-' : '';
    return [...termsOf(node.left, sign, budget), ...termsOf(node.right, flipped, budget)];
  }
  if (node.kind === 'negative') return termsOf(node.of, sign === '' ? '-' : '', budget);
  return [sign + keyOf(node, budget)];
};

const factorsOf = (node: Node, budget: Budget): string[] =>
  node.kind === 'operation' && node.sign === '*'
    ? [...factorsOf(node.left, budget), ...factorsOf(node.right, budget)]
    : [keyOf(node, budget)];
