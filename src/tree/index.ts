export * from './pairs.ts';
export * from './read.ts';
export * from './rows.ts';
export { type Placed, placedNodes, type Standing, standingOf } from './standing.ts';
export * from './trajectory.ts';
export { buildTree, type Instruction, type NodeTrial, type PreferenceTree, type TreeNode } from './tree.ts';
