/**
 * What happened while one window held: the answers, the work in them and the time they took. Pure counting.
 * Work is output tokens where the server counts them, so that long answers are not taken for a slow server.
 */
export type Epoch = {
  readonly startedAt: number;
  sent: number;
  /** The largest number of answers that a try asked for. */
  widest: number;
  /** Answers. */
  answered: number;
  /** Tries that were answered. */
  replies: number;
  work: number;
  /** Tries that the server would not or could not answer. */
  pushedBack: number;
  broken: number;
  /** Sum over time of answers under way, in answer-milliseconds. */
  held: number;
  /** Fewest under way at which a try was pushed back, itself included. */
  pushedBackAt: number;
};

export const startEpoch = (now: number): Epoch => ({
  startedAt: now,
  sent: 0,
  widest: 1,
  answered: 0,
  replies: 0,
  work: 0,
  pushedBack: 0,
  broken: 0,
  held: 0,
  pushedBackAt: Number.POSITIVE_INFINITY,
});

/** Work a millisecond. */
export const goodputOf = (epoch: Epoch, now: number): number =>
  epoch.work / Math.max(epoch.answered > 0 ? 0.001 : 1, now - epoch.startedAt);

/** How much of the window was in use, from 0 to 1. Places too few for a whole try cannot be used. */
export const useOf = (epoch: Epoch, now: number, window: number): number =>
  now <= epoch.startedAt
    ? 1
    : epoch.held / ((now - epoch.startedAt) * Math.max(1, window - (epoch.widest - 1)));

/** Tries that the epoch is about. Refusals are quicker than answers, so what is still under way counts. */
export const triesOf = ({ sent, replies, pushedBack, broken }: Epoch): number =>
  Math.max(1, sent, replies + pushedBack + broken);

/** Part of the tries that failed in a way that load may have caused. */
export const failedShareOf = (epoch: Epoch): number => (epoch.pushedBack + epoch.broken) / triesOf(epoch);
