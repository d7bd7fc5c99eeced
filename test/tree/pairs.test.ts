import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Pair,
  type PairOptions,
  pairKinds,
  pairsOf,
  paperPairs,
  standingOf,
} from '../../src/tree/index.ts';
import { type MadeAction, trajectory, treeOfTrajectories, treeOfTrials } from './made-tree.ts';

const texts = ({ kind, chosen, rejected }: Pair): string =>
  `${kind}: ${chosen.node.text} > ${rejected.node.text}`;

const pairs = (
  trials: Parameters<typeof treeOfTrials>[0],
  more: Partial<PairOptions> = {},
): readonly string[] => pairsOf(treeOfTrials(trials), { ...paperPairs, ...more }).map(texts);

/** One trial that was wrong twice and then right, and one that was right at once. */
const two: readonly (readonly MadeAction[])[] = [
  [
    ['w1', 'incorrect'],
    ['w2', 'incorrect'],
    ['r3', 'correct'],
  ],
  [['r1', 'correct']],
];

describe('pairs', () => {
  it('of trajectories are right and wrong answers to the same dialogue', () => {
    expect(pairs(two, { kinds: 'trajectories' })).toEqual(['trajectory: r1 > w1']);
  });

  it('of actions are right and wrong answers of any turn', () => {
    expect([...pairs(two, { kinds: 'actions' })].sort()).toEqual([
      ...['action: r1 > w1', 'action: r1 > w2', 'action: r3 > w1', 'action: r3 > w2'],
    ]);
  });

  it('of both kinds leave out pairs of actions of one turn, which are trajectories already', () => {
    expect([...pairs(two)].sort()).toEqual([
      ...['action: r1 > w2', 'action: r3 > w1', 'action: r3 > w2', 'trajectory: r1 > w1'],
    ]);
  });

  it('of actions are none in a tree of four turns: 4 × 4 is more than 10', () => {
    const [first = [], ...rest] = two;
    const deep = [[...first.slice(0, 2), ['w3', 'incorrect'] as const, ['r4', 'correct'] as const], ...rest];
    expect(pairs(deep)).toEqual(['trajectory: r1 > w1']);
    expect(pairs(deep, { maxDepth: 4 }).length).toBeGreaterThan(1);
  });

  it('give every dialogue its pair before any has two', () => {
    const wide: (readonly MadeAction[])[] = Array.from({ length: 20 }, (_, index) => [
      [`first ${index}`, index % 2 === 0 ? 'correct' : 'incorrect'],
    ]);
    const below: (readonly MadeAction[])[] = ['x', 'y'].map(text => [
      ['shared', 'incorrect'],
      [text, text === 'x' ? 'correct' : 'incorrect'],
    ]);
    const made = pairs([...wide, ...below], { kinds: 'trajectories' });
    expect(made).toHaveLength(9);
    expect(made).toContain('trajectory: x > y');
  });

  it('leave out what could not be scored, is disputed, or is empty', () => {
    expect(
      pairs([
        [['r', 'correct']],
        [['u', 'unscored']],
        [['d', 'correct']],
        [['d', 'incorrect']],
        [[' ', 'incorrect']],
      ]),
    ).toEqual([]);
  });

  it('take code by what the trials through it came to', () => {
    const tree = treeOfTrials([
      [
        ['good code', 'unjudged'],
        ['r', 'correct'],
      ],
      [
        ['bad code', 'unjudged'],
        ['w', 'incorrect'],
      ],
    ]);
    const made = pairsOf(tree, { ...paperPairs, kinds: 'trajectories' });
    expect(made.map(texts)).toEqual(['trajectory: good code > bad code']);
    expect(pairsOf(tree, { ...paperPairs, kinds: 'trajectories', outcomes: false })).toEqual([]);
    expect(made.map(({ chosen }) => standingOf(chosen.node))).toEqual([{ is: 'correct', by: 'outcome' }]);
    expect(
      pairs(
        [
          [
            ['good code', 'unjudged'],
            ['r', 'correct'],
          ],
          [['w', 'incorrect']],
        ],
        { kinds: 'actions' },
      ),
    ).toEqual(['action: r > w']);
  });

  it('are the same for one seed and others for another', () => {
    const many: (readonly MadeAction[])[] = Array.from({ length: 30 }, (_, index) => [
      [`answer ${index}`, index % 3 === 0 ? 'correct' : 'incorrect'],
    ]);
    expect(pairs(many)).toEqual(pairs(many));
    expect(pairs(many, { seed: 1 })).not.toEqual(pairs(many));
  });
});

