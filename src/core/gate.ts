/** What a server says of its limits beside an answer or a refusal. Absent fields were not said. */
export type ServerLimits = {
  readonly remainingRequests?: number;
  readonly remainingTokens?: number;
  /** Milliseconds until the budget of requests (of tokens) is full again. */
  readonly requestsResetMs?: number;
  readonly tokensResetMs?: number;
  /** What the full budget is. */
  readonly limitRequests?: number;
  readonly limitTokens?: number;
};

/**
 * How one try of a request ended, as far as the rate of sending depends on it:
 * `answered`; `throttled`, too many requests (429); `overloaded`, the server cannot now (503 and its kin);
 * `broken`, no usable answer (a reset, a torn stream, an HTML page, a time limit); `unreachable`, no way to the server;
 * `refused`, for good; `stopped` by us.
 */
export type TryOutcome =
  | 'answered'
  | 'throttled'
  | 'overloaded'
  | 'broken'
  | 'unreachable'
  | 'refused'
  | 'stopped';

export type TryReport = {
  readonly outcome: TryOutcome;
  readonly latencyMs: number;
  /** How long the server asked to wait, or null. */
  readonly retryAfterMs: number | null;
  readonly limits: ServerLimits | null;
  /** Input and output together; null when the server did not say. */
  readonly tokens: number | null;
  /** Output alone; absent or null when the server did not say. */
  readonly outputTokens?: number | null;
  /** One line for the user, for what is not answered. */
  readonly message: string | null;
};

/** Leave to send one try. */
export type Pass = {
  /** To be called once, when the try is over. */
  leave(report: TryReport): void;
};

/** Decides when a try may be sent, over everything that is sent to one server; learns from how tries end. */
export type Gate = {
  /**
   * Resolves when a try may be sent. Rejects with the signal's reason when it aborts.
   * @param weight for how many answers the try asks; 1 when left out
   */
  enter(signal: AbortSignal | undefined, weight?: number): Promise<Pass>;
};

/** What a backend is handed with a request. */
export type CallContext = {
  readonly signal?: AbortSignal | undefined;
  /** Absent: every try is sent at once. */
  readonly gate?: Gate | undefined;
};
