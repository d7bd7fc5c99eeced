import type { Execution, Outcome, Program } from '../src/core/index.ts';

/** Packages of this machine that a program is to have: the folder or the wheel of each. */
export type PackagePaths = Readonly<Record<'sympy' | 'mpmath', string>>;

/** `id` is new for every run, so that a late answer is never taken for that of another program. */
export type ToWorker = {
  readonly kind: 'run';
  readonly id: number;
  readonly program: Program;
  readonly packages?: PackagePaths;
};

export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly python: string | null;
      readonly cold: boolean;
      readonly startMs: number;
    }
  /** The packages are there: the program's time begins now. Comes only when there are packages. */
  | { readonly kind: 'begun'; readonly id: number }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly execution: Execution;
      /** The worker ends itself after this: something of the program may still run in it. */
      readonly leaving?: boolean;
    }
  /** The worker could not begin with the program; nothing of it has run. */
  | { readonly kind: 'fault'; readonly id: number; readonly message: string };

const OUTCOMES: readonly string[] = [
  'finished',
  'raised',
  'exited-early',
  'timed-out',
  'out-of-memory',
  'output-limit',
  'crashed',
] satisfies Outcome[];
const ORIGINS: readonly string[] = ['candidate', 'tests', 'sandbox', 'prelude'];
const MAX_TEXT_CHARS = 64 * 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TEXT_CHARS;
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;
const isCountOrNull = (value: unknown) => value === null || isCount(value);

const isError = (value: unknown): boolean =>
  value === null ||
  (isFields(value) &&
    isText(value.type) &&
    isText(value.message) &&
    (value.line === null || typeof value.line === 'number') &&
    ORIGINS.includes(String(value.origin)));

const isCell = (value: unknown): boolean =>
  isFields(value) && isText(value.stdout) && typeof value.raised === 'boolean';

export const isExecution = (value: unknown): value is Execution =>
  isFields(value) &&
  OUTCOMES.includes(String(value.outcome)) &&
  isError(value.error) &&
  isText(value.stdout) &&
  isText(value.stderr) &&
  (value.cells === undefined || (Array.isArray(value.cells) && value.cells.every(isCell))) &&
  isTextOrNull(value.missingModule) &&
  (value.exitStatus === undefined || isCount(value.exitStatus)) &&
  isCount(value.durationMs) &&
  isCountOrNull(value.cpuMs) &&
  isCountOrNull(value.peakMemoryMb) &&
  isText(value.sandbox) &&
  isTextOrNull(value.python);

/** A worker shares its process with hostile code: what it says is checked, or it is null. */
export const readMessage = (message: unknown): FromWorker | null => {
  if (!isFields(message)) return null;
  if (message.kind === 'ready' && isTextOrNull(message.python) && isCount(message.startMs))
    return message as FromWorker;
  if (!isCount(message.id)) return null;
  if (message.kind === 'begun') return message as FromWorker;
  if (message.kind === 'fault' && isText(message.message)) return message as FromWorker;
  return message.kind === 'done' && isExecution(message.execution) ? (message as FromWorker) : null;
};
