import { childrenOf, type Node, operation } from '../read/ast.ts';

type Matrix = Extract<Node, { kind: 'matrix' }>;
type Rows = Matrix['rows'];

/** Most products of cells that are written out. */
const maxProducts = 512;

/** Largest operation that is written out, in nodes: a product of products grows with each factor. */
const maxNodes = 400;

/** What an operation on matrices comes to, cell by cell; null where it is none, is too large, or the shapes do not fit. */
export const matrixResult = (node: Node): Matrix | null => {
  if (node.kind !== 'negative' && node.kind !== 'operation') return null;
  if (nodesIn(node) > maxNodes) return null;
  if (node.kind === 'negative')
    return node.of.kind === 'matrix' ? eachCell(node.of, cell => ({ kind: 'negative', of: cell })) : null;
  if (node.kind !== 'operation') return null;
  const { sign, left, right } = node;
  if (left.kind === 'matrix' && right.kind === 'matrix') {
    if (sign === '*') return multiplied(left.rows, right.rows);
    return sign === '+' || sign === '-' ? addedUp(sign, left.rows, right.rows) : null;
  }
  if (left.kind === 'matrix' && isScalar(right) && (sign === '*' || sign === '/'))
    return eachCell(left, cell => operation(sign, cell, right));
  if (right.kind === 'matrix' && isScalar(left) && sign === '*')
    return eachCell(right, cell => operation('*', left, cell));
  return null;
};

/** How many nodes a tree has; no further than the limit. */
const nodesIn = (node: Node): number => {
  let count = 1;
  for (const child of childrenOf(node)) {
    if (count > maxNodes) break;
    count += nodesIn(child);
  }
  return count;
};

/** What certainly is no matrix: a capital letter may stand for one. */
const isScalar = (node: Node): boolean => {
  switch (node.kind) {
    case 'number':
      return true;
    case 'symbol':
      return !/^[A-Z]/.test(node.name);
    case 'negative':
      return isScalar(node.of);
    case 'operation':
      return isScalar(node.left) && isScalar(node.right);
    case 'function':
      return node.args.every(isScalar);
    default:
      return false;
  }
};

const eachCell = (matrix: Matrix, change: (cell: Node) => Node): Matrix => ({
  kind: 'matrix',
  rows: matrix.rows.map(row => row.map(change)),
});

const addedUp = (sign: '+' | '-', left: Rows, right: Rows): Matrix | null => {
  const rows = left.map((row, at) => {
    const other = right[at] ?? [];
    return row.flatMap((cell, column) => {
      const partner = other[column];
      return partner === undefined ? [] : [operation(sign, cell, partner)];
    });
  });
  const fits =
    left.length === right.length &&
    left.every((row, at) => row.length === right[at]?.length && row.length === rows[at]?.length);
  return fits ? { kind: 'matrix', rows } : null;
};

const multiplied = (left: Rows, right: Rows): Matrix | null => {
  const [inner, width] = [right.length, right[0]?.length ?? 0];
  const fits = left.every(row => row.length === inner) && right.every(row => row.length === width);
  if (!fits || inner === 0 || width === 0 || left.length * inner * width > maxProducts) return null;
  const columns = Array.from({ length: width }, (_, column) => right.flatMap(row => row[column] ?? []));
  return { kind: 'matrix', rows: left.map(row => columns.map(column => scalarProduct(row, column))) };
};

const scalarProduct = (row: readonly Node[], column: readonly Node[]): Node =>
  row
    .flatMap((cell, at) => {
      const partner = column[at];
      return partner === undefined ? [] : [operation('*', cell, partner)];
    })
    .reduce((sum, product) => operation('+', sum, product));
