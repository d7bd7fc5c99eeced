import type { Node } from './ast.ts';

/**
 * Several solutions that give values to the same names, `x = 1, y = 2 or x = 3, y = 4`, as `(x, y) = (1, 2)` and
 * `(x, y) = (3, 4)`; null for any other list.
 * @param starts where a solution starts, besides the first one
 */
export const pointsOf = (items: readonly Node[], starts: readonly number[]): readonly Node[] | null => {
  if (starts.length === 0) return null;
  const solutions = [0, ...starts].map((start, index) => items.slice(start, starts[index]));
  const names = namesOf(solutions[0] ?? []);
  if (names === null || new Set(names).size < 2) return null;
  const points: Node[] = [];
  for (const solution of solutions) {
    if (namesOf(solution)?.join(',') !== names.join(',')) return null;
    const values = solution.flatMap(item => (item.kind === 'relation' ? item.sides.slice(1) : []));
    const sides = [tuple(names.map(name => ({ kind: 'symbol', name }))), tuple(values)];
    points.push({ kind: 'relation', sides, signs: ['='] });
  }
  return points;
};

/** The names that are given one value each; null when an item is something else. */
const namesOf = (items: readonly Node[]): readonly string[] | null => {
  const names: string[] = [];
  for (const item of items) {
    const name = item.kind === 'relation' && item.signs.join('') === '=' ? item.sides[0] : undefined;
    if (name?.kind !== 'symbol') return null;
    names.push(name.name);
  }
  return names;
};

const tuple = (items: readonly Node[]): Node => ({ kind: 'tuple', open: '(', close: ')', items });
