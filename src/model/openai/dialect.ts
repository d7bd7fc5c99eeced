import type { Generation } from '../../core/index.ts';
import type { Failure } from '../http/retry.ts';
import type { LimitName } from './wire.ts';

/** What a server was found to understand of the same protocol. */
export type Dialect = {
  readonly limitName: LimitName;
  /** Most log-probabilities of a token that it gives. */
  readonly maxLogprobs: number;
};

export const usualDialect: Dialect = { limitName: 'max_tokens', maxLogprobs: Number.POSITIVE_INFINITY };

/** What every server gives that gives log-probabilities: the limit of OpenAI's completions API. */
const fewLogprobs = 5;

/** How to ask the same after a refusal that named what it did not like; null when there is no other way. */
export const concede = (
  used: Dialect,
  api: 'chat' | 'completions',
  { logprobs = 0 }: Generation,
  { namesNewLimit, namesLogprobs }: Failure,
): Dialect | null => {
  if (namesNewLimit && api === 'chat' && used.limitName === 'max_tokens') {
    return { ...used, limitName: 'max_completion_tokens' };
  }
  const asked = Math.min(logprobs, used.maxLogprobs);
  if (!namesLogprobs || asked === 0) return null;
  return { ...used, maxLogprobs: asked > fewLogprobs ? fewLogprobs : 0 };
};

/** What is known after an answer; requests in flight may have learnt something else meanwhile. */
export const learn = (known: Dialect, worked: Dialect): Dialect => ({
  limitName: known.limitName === 'max_tokens' ? worked.limitName : known.limitName,
  maxLogprobs: Math.min(known.maxLogprobs, worked.maxLogprobs),
});
