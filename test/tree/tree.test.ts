import { describe, expect, it } from 'vitest';
import { buildTree, placedNodes, type TreeNode } from '../../src/tree/index.ts';
import { trajectory, treeOfTrajectories, treeOfTrials } from './made-tree.ts';

const shape = (nodes: readonly TreeNode[]): unknown =>
  nodes
    .map(({ text, verdict, trials, children }) => [text, verdict, trials.length, shape(children)])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));

describe('the tree of an instruction', () => {
  it('has the first answers below its root, and the further ones below those before', () => {
    const tree = treeOfTrials([
      [
        ['a', 'incorrect'],
        ['b', 'correct'],
      ],
      [['c', 'correct']],
    ]);
    expect(tree).toMatchObject({ depth: 2, trials: 2, grader: 'strict', sample: 's' });
    expect(shape(tree.children)).toEqual([
      ['a', 'incorrect', 1, [['b', 'correct', 1, []]]],
      ['c', 'correct', 1, []],
    ]);
    for (const node of tree.children) expect(node.parentId).toBe(tree.id);
    const [child] = tree.children.flatMap(({ children }) => children);
    expect(tree.children.map(({ id }) => id)).toContain(child?.parentId);
  });

  it('has one node for the same text below the same parent, with all its trials', () => {
    const tree = treeOfTrials([
      [
        ['a', 'incorrect'],
        ['b', 'correct'],
      ],
      [
        ['a', 'incorrect'],
        ['c', 'incorrect'],
      ],
    ]);
    expect(shape(tree.children)).toEqual([
      [
        ...['a', 'incorrect', 2],
        [
          ['b', 'correct', 1, []],
          ['c', 'incorrect', 1, []],
        ],
      ],
    ]);
    expect(tree.children[0]?.trials.map(({ key }) => key)).toEqual(['k0', 'k1']);
    expect(tree.children[0]?.leadsTo).toBe('correct');
  });

  it('keeps answers to another user turn apart', () => {
    const tree = treeOfTrials([
      [
        ['a', 'incorrect'],
        ['b', 'correct', 'think again'],
      ],
      [
        ['a', 'incorrect'],
        ['b', 'incorrect', 'check the sign'],
      ],
    ]);
    expect(tree.children[0]?.children.map(({ asked }) => asked).sort()).toEqual([
      'check the sign',
      'think again',
    ]);
  });

  it.each([
    [['correct', 'incorrect'], 'disputed'],
    [['correct', 'unscored'], 'correct'],
    [['unscored', 'incorrect'], 'incorrect'],
    [['unscored', 'unjudged'], 'unscored'],
  ] as const)('takes one text that is %j in its trials as %s', (verdicts, together) => {
    const tree = treeOfTrials(verdicts.map(verdict => [['a', verdict]]));
    expect(tree.children.map(({ verdict }) => verdict)).toEqual([together]);
  });

  it('has ids that say nothing of the run, the model or the order', () => {
    const trials = [
      trajectory('k1', [['a', 'correct']]),
      trajectory('k2', [['b', 'incorrect']]),
      trajectory('k3', [['a', 'correct']]),
    ];
    const tree = treeOfTrajectories(trials);
    expect(treeOfTrajectories(trials.toReversed())).toEqual(tree);
    const other = treeOfTrajectories(trials.map(one => ({ ...one, run: 'other', model: 'n' })));
    expect(other.children.map(({ id }) => id)).toEqual(tree.children.map(({ id }) => id));
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
  });

  it('is another one for another instruction, benchmark or sample', () => {
    const asked = (more: object) =>
      buildTree(
        {
          ...{ benchmark: 'b', protocol: 'cot', sample: 's', messages: [{ role: 'user', content: 'q' }] },
          ...more,
        },
        'strict',
        [],
      ).id;
    const ids = [
      {},
      { benchmark: 'c' },
      { sample: 't' },
      { messages: [{ role: 'system', content: 'q' }] },
    ].map(asked);
    expect(new Set(ids).size).toBe(4);
    expect(asked({ protocol: 'pot' })).toBe(ids[0]);
  });

  it('gives each action the dialogue that it answers', () => {
    const tree = treeOfTrials([
      [
        ['a', 'incorrect'],
        ['b', 'correct'],
      ],
    ]);
    expect(placedNodes(tree).map(({ dialogue }) => dialogue)).toEqual([
      [{ role: 'user', content: 'the question' }],
      [
        { role: 'user', content: 'the question' },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: 'after a' },
      ],
    ]);
  });
});
