import { maxMembers, OverBudget } from '../budget.ts';
import type { Node } from './ast.ts';
import { rowEnd } from './clean.ts';
import { type Cursor, expectSign, isCommand, isSign, peek, take, takeSign, unexpected } from './cursor.ts';

const environments = new Set([
  'matrix',
  'pmatrix',
  'bmatrix',
  'Bmatrix',
  'smallmatrix',
  'array',
  'vmatrix',
  'Vmatrix',
  'cases',
  'aligned',
  'gathered',
]);

/** `\begin{pmatrix} … \end{pmatrix}` and its kind; in `vmatrix` a determinant. */
export const readMatrix = (cursor: Cursor): Node => {
  take(cursor);
  const name = readName(cursor);
  if (!environments.has(name))
    throw unexpected(cursor, `"${name.slice(0, 20)}" is no environment that is read`);
  if (name === 'array' && isSign(peek(cursor), '{')) skipGroup(cursor);
  const { bars } = cursor;
  cursor.bars = 0;
  const rows = readRows(cursor);
  cursor.bars = bars;
  take(cursor);
  readName(cursor);
  if (name === 'cases' || name === 'aligned' || name === 'gathered')
    return {
      kind: 'list',
      items: rows.map(([first, ...rest]) => ({
        kind: 'form',
        name,
        parts: first === undefined ? rest : [first, ...rest],
      })),
    };
  const matrix: Node = { kind: 'matrix', rows };
  return name.toLowerCase() === 'vmatrix' ? { kind: 'form', name: 'det', parts: [matrix] } : matrix;
};

const readRows = (cursor: Cursor): readonly (readonly Node[])[] => {
  const rows: Node[][] = [];
  let row: Node[] = [];
  let cells = 0;
  for (;;) {
    while (isCommand(peek(cursor), 'hline')) take(cursor);
    if (isCommand(peek(cursor), 'end')) break;
    if (peek(cursor).kind === 'end') throw unexpected(cursor, 'a matrix does not close');
    row.push(readCell(cursor));
    cells += 1;
    if (cells > maxMembers * 2) throw new OverBudget('a matrix has too many cells');
    if (takeSign(cursor, '&')) continue;
    rows.push(row);
    row = [];
    if (isSign(peek(cursor), rowEnd) || isCommand(peek(cursor), 'cr')) take(cursor);
    else if (!isCommand(peek(cursor), 'end')) throw unexpected(cursor);
  }
  return rows;
};

const readCell = (cursor: Cursor): Node => {
  const items = cursor.items(cursor);
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'list', items };
};

const readName = (cursor: Cursor): string => {
  expectSign(cursor, '{');
  const name = take(cursor).text;
  expectSign(cursor, '}');
  return name;
};

const skipGroup = (cursor: Cursor): void => {
  while (!isSign(peek(cursor), '}')) {
    if (take(cursor).kind === 'end') throw unexpected(cursor, 'a group does not close');
  }
  take(cursor);
};
