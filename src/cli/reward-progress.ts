import type { RewardProgress } from '../reward/index.ts';
import type { Terminal } from './terminal.ts';

/** Time between two lines where nothing can be redrawn. */
const lineEveryMs = 10_000;

/**
 * Shows how many answers have been rewarded: a line redrawn in place, or one now and then.
 * @param what is rewarded, several of it
 */
export const rewardProgress = (
  terminal: Terminal,
  quiet: boolean,
  what = 'answers',
): { update(progress: RewardProgress): void; stop(): void } => {
  let saidAtMs = Date.now();
  return {
    update: ({ task, done, planned, failed }) => {
      if (quiet) return;
      const line = `${task}: ${done} of ${planned} ${what}${failed === 0 ? '' : `, ${failed} without a reward`}`;
      if (terminal.live) return terminal.status(line.slice(0, terminal.screen().columns - 1));
      if (Date.now() - saidAtMs < lineEveryMs) return;
      saidAtMs = Date.now();
      terminal.note(line);
    },
    stop: () => {
      if (terminal.live) terminal.status('');
    },
  };
};
