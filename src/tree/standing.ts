import type { Message } from '../core/index.ts';
import type { PreferenceTree, TreeNode } from './tree.ts';

/** Whether an action is right or wrong, and how that is known: by its own verdict, or by what came of it in the end. */
export type Standing = {
  readonly is: 'correct' | 'incorrect';
  readonly by: 'verdict' | 'outcome';
};

/**
 * An answer stands as it was judged. Code that ran in between stands as the trials that went through it ended. A reply
 * nobody understood is wrong when they ended wrong, and never right: what came right later owes nothing to it. Null where
 * neither is known.
 */
export const standingOf = ({ kind, verdict, leadsTo }: TreeNode): Standing | null => {
  if (verdict === 'correct' || verdict === 'incorrect') return { is: verdict, by: 'verdict' };
  if (kind === 'proposal' || verdict !== 'unjudged' || leadsTo === null) return null;
  if (kind === 'nothing' && leadsTo === 'correct') return null;
  return { is: leadsTo, by: 'outcome' };
};

/** An action and the dialogue that it answers: instruction, actions, and what the environment and a critic said. */
export type Placed = { readonly node: TreeNode; readonly dialogue: readonly Message[] };

/** Every action of a tree: by turn, then by id. */
export const placedNodes = (tree: PreferenceTree): readonly Placed[] => {
  const placed: Placed[] = [];
  let level: readonly Placed[] = below(tree.children, tree.messages);
  while (level.length > 0) {
    placed.push(...level.toSorted((a, b) => (a.node.id < b.node.id ? -1 : 1)));
    level = level.flatMap(({ node, dialogue }) =>
      below(node.children, [...dialogue, { role: 'assistant', content: node.text }]),
    );
  }
  return placed;
};

const below = (children: readonly TreeNode[], dialogue: readonly Message[]): readonly Placed[] =>
  children.map(node => ({
    node,
    dialogue: node.asked === null ? dialogue : [...dialogue, { role: 'user', content: node.asked }],
  }));
