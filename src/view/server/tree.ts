import { basename } from 'node:path';
import type { Completion, Key, SampleRecord, Verdict } from '../../core/index.ts';
import { actionsOf, buildTree, messagesOf, type Trajectory, type TreeNode } from '../../tree/index.ts';
import type { TreeNodePage, TreePage } from '../api.ts';
import { maxTurns, type ReadTurn } from './episode.ts';
import type { OpenTask } from './library.ts';

/** Characters of a node's line and of its reason. */
const maxLine = 200;
const maxReason = 500;

/** A trial as it was read. */
export type TreeTrial = {
  readonly trial: number;
  readonly completion: Completion | null;
  readonly verdict: Verdict | undefined;
  readonly turns: readonly ReadTurn[];
};

/** The tree of a sample from its trials; null where no trial has a place in it. */
export const treePage = (
  { run, task }: OpenTask,
  sample: SampleRecord,
  trials: readonly TreeTrial[],
  grader: string,
): TreePage | null => {
  const numbers = new Map<Key, number>();
  const trajectories: Trajectory[] = [];
  const names = { run: basename(run.directory), model: run.manifest.identity.model };
  for (const { trial, completion, verdict, turns } of trials) {
    if (completion === null || (completion.episode?.turns ?? 0) > maxTurns) continue;
    const actions = actionsOf(completion, verdict, turns, grader);
    if (typeof actions === 'string') continue;
    const { key } = completion;
    numbers.set(key, trial);
    trajectories.push({ ...names, key, actions });
  }
  if (trajectories.length === 0) return null;
  const { benchmark, protocol } = task;
  const asked = { benchmark, protocol, sample: sample.id, messages: messagesOf(sample.prompt) };
  const tree = buildTree(asked, grader, trajectories);
  return {
    grader,
    trials: tree.trials,
    leftOut: trials.length - tree.trials,
    children: inTrialOrder(tree.children.map(node => nodePage(node, numbers))),
  };
};

const nodePage = (node: TreeNode, numbers: ReadonlyMap<Key, number>): TreeNodePage => {
  const { id, turn, kind, verdict, reason, leadsTo, text, trials, children } = node;
  return {
    // Long enough to tell the nodes of one tree apart.
    id: id.slice(0, 16),
    ...{ turn, kind, verdict, leadsTo },
    reason: reason.slice(0, maxReason),
    line: oneLine(text),
    trials: trials.map(({ key }) => numbers.get(key) ?? 0).sort((a, b) => a - b),
    children: inTrialOrder(children.map(child => nodePage(child, numbers))),
  };
};

/** The order in which the trials are numbered, which is the one a reader knows. */
const inTrialOrder = (nodes: readonly TreeNodePage[]): readonly TreeNodePage[] =>
  nodes.toSorted((a, b) => (a.trials[0] ?? 0) - (b.trials[0] ?? 0));

const oneLine = (text: string): string => {
  const line = text
    .slice(0, 4 * maxLine)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxLine && text.length <= 4 * maxLine ? line : `${line.slice(0, maxLine)}…`;
};
