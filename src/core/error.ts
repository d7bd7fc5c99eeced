/** What went wrong, as a stable name that callers and the exit-code table match on. */
export type ErrorCode =
  // wrong usage or configuration (exit 2)
  | 'USAGE'
  | 'UNKNOWN_NAME'
  | 'RUN_MISMATCH'
  | 'RECORDS_UNREADABLE'
  | 'ENDPOINT_UNAUTHORIZED'
  | 'ENDPOINT_REFUSED'
  | 'BACKEND_CANNOT'
  | 'QUEUE_DENIED'
  // something outside is missing (exit 3)
  | 'DATA_MISSING'
  | 'DATA_CORRUPT'
  | 'DATA_FIELD'
  | 'DOWNLOAD_FAILED'
  | 'ENDPOINT_UNREACHABLE'
  | 'ENDPOINT_FAILED'
  | 'DISK_DENIED'
  | 'DISK_FULL'
  | 'SANDBOX_MISSING'
  | 'SANDBOX_FAULT'
  | 'QUEUE_UNREACHABLE'
  | 'QUEUE_FULL'
  // stopped by the user (exit 130)
  | 'INTERRUPTED';

/**
 * A failure of the harness or its surroundings (a guest program that fails is data, never an error).
 * `message` says what happened, where, and what was expected; `hint` says what to do.
 */
export class EurusError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  /** Lines that belong between message and hint, such as a table; none for nearly all errors. */
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EurusError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.details = options.details ?? [];
  }
}

/** Longest message taken from something that was thrown, in UTF-16 units. */
const maxMessage = 4096;

/** The message of anything that was thrown, on one line of bounded length. */
export const messageOf = (thrown: unknown): string => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const cut = message.length <= maxMessage ? message : `${message.slice(0, maxMessage).toWellFormed()}…`;
  // Each run of blanks is looked at once, however long it is.
  return cut.replace(/\s+/g, blanks => (blanks.includes('\n') ? ' ' : blanks));
};
