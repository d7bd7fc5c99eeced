import { createHash } from 'node:crypto';
import type { Key, Message } from '../core/index.ts';
import type { Action, Trajectory } from './trajectory.ts';

/** One trial that took an action, and what was said of the action there. */
export type NodeTrial = {
  readonly run: string;
  readonly model: string;
  readonly key: Key;
  readonly verdict: Action['verdict'];
  readonly reason: string;
};

/** An action. All of it is JSON. */
export type TreeNode = {
  /** SHA-256 of its parent's id, the user turn it answers, and its text: the same in every run. */
  readonly id: string;
  readonly parentId: string;
  /** From 1. */
  readonly turn: number;
  /** The user turn between the parent and this action; null below the root. */
  readonly asked: string | null;
  readonly text: string;
  readonly kind: Action['kind'];
  /** `disputed` when one text was judged right in one trial and wrong in another. */
  readonly verdict: Action['verdict'] | 'disputed';
  readonly reason: string;
  /** What the trials through it came to: right when any did, wrong when all did. */
  readonly leadsTo: Action['leadsTo'];
  /** Trials that took it, in the order of run and key. */
  readonly trials: readonly NodeTrial[];
  readonly children: readonly TreeNode[];
};

/** The root: an instruction as it was asked. */
export type Instruction = {
  readonly benchmark: string;
  readonly protocol: string;
  /** Id of the sample. */
  readonly sample: string;
  /** What was sent first; a prompt of raw text is one user turn. */
  readonly messages: readonly Message[];
};

/** All that was answered to one instruction. All of it is JSON. */
export type PreferenceTree = Instruction & {
  /** SHA-256 of benchmark, sample and messages: the same in every run. */
  readonly id: string;
  readonly grader: string;
  /** Turns of its longest trial. */
  readonly depth: number;
  readonly trials: number;
  readonly children: readonly TreeNode[];
};

export const rootId = ({ benchmark, sample, messages }: Instruction): string =>
  sha256([benchmark, sample, messages.map(({ role, content }) => [role, content])]);

/**
 * The tree of an instruction. The first action of a trial is a child of the root, every further one a child of the one
 * before it. Actions of one text that answer the same user turn after the same actions are one node.
 */
export const buildTree = (
  instruction: Instruction,
  grader: string,
  trajectories: readonly Trajectory[],
): PreferenceTree => {
  const id = rootId(instruction);
  const paths = trajectories.toSorted(byRunAndKey).filter(({ actions }) => actions.length > 0);
  return {
    ...instruction,
    ...{ id, grader, trials: paths.length },
    depth: Math.max(0, ...paths.map(({ actions }) => actions.length)),
    children: nodesBelow(id, 0, paths),
  };
};

const nodesBelow = (parentId: string, depth: number, paths: readonly Trajectory[]): readonly TreeNode[] => {
  const together = Map.groupBy(
    paths.filter(({ actions }) => actions.length > depth),
    ({ actions }) => sha256([parentId, actions[depth]?.asked, actions[depth]?.text]),
  );
  return [...together]
    .map(([id, through]) => nodeOf(id, parentId, depth, through))
    .sort((a, b) => compare(a.id, b.id));
};

const nodeOf = (id: string, parentId: string, depth: number, through: readonly Trajectory[]): TreeNode => {
  const taken = through.flatMap(({ actions, ...trial }) => {
    const action = actions[depth];
    return action === undefined ? [] : [{ action, ...trial }];
  });
  const actions = taken.map(({ action }) => action);
  const verdict = verdictOf(actions);
  const deciding = actions.find(action => action.verdict === verdict) ?? actions[0];
  return {
    ...{ id, parentId, turn: depth + 1, asked: deciding?.asked ?? null, text: deciding?.text ?? '' },
    ...{ kind: deciding?.kind ?? 'nothing', verdict },
    reason: verdict === 'disputed' ? 'right in one trial and wrong in another' : (deciding?.reason ?? ''),
    leadsTo: outcomeOf(actions),
    trials: taken.map(({ action, run, model, key }) => ({
      ...{ run, model, key, verdict: action.verdict, reason: action.reason },
    })),
    children: nodesBelow(id, depth + 1, through),
  };
};

const verdictOf = (actions: readonly Action[]): TreeNode['verdict'] => {
  const said = new Set(actions.map(({ verdict }) => verdict));
  if (said.has('correct') && said.has('incorrect')) return 'disputed';
  const order = ['correct', 'incorrect', 'unscored'] as const;
  return order.find(verdict => said.has(verdict)) ?? 'unjudged';
};

const outcomeOf = (actions: readonly Action[]): Action['leadsTo'] => {
  if (actions.some(({ leadsTo }) => leadsTo === 'correct')) return 'correct';
  return actions.every(({ leadsTo }) => leadsTo === 'incorrect') ? 'incorrect' : null;
};

const byRunAndKey = (a: Trajectory, b: Trajectory): number =>
  compare(a.run, b.run) || compare(a.key, b.key) || compare(a.model, b.model);

/** By UTF-16 units: the same on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sha256 = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');
