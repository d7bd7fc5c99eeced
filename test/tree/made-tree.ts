import type { Key } from '../../src/core/index.ts';
import { type Action, buildTree, type PreferenceTree, type Trajectory } from '../../src/tree/index.ts';

export type MadeAction = readonly [text: string, verdict: Action['verdict'], asked?: string];

const instruction = {
  ...{ benchmark: 'made', protocol: 'cot', sample: 's' },
  messages: [{ role: 'user', content: 'the question' }],
} as const;

/** One trial: the answer of each turn and its verdict. */
export const trajectory = (key: string, actions: readonly MadeAction[]): Trajectory => {
  const verdicts = actions.map(([, verdict]) => verdict);
  const leadsTo = (from: number): Action['leadsTo'] => {
    const rest = verdicts.slice(from);
    if (rest.includes('correct')) return 'correct';
    return rest.some(verdict => verdict === 'unscored') ? null : 'incorrect';
  };
  return {
    ...{ run: 'run', model: 'm', key: key as Key },
    actions: actions.map(([text, verdict, asked], index) => ({
      ...{ turn: index + 1, text, verdict, reason: `it is ${verdict}`, leadsTo: leadsTo(index) },
      asked: index === 0 ? null : (asked ?? `after ${actions[index - 1]?.[0]}`),
      kind: verdict === 'unjudged' ? 'code' : 'proposal',
    })),
  };
};

export const treeOfTrials = (trials: readonly (readonly MadeAction[])[]): PreferenceTree =>
  treeOfTrajectories(trials.map((actions, trial) => trajectory(`k${trial}`, actions)));

export const treeOfTrajectories = (trajectories: readonly Trajectory[]): PreferenceTree =>
  buildTree(instruction, 'strict', trajectories);
