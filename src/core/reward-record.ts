import { isObject } from './json-object.ts';
import type { Address, Key } from './key.ts';
import type { RewardFailure } from './rewarder.ts';

/** What a reward model gave one answer: a line of `rewards/`. */
export type RewardRecord = Address & {
  /** The name that the user gave the reward. */
  readonly reward: string;
  /** Names the answer: a reward of another text is none of the answer that is there now. */
  readonly completionSha256: string;
  /** Finite, higher is better; null where there is none, and `error` says why. */
  readonly score: number | null;
  readonly error: RewardFailure | null;
  /** The model that was asked, as it is named to the server. */
  readonly model: string;
  /** Time that the request took, retries included, for all answers that were asked about with it. */
  readonly latencyMs: number;
};

/** The record's shape on disk (one JSON line). */
export const encodeRewardRecord = (r: RewardRecord): Record<string, unknown> => ({
  key: r.key,
  benchmark: r.benchmark,
  protocol: r.protocol,
  id: r.id,
  trial: r.trial,
  reward: r.reward,
  completion_sha256: r.completionSha256,
  score: r.score,
  error: r.error,
  model: r.model,
  latency_ms: r.latencyMs,
});

/** Reads a record from disk; null when the value is not one. */
export const decodeRewardRecord = (value: unknown): RewardRecord | null => {
  if (!isObject(value)) return null;
  const { key, benchmark, protocol, id, trial, reward, completion_sha256: completionSha256 } = value;
  const texts = [key, benchmark, protocol, id, reward, completionSha256];
  if (!texts.every(text => typeof text === 'string')) return null;
  if (typeof trial !== 'number' || !Number.isSafeInteger(trial) || trial < 0) return null;
  const score = typeof value.score === 'number' && Number.isFinite(value.score) ? value.score : null;
  const error = isObject(value.error)
    ? { code: String(value.error.code), message: String(value.error.message) }
    : null;
  // A score or a cause: what has neither says nothing.
  if ((score === null) === (error === null)) return null;
  return {
    key: key as Key,
    benchmark: String(benchmark),
    protocol: String(protocol),
    id: String(id),
    trial,
    reward: String(reward),
    completionSha256: String(completionSha256),
    score,
    error,
    model: typeof value.model === 'string' ? value.model : '',
    latencyMs: typeof value.latency_ms === 'number' ? value.latency_ms : 0,
  };
};
