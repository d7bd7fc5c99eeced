import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallContext,
  type Caller,
  EurusError,
  type Fate,
  type Pass,
  type TryReport,
} from '../../core/index.ts';
import { createHistory, type History } from './history.ts';
import type { RetryPolicy, Tried } from './tried.ts';

export { delayMs, parseRetryAfter } from './delay.ts';
export type { Failure, RetryPolicy, Tried } from './tried.ts';

/**
 * Tries until it works, fails for good, or the retries are used up.
 * Each try passes the gate; while it waits to try again, it holds no place there.
 * @param attempt is told which of several servers is to be asked, by its place; 0 where there is one
 * @param tokensOf of an answer, for the gate
 * @param weight for how many answers each try asks
 * @throws EurusError the last failure's; `INTERRUPTED` when the signal aborts, also while waiting.
 */
export const withRetries = async <T>(
  attempt: (replica: number) => Promise<Tried<T>>,
  policy: RetryPolicy,
  { signal, gate }: CallContext = {},
  tokensOf: (value: T) => number | null = () => null,
  weight = 1,
): Promise<{ readonly value: T; readonly retries: number }> => {
  const first: Caller = { identity: {}, failures: 0, outages: 0 };
  let history: History | null = null;
  for (let tries = 1; ; tries++) {
    if (signal?.aborted) throw interrupted(signal);
    let pass: Pass | undefined;
    try {
      pass = await gate?.enter(signal, weight, history?.caller() ?? first);
    } catch {
      throw interrupted(signal);
    }
    const startedAt = performance.now();
    let tried: Tried<T> | null = null;
    let fate: (() => Fate) | undefined;
    try {
      tried = await attempt(pass?.replica ?? 0);
    } finally {
      fate = pass?.leave(reportOf(tried, performance.now() - startedAt, tokensOf, signal));
    }
    if (tried.ok) return { value: tried.value, retries: tries - 1 };
    if (signal?.aborted) throw interrupted(signal);
    const { failure } = tried;
    history ??= createHistory(policy, first.identity);
    const waitMs = history.add(failure, fate);
    const why = failure.transient ? history.over() : '';
    if (why !== null) {
      const error = (failure.transient ? history.blamed() : null) ?? failure.error;
      throw tries === 1 ? error : afterTries(error, tries, why);
    }
    if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
};

const afterTries = (error: EurusError, tries: number, why: string): EurusError =>
  new EurusError(error.code, `${error.message} (tried ${tries} times${why})`, {
    cause: error,
    ...(error.hint === null ? {} : { hint: error.hint }),
  });

const interrupted = (signal: AbortSignal | undefined): EurusError =>
  new EurusError('INTERRUPTED', 'The request was stopped', { cause: signal?.reason });

/** @param tried null for a try that threw: a fault of ours */
const reportOf = <T>(
  tried: Tried<T> | null,
  latencyMs: number,
  tokensOf: (value: T) => number | null,
  signal: AbortSignal | undefined,
): TryReport => {
  const limits = tried?.limits ?? null;
  const report = { latencyMs, retryAfterMs: null, limits, tokens: null, message: null };
  if (tried === null || signal?.aborted) return { ...report, outcome: 'stopped' };
  if (tried.ok) return { ...report, outcome: 'answered', tokens: tokensOf(tried.value) };
  const { outcome, retryAfterMs, error, brief } = tried.failure;
  return {
    ...{ ...report, outcome, retryAfterMs, message: error.message },
    ...(brief === undefined ? {} : { brief }),
  };
};
