import { createRandom, type Random } from '../metric/index.ts';
import { type Placed, placedNodes, type Standing, standingOf } from './standing.ts';
import { compare, type PreferenceTree } from './tree.ts';

export const pairKinds = ['trajectories', 'actions', 'both'] as const;

export type PairKinds = (typeof pairKinds)[number];

export type PairOptions = {
  readonly kinds: PairKinds;
  /** Most pairs of a tree. */
  readonly maxPairs: number;
  /** Most pairs of a tree that one text stands in. */
  readonly maxUses: number;
  /** Deeper trees give no pairs of actions: N turns would give N × N of them. */
  readonly maxDepth: number;
  /** False: only what was judged itself, and not code by what came of it. */
  readonly outcomes: boolean;
  readonly seed: number;
};

/** Of the paper, Appendix B: N × N ≤ 10, at most 9 pairs, each action in at most 3. */
export const paperPairs: PairOptions = {
  ...{ kinds: 'both', maxPairs: 9, maxUses: 3, maxDepth: 3 },
  ...{ outcomes: true, seed: 0 },
};

/** A right action and a wrong one. */
export type Pair = {
  /** `trajectory`: both answer the same dialogue. `action`: of other turns, each taken as an answer to the instruction. */
  readonly kind: 'trajectory' | 'action';
  readonly chosen: Placed;
  readonly rejected: Placed;
};

/**
 * The pairs of a tree, as the paper makes them (§2.3, Appendix B), balanced. First one pair of trajectories for each
 * dialogue that was answered both right and wrong, from the first turn on; then pairs of actions, drawn at random; then
 * further pairs of trajectories, drawn at random: as long as the tree has fewer than `maxPairs`, and never a text in more
 * than `maxUses`. The same tree and seed give the same pairs.
 */
export const pairsOf = (tree: PreferenceTree, options: PairOptions): readonly Pair[] => {
  const random = createRandom(`${options.seed}/${tree.id}`);
  const placed = placedNodes(tree);
  const judged = placed.filter(({ node }) => standingOf(node)?.by === 'verdict');
  const balance = balanceOf(options);
  const { kinds, outcomes, maxPairs } = options;
  const dialogues = kinds === 'actions' ? [] : trajectoryPairs(outcomes ? placed : judged, maxPairs, random);
  for (const pairs of dialogues) pairs.some(balance.take);
  if (kinds !== 'trajectories' && tree.depth <= options.maxDepth) {
    for (const pair of shuffled(actionPairs(judged, options, random), random)) balance.take(pair);
  }
  for (const pair of shuffled(dialogues.flat(), random)) balance.take(pair);
  return balance.taken.toSorted(inOrder);
};

/** By dialogue, from the first turn on: the pairs of a right and a wrong answer to it, in random order. */
const trajectoryPairs = (
  placed: readonly Placed[],
  most: number,
  random: Random,
): readonly (readonly Pair[])[] => {
  const siblings = Map.groupBy(placed, ({ node }) => `${node.parentId}/${node.asked ?? ''}`);
  return [...siblings.values()].map(nodes =>
    shuffled(
      pairsBetween('trajectory', few(right(nodes), most, random), few(wrong(nodes), most, random)),
      random,
    ),
  );
};

/**
 * Every right answer with every wrong one, whatever their turns: each stands alone, so they are of those that were judged
 * themselves, and of one text its first place. Beside pairs of trajectories those of one turn are left out, as in the paper,
 * because they are there already.
 */
const actionPairs = (
  judged: readonly Placed[],
  { kinds, maxPairs }: PairOptions,
  random: Random,
): readonly Pair[] => {
  const byText = [...Map.groupBy(judged, ({ node }) => node.text).values()];
  // A text that is right at one turn and wrong at another answers other questions there.
  const single = byText.flatMap(nodes =>
    new Set(nodes.map(({ node }) => node.verdict)).size === 1 ? nodes.slice(0, 1) : [],
  );
  const fewOfEach = (nodes: readonly Placed[]): readonly Placed[] =>
    [...Map.groupBy(nodes, ({ node }) => node.turn).values()].flatMap(of => few(of, maxPairs, random));
  const pairs = pairsBetween('action', fewOfEach(right(single)), fewOfEach(wrong(single)));
  return kinds === 'both'
    ? pairs.filter(({ chosen, rejected }) => chosen.node.turn !== rejected.node.turn)
    : pairs;
};

const pairsBetween = (
  kind: Pair['kind'],
  chosen: readonly Placed[],
  rejected: readonly Placed[],
): readonly Pair[] =>
  chosen.flatMap(one =>
    rejected.flatMap(other =>
      one.node.text === other.node.text ? [] : [{ kind, chosen: one, rejected: other }],
    ),
  );

const right = (nodes: readonly Placed[]): readonly Placed[] => standing(nodes, 'correct');
const wrong = (nodes: readonly Placed[]): readonly Placed[] => standing(nodes, 'incorrect');

/** An empty answer teaches nothing. */
const standing = (nodes: readonly Placed[], is: Standing['is']): readonly Placed[] =>
  nodes.filter(({ node }) => standingOf(node)?.is === is && node.text.trim() !== '');

/** As many as can stand in pairs at all, drawn at random: hundreds of trials would make tens of thousands of pairs. */
const few = (nodes: readonly Placed[], most: number, random: Random): readonly Placed[] =>
  nodes.length <= most ? nodes : shuffled(nodes, random).slice(0, most);

const shuffled = <T>(items: readonly T[], random: Random): readonly T[] => {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const drawn = random.below(last + 1);
    const [a, b] = [mixed[last] as T, mixed[drawn] as T];
    mixed[last] = b;
    mixed[drawn] = a;
  }
  return mixed;
};

type Balance = { readonly taken: readonly Pair[]; readonly take: (pair: Pair) => boolean };

const balanceOf = ({ maxPairs, maxUses }: PairOptions): Balance => {
  const taken: Pair[] = [];
  const uses = new Map<string, number>();
  const known = new Set<Pair>();
  return {
    taken,
    take: pair => {
      const texts = [pair.chosen.node.text, pair.rejected.node.text];
      if (taken.length >= maxPairs || known.has(pair)) return false;
      if (texts.some(text => (uses.get(text) ?? 0) >= maxUses)) return false;
      for (const text of texts) uses.set(text, (uses.get(text) ?? 0) + 1);
      known.add(pair);
      taken.push(pair);
      return true;
    },
  };
};

/** Of trajectories first, then by turn. */
const inOrder = (a: Pair, b: Pair): number =>
  -compare(a.kind, b.kind) ||
  a.chosen.node.turn - b.chosen.node.turn ||
  compare(a.chosen.node.id, b.chosen.node.id) ||
  compare(a.rejected.node.id, b.rejected.node.id);
