import { setTimeout as sleep } from 'node:timers/promises';
import { type CallContext, EurusError, type TryOutcome, type TryReport } from '../../core/index.ts';
import type { Refusal } from './server-error.ts';

/** Why one try failed. */
export type Failure = {
  /** May be gone at the next try. */
  readonly transient: boolean;
  /** What the failure says of the rate of sending. */
  readonly outcome: Exclude<TryOutcome, 'answered'>;
  /** How long the server asked to wait, or null. */
  readonly retryAfterMs: number | null;
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly error: EurusError;
  /** Absent unless the server refused what stands in the request. */
  readonly refusal?: Refusal;
};

export type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export type RetryPolicy = {
  readonly maxRetries: number;
  /** Wait before the first retry; doubles with each further one. */
  readonly firstDelayMs: number;
};

const maxDelayMs = 30_000;
/** A server may ask for more patience than we ever choose ourselves, but not for hours. */
const maxRetryAfterMs = 120_000;

/**
 * Tries until it works, fails for good, or the retries are used up.
 * Each try passes the gate; while it waits to try again, it holds no place there.
 * @param tokensOf of an answer, for the gate
 * @throws EurusError the last failure's; `INTERRUPTED` when the signal aborts, also while waiting.
 */
export const withRetries = async <T>(
  attempt: () => Promise<Tried<T>>,
  policy: RetryPolicy,
  { signal, gate }: CallContext = {},
  tokensOf: (value: T) => number | null = () => null,
): Promise<{ readonly value: T; readonly retries: number }> => {
  for (let retries = 0; ; retries++) {
    if (signal?.aborted) throw interrupted(signal);
    const pass = await gate?.enter(signal).catch(() => null);
    if (pass === null) throw interrupted(signal);
    const startedAt = performance.now();
    let tried: Tried<T> | null = null;
    try {
      tried = await attempt();
    } finally {
      pass?.leave(reportOf(tried, performance.now() - startedAt, tokensOf, signal));
    }
    if (tried.ok) return { value: tried.value, retries };
    if (signal?.aborted) throw interrupted(signal);
    const { transient, retryAfterMs, error } = tried.failure;
    if (!transient || retries >= policy.maxRetries)
      throw retries === 0 ? error : afterTries(error, retries + 1);
    const waited = sleep(
      delayMs(retries, retryAfterMs, policy.firstDelayMs),
      undefined,
      signal ? { signal } : {},
    );
    await waited.catch(() => undefined);
  }
};

/** Half of the wait is chance, so that requests which failed together do not come back together. */
export const delayMs = (
  retries: number,
  retryAfterMs: number | null,
  firstDelayMs: number,
  random: () => number = Math.random,
): number => {
  if (retryAfterMs !== null) return Math.min(retryAfterMs, maxRetryAfterMs) + random() * firstDelayMs;
  return Math.min(firstDelayMs * 2 ** retries, maxDelayMs) * (0.5 + random() / 2);
};

/** `Retry-After` in seconds or as a date, or OpenAI's `retry-after-ms`; null when there is none that makes sense. */
export const parseRetryAfter = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null => {
  const milliseconds = Number(single(headers['retry-after-ms']) || Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const text = single(headers['retry-after']);
  if (text === '') return null;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};

const single = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? '').trim();

const afterTries = (error: EurusError, tries: number): EurusError =>
  new EurusError(error.code, `${error.message} (tried ${tries} times)`, {
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
  const rest = { latencyMs, retryAfterMs: null, limits: null, tokens: null, message: null };
  if (tried === null || signal?.aborted) return { ...rest, outcome: 'stopped' };
  if (tried.ok) return { ...rest, outcome: 'answered', tokens: tokensOf(tried.value) };
  const { outcome, retryAfterMs, error } = tried.failure;
  return { ...rest, outcome, retryAfterMs, message: error.message };
};
