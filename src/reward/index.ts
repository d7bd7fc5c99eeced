export { type ChoicesOptions, choicesOf } from './choices.ts';
export * from './pairs/index.ts';
export {
  type RewardedTask,
  type RewardProgress,
  type RewardResult,
  type RewardRunOptions,
  rewardRun,
} from './reward-run.ts';
