import type { CallContext } from './gate.ts';
import type { Prompt } from './prompt.ts';

/**
 * How a reward is asked for: a pair of texts (`score`), a conversation as a sequence to classify (`classify`,
 * `predict`), a reward head's numbers (`pooling`), several answers to one question (`rerank`), or the word that a model
 * would say next (`judge`).
 */
export const rewardKinds = ['score', 'classify', 'pooling', 'rerank', 'predict', 'judge'] as const;

export type RewardKind = (typeof rewardKinds)[number];

/** One answer to be scored. A prompt's prefill is not looked at: where it was honoured it belongs to the answer. */
export type ToReward = {
  readonly prompt: Prompt;
  readonly answer: string;
};

/** Why an answer has no reward; fit to be shown. */
export type RewardFailure = {
  /** An error's code, or `REWARD_UNUSABLE` where the server answered something that is no reward. */
  readonly code: string;
  readonly message: string;
};

/** A finite number, higher is better, or why there is none. */
export type Rewarded = number | RewardFailure;

/** A way to reach a reward model. */
export type Rewarder = {
  /** What stands before the name in `--reward PROVIDER/NAME`. */
  readonly provider: string;
  /** The model as it is named to the server. */
  readonly model: string;
  /** Where it is asked, without secrets. */
  readonly endpoint: string;
  readonly kind: RewardKind;
  /** Anything else that changes a reward: the chat template, the class, how tokens are reduced. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  /** How many answers one request takes; `score` may be handed more, and then asks several times at once. */
  readonly batchSize: number;
  /**
   * Retries what is transient inside, as a `Backend` does. What the server refuses for what stands in it is asked for
   * in halves, so that it costs no other answer its reward.
   * @returns one for each answer of the batch, in its order; an answer that has none says why
   * @throws EurusError for what would fail every answer: `ENDPOINT_UNREACHABLE` | `ENDPOINT_UNAUTHORIZED` |
   * `ENDPOINT_REFUSED` | `BACKEND_CANNOT`, and `INTERRUPTED` when the signal aborts
   */
  score(batch: readonly ToReward[], context?: CallContext): Promise<readonly Rewarded[]>;
  close(): Promise<void>;
};

/** True for an answer that has no reward. */
export const isRewardFailure = (rewarded: Rewarded): rewarded is RewardFailure =>
  typeof rewarded !== 'number';
