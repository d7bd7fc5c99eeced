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
 * `lost`, the connection went away under the request; `broken`, no usable answer (a torn stream, an HTML page, a time
 * limit); `unreachable`, no way to the server; `refused`, for good; `stopped` by us.
 */
export type TryOutcome =
  | 'answered'
  | 'throttled'
  | 'overloaded'
  | 'lost'
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
  /** The same in a few words, e.g. `connection refused`. */
  readonly brief?: string;
};

/** What a failed try says of its request. */
export type Fate = {
  /** It is the request's own failure, and uses up one of its retries. */
  readonly counts: boolean;
  /** The number of the outage that it was under way in, and so may have caused; null for none. */
  readonly outage: number | null;
  /** Another of several servers has not failed it yet: there is no need to wait before the next try. */
  readonly elsewhere?: true;
};

/** Leave to send one try. */
export type Pass = {
  /** To which of the backend's replicas, by its place among them; absent where there is one server. */
  readonly replica?: number;
  /**
   * To be called once, when the try is over.
   * @returns to be asked when it matters, since an outage shows only after its first failures; nothing: it counts
   */
  leave(report: TryReport): (() => Fate) | undefined;
};

/** What a request has behind it. */
export type Caller = {
  /** The same for all tries of one request. */
  readonly identity: object;
  /** Failures of its own so far. */
  readonly failures: number;
  /** Outages that it may have caused. */
  readonly outages: number;
};

/** Decides when a try may be sent, over everything that is sent to one server; learns from how tries end. */
export type Gate = {
  /**
   * Resolves when a try may be sent. Rejects with the signal's reason when it aborts.
   * @param weight for how many answers the try asks; 1 when left out
   * @param caller absent: a first try
   */
  enter(signal: AbortSignal | undefined, weight?: number, caller?: Caller): Promise<Pass>;
};

/** What a backend is handed with a request. */
export type CallContext = {
  readonly signal?: AbortSignal | undefined;
  /** Absent: every try is sent at once. */
  readonly gate?: Gate | undefined;
};