const anyAction = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', ''),
  fc.constantFrom('correct', 'incorrect', 'incorrect', 'unscored', 'unjudged'),
);
const anyTrials = fc.array(fc.array(anyAction, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 24,
});
const anyOptions = fc.record({
  kinds: fc.constantFrom(...pairKinds),
  maxPairs: fc.integer({ min: 1, max: 12 }),
  maxUses: fc.integer({ min: 1, max: 4 }),
  maxDepth: fc.integer({ min: 1, max: 4 }),
  outcomes: fc.boolean(),
  seed: fc.nat({ max: 3 }),
});

describe('whatever was answered, pairs', () => {
  it('are balanced, of a right and a wrong text that differ, each once', () => {
    fc.assert(
      fc.property(anyTrials, anyOptions, (trials, options) => {
        const tree = treeOfTrials(trials);
        const made = pairsOf(tree, options);
        const uses = new Map<string, number>();
        for (const { kind, chosen, rejected } of made) {
          expect(standingOf(chosen.node)?.is).toBe('correct');
          expect(standingOf(rejected.node)?.is).toBe('incorrect');
          if (!options.outcomes) expect(standingOf(chosen.node)?.by).toBe('verdict');
          expect(chosen.node.text).not.toBe(rejected.node.text);
          if (kind === 'trajectory') {
            expect(rejected.node.parentId).toBe(chosen.node.parentId);
            expect(rejected.dialogue).toEqual(chosen.dialogue);
          } else {
            expect(tree.depth).toBeLessThanOrEqual(options.maxDepth);
            if (options.kinds === 'both') expect(rejected.node.turn).not.toBe(chosen.node.turn);
          }
          for (const { text } of [chosen.node, rejected.node]) uses.set(text, (uses.get(text) ?? 0) + 1);
        }
        expect(made.length).toBeLessThanOrEqual(options.maxPairs);
        expect(Math.max(0, ...uses.values())).toBeLessThanOrEqual(options.maxUses);
        const ids = made.map(({ kind, chosen, rejected }) => `${kind} ${chosen.node.id} ${rejected.node.id}`);
        expect(new Set(ids).size).toBe(ids.length);
        expect(options.kinds === 'actions' && made.some(({ kind }) => kind === 'trajectory')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on the order in which trials were read', () => {
    const shuffledTrials = anyTrials.chain(trials =>
      fc.tuple(
        fc.constant(trials.map((actions, index) => trajectory(`k${index}`, actions))),
        fc.shuffledSubarray([...trials.keys()], { minLength: trials.length }),
      ),
    );
    fc.assert(
      fc.property(shuffledTrials, anyOptions, ([read, order], options) => {
        const again = order.flatMap(index => read[index] ?? []);
        expect(treeOfTrajectories(again)).toEqual(treeOfTrajectories(read));
        expect(pairsOf(treeOfTrajectories(again), options)).toEqual(
          pairsOf(treeOfTrajectories(read), options),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('are as many as the paper allows where there are enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 3, max: 40 }), (right, wrong) => {
        const trials: MadeAction[][] = [
          ...Array.from({ length: right }, (_, index): MadeAction[] => [[`r${index}`, 'correct']]),
          ...Array.from({ length: wrong }, (_, index): MadeAction[] => [[`w${index}`, 'incorrect']]),
        ];
        // With three texts on one side a draw may come to an end one short of nine.
        expect(pairs(trials).length).toBeGreaterThanOrEqual(Math.min(right, wrong) > 3 ? 9 : 8);
      }),
      { numRuns: 40 },
    );
  });
});
