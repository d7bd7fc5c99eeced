import type { ErrorCode } from '../core/index.ts';

/** Exit codes of the contract that are no errors. */
export const exitCode = {
  complete: 0,
  someUnscored: 1,
  usage: 2,
  missing: 3,
  belowThreshold: 100,
  interrupted: 130,
} as const;

/** The only place that turns a failure into an exit code. */
export const exitCodeOf: Readonly<Record<ErrorCode, number>> = {
  USAGE: exitCode.usage,
  UNKNOWN_NAME: exitCode.usage,
  RUN_MISMATCH: exitCode.usage,
  RECORDS_UNREADABLE: exitCode.usage,
  ENDPOINT_UNAUTHORIZED: exitCode.usage,
  ENDPOINT_REFUSED: exitCode.usage,
  BACKEND_CANNOT: exitCode.usage,
  QUEUE_DENIED: exitCode.usage,
  DATA_MISSING: exitCode.missing,
  DATA_CORRUPT: exitCode.missing,
  DATA_FIELD: exitCode.missing,
  DOWNLOAD_FAILED: exitCode.missing,
  ENDPOINT_UNREACHABLE: exitCode.missing,
  ENDPOINT_FAILED: exitCode.missing,
  DISK_DENIED: exitCode.missing,
  DISK_FULL: exitCode.missing,
  SANDBOX_MISSING: exitCode.missing,
  SANDBOX_FAULT: exitCode.missing,
  QUEUE_UNREACHABLE: exitCode.missing,
  QUEUE_FULL: exitCode.missing,
  INTERRUPTED: exitCode.interrupted,
};
