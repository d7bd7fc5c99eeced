/**
 * The names with those most like `wanted` first. Names of models are long and put their parts in any order, so pairs of
 * letters are compared rather than the letters one by one.
 */
export const mostSimilarFirst = (names: readonly string[], wanted: string): readonly string[] => {
  const pairs = pairsOf(wanted);
  const likeness = new Map(names.map(name => [name, overlap(pairsOf(name), pairs)]));
  return names.toSorted((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0));
};

/** Names come from a server: what is beyond this is not looked at. */
const maxLength = 200;

const pairsOf = (name: string): ReadonlySet<string> => {
  const text = name.slice(0, maxLength).toLowerCase();
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
};

/** Share of the pairs that both have, from 0 to 1. */
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const shared = [...a].filter(pair => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
};
