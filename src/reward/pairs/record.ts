import { isObject, type RewardFailure } from '../../core/index.ts';
import type { PreferencePair } from '../../preference/index.ts';
import { sha256OfJson } from '../../run/canonical.ts';
import { rewardsPath } from '../../run/layout.ts';
import { rewardFileName } from '../../run/rewards.ts';

/** What one model gave the two answers of a pair: a line of `rewards/pairs.<name>.jsonl`. */
export type PairRecord = {
  readonly key: string;
  /** Names prompt and answers: numbers of another pair are none of the one that is there now. */
  readonly pairSha256: string;
  /** Finite, or null where there is none; `error` says why. */
  readonly chosen: number | null;
  readonly rejected: number | null;
  readonly error: (RewardFailure & { readonly answer: 'chosen' | 'rejected' }) | null;
  readonly model: string;
  /** Time that the requests took, retries included, for all pairs that were asked about with it. */
  readonly latencyMs: number;
};

/** Where the numbers of a name are kept. */
export const pairRecordsPath = (directory: string, name: string): string =>
  rewardsPath(directory, 'pairs', rewardFileName(name));

/** SHA-256 of what is asked about a pair. */
export const pairSha256 = ({ prompt, chosen, rejected }: PreferencePair): string =>
  sha256OfJson({ chosen, messages: prompt.messages, rejected });

export const encodePairRecord = (record: PairRecord): Record<string, unknown> => ({
  key: record.key,
  pair_sha256: record.pairSha256,
  chosen: record.chosen,
  rejected: record.rejected,
  error: record.error,
  model: record.model,
  latency_ms: record.latencyMs,
});

/** Reads a record from disk; null when the value is not one. */
export const decodePairRecord = (value: unknown): PairRecord | null => {
  if (!isObject(value) || typeof value.key !== 'string' || typeof value.pair_sha256 !== 'string') return null;
  const [chosen, rejected] = [finite(value.chosen), finite(value.rejected)];
  const error = isObject(value.error)
    ? {
        answer: value.error.answer === 'rejected' ? ('rejected' as const) : ('chosen' as const),
        code: String(value.error.code),
        message: String(value.error.message),
      }
    : null;
  // Two numbers or a cause: what has neither says nothing.
  if ((chosen !== null && rejected !== null) !== (error === null)) return null;
  return {
    key: value.key,
    pairSha256: value.pair_sha256,
    ...{ chosen, rejected, error },
    model: typeof value.model === 'string' ? value.model : '',
    latencyMs: typeof value.latency_ms === 'number' ? value.latency_ms : 0,
  };
};

const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
