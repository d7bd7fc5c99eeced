import type { ErrorOrigin, Execution, Outcome } from './execution.ts';
import { isObject } from './json-object.ts';

/** What a verdict keeps of the last program that was run for it. */
export type ExecutionRecord = Pick<
  Execution,
  'outcome' | 'error' | 'stdout' | 'stderr' | 'durationMs' | 'cpuMs' | 'waitedMs' | 'peakMemoryMb' | 'sandbox'
>;

/** Longest output that is kept of each stream, and longest message of an error, in UTF-16 units. */
const maxOutput = 2_000;

/** What is kept of an execution: of long texts the beginning. */
export const executionRecordOf = (execution: Execution): ExecutionRecord => {
  const { outcome, error, stdout, stderr, durationMs, cpuMs, waitedMs, peakMemoryMb, sandbox } = execution;
  return {
    outcome,
    error: error === null ? null : { ...error, message: beginning(error.message) },
    stdout: beginning(stdout),
    stderr: beginning(stderr),
    ...{ durationMs, cpuMs, peakMemoryMb, sandbox },
    ...(waitedMs === undefined ? {} : { waitedMs }),
  };
};

const beginning = (text: string): string =>
  text.length <= maxOutput
    ? text
    : `${text.slice(0, maxOutput)}… (${text.length - maxOutput} more characters)`;

/** The shape on disk. Fields that say nothing are left out. */
export const encodeExecution = (execution: ExecutionRecord): Record<string, unknown> => ({
  outcome: execution.outcome,
  ...(execution.error === null ? {} : { error: execution.error }),
  ...(execution.stdout === '' ? {} : { stdout: execution.stdout }),
  ...(execution.stderr === '' ? {} : { stderr: execution.stderr }),
  duration_ms: execution.durationMs,
  ...(execution.cpuMs === null ? {} : { cpu_ms: execution.cpuMs }),
  ...(execution.waitedMs === undefined ? {} : { waited_ms: execution.waitedMs }),
  ...(execution.peakMemoryMb === null ? {} : { peak_memory_mb: execution.peakMemoryMb }),
  sandbox: execution.sandbox,
});

/** Reads what a verdict keeps of a program; null when the value is none. */
export const decodeExecution = (value: unknown): ExecutionRecord | null => {
  if (!isObject(value) || typeof value.outcome !== 'string') return null;
  const waitedMs = numberOf(value.waited_ms);
  return {
    outcome: value.outcome as Outcome,
    error: decodeError(value.error),
    stdout: textOf(value.stdout),
    stderr: textOf(value.stderr),
    durationMs: numberOf(value.duration_ms) ?? 0,
    cpuMs: numberOf(value.cpu_ms),
    ...(waitedMs === null ? {} : { waitedMs }),
    peakMemoryMb: numberOf(value.peak_memory_mb),
    sandbox: textOf(value.sandbox),
  };
};

const decodeError = (value: unknown): ExecutionRecord['error'] => {
  if (!isObject(value)) return null;
  const origin = origins.find(name => name === value.origin) ?? 'candidate';
  return { type: textOf(value.type), message: textOf(value.message), line: numberOf(value.line), origin };
};

const origins: readonly ErrorOrigin[] = ['candidate', 'tests', 'sandbox', 'prelude'];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
