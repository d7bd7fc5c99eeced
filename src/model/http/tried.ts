import type { EurusError, ServerLimits, TryOutcome } from '../../core/index.ts';
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
  /** The error in a few words. */
  readonly brief?: string;
  /** The whole time of a try was used up: repeating it is dear. */
  readonly usedUp?: true;
  /** The server had closed a connection that it had kept open, as the request was sent. */
  readonly dropped?: true;
  /** Absent unless the server refused what stands in the request. */
  readonly refusal?: Refusal;
};

/** `limits`: what the server said beside it of how much it may be asked; absent when it said nothing. */
export type Tried<T> = (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }
) & { readonly limits?: ServerLimits };

export type RetryPolicy = {
  /** Failures of its own that a request may have before the one that ends it. */
  readonly maxRetries: number;
  /** Wait before the first retry; doubles with each further one. */
  readonly firstDelayMs: number;
  /** How long a request may wait for a server that says it is asked too much, in all; 30 min when left out. */
  readonly patienceMs?: number | undefined;
};
