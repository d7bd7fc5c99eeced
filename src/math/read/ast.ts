import type { Rational } from '../rational.ts';

/** What an answer says, as a tree. */
export type Node =
  | { readonly kind: 'number'; readonly value: Rational; readonly literal: string }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'infinity' }
  | { readonly kind: 'empty-set' }
  | { readonly kind: 'negative'; readonly of: Node }
  | Operation
  | { readonly kind: 'function'; readonly name: FunctionName; readonly args: readonly Node[] }
  /** A sum or product over integers. */
  | Series
  /** `f(x)`; with one argument it may as well be a product. */
  | { readonly kind: 'application'; readonly name: string; readonly args: readonly Node[] }
  | {
      readonly kind: 'plus-minus';
      readonly sign: '±' | '∓';
      readonly left: Node | null;
      readonly right: Node;
    }
  | { readonly kind: 'percent'; readonly of: Node }
  | { readonly kind: 'degree'; readonly of: Node }
  | { readonly kind: 'based'; readonly digits: string; readonly base: number }
  | Tuple
  | { readonly kind: 'set'; readonly items: readonly Node[] }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | {
      readonly kind: 'combination';
      readonly sign: '∪' | '∩' | '\\';
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly Node[])[] }
  | Relation
  | { readonly kind: 'ratio'; readonly parts: readonly Node[] }
  /** Something that is never evaluated, e.g. an integral: compared part by part. */
  | { readonly kind: 'form'; readonly name: string; readonly parts: readonly Node[] }
  | { readonly kind: 'text'; readonly text: string };

export type Operation = {
  readonly kind: 'operation';
  readonly sign: '+' | '-' | '*' | '/' | '^';
  readonly left: Node;
  readonly right: Node;
};

export type Series = {
  readonly kind: 'series';
  readonly name: 'sum' | 'prod';
  readonly index: string;
  readonly from: Node;
  readonly to: Node;
  readonly body: Node;
};

/** A tuple, point, vector or interval: which it is, its brackets and the other side decide. */
export type Tuple = {
  readonly kind: 'tuple';
  readonly open: '(' | '[';
  readonly close: ')' | ']';
  readonly items: readonly Node[];
};

export type RelationSign = '=' | '<' | '>' | '≤' | '≥' | '≠' | '≈' | '∈';

/** Sides with signs between them: `a < x ≤ b` has three sides. */
export type Relation = {
  readonly kind: 'relation';
  readonly sides: readonly Node[];
  readonly signs: readonly RelationSign[];
};

/** Functions that are evaluated; `sqrt` takes the index as second argument, `log` the base. */
export type FunctionName =
  | 'sin'
  | 'cos'
  | 'tan'
  | 'cot'
  | 'sec'
  | 'csc'
  | 'arcsin'
  | 'arccos'
  | 'arctan'
  | 'arccot'
  | 'arcsec'
  | 'arccsc'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'exp'
  | 'ln'
  | 'log'
  | 'sqrt'
  | 'abs'
  | 'floor'
  | 'ceil'
  | 'factorial'
  | 'binomial'
  | 'gcd'
  | 'lcm'
  | 'max'
  | 'min'
  | 'mod'
  | 're'
  | 'im';

export const operation = (sign: Operation['sign'], left: Node, right: Node): Node => ({
  kind: 'operation',
  sign,
  left,
  right,
});

export const call = (name: FunctionName, ...args: readonly Node[]): Node => ({
  kind: 'function',
  name,
  args,
});

export const symbol = (name: string): Node => ({ kind: 'symbol', name });

/** The nodes directly below a node. */
export const childrenOf = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'negative':
    case 'percent':
    case 'degree':
      return [node.of];
    case 'operation':
    case 'combination':
      return [node.left, node.right];
    case 'plus-minus':
      return node.left === null ? [node.right] : [node.left, node.right];
    case 'function':
    case 'application':
      return node.args;
    case 'series':
      return [node.from, node.to, node.body];
    case 'tuple':
    case 'set':
    case 'list':
      return node.items;
    case 'matrix':
      return node.rows.flat();
    case 'relation':
      return node.sides;
    case 'ratio':
    case 'form':
      return node.parts;
    default:
      return [];
  }
};

/** The same node over other children, which must be as many. */
export const withChildren = (node: Node, children: readonly Node[]): Node => {
  const child = (index: number): Node => children[index] ?? node;
  switch (node.kind) {
    case 'negative':
    case 'percent':
    case 'degree':
      return { ...node, of: child(0) };
    case 'operation':
    case 'combination':
      return { ...node, left: child(0), right: child(1) };
    case 'plus-minus':
      return node.left === null ? { ...node, right: child(0) } : { ...node, left: child(0), right: child(1) };
    case 'function':
    case 'application':
      return { ...node, args: children };
    case 'series':
      return { ...node, from: child(0), to: child(1), body: child(2) };
    case 'tuple':
    case 'set':
    case 'list':
      return { ...node, items: children };
    case 'matrix': {
      let next = 0;
      return { ...node, rows: node.rows.map(row => row.map(() => child(next++))) };
    }
    case 'relation':
      return { ...node, sides: children };
    case 'ratio':
    case 'form':
      return { ...node, parts: children };
    default:
      return node;
  }
};

/** The names of the symbols in a tree; the constants e, i and π are not among them. */
export const symbolsIn = (node: Node, names: Set<string> = new Set()): Set<string> => {
  if (node.kind === 'symbol' && !constantNames.has(node.name)) names.add(node.name);
  if (node.kind === 'application') names.add(node.name);
  for (const child of childrenOf(node)) symbolsIn(child, names);
  if (node.kind === 'series') names.delete(node.index);
  return names;
};

export const constantNames: ReadonlySet<string> = new Set(['pi', 'e', 'i']);
