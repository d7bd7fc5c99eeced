import type { Execution, Limits, Outcome, Program } from '../src/core/index.ts';

/** Packages of this machine that a program is to have: the folder or the wheel of each. */
export type PackagePaths = Readonly<Record<'sympy' | 'mpmath', string>>;

/** `id` is new for every run, so that a late answer is never taken for that of another program. */
export type ProgramOrder = {
  readonly kind: 'run';
  readonly id: number;
  readonly program: Program;
  readonly packages?: PackagePaths;
};

/** A cell of a session, and whatever its worker needs to have the session in place. */
export type CellOrder = {
  readonly kind: 'cell';
  readonly id: number;
  readonly code: string;
  /** Which cell of its session it is, from 1. */
  readonly number: number;
  readonly limits: Limits;
  readonly packages?: PackagePaths;
  /** Names the session. */
  readonly session: string;
  /** How many changes of the session's state there have been: a worker may have it in place as it is now. */
  readonly version: number;
  /** Where its state is kept; `written` when there is one. */
  readonly file: { readonly path: string; readonly written: boolean; readonly maxBytes: number };
  /** Cells that have run since that state: they run again first, quietly. */
  readonly again: readonly PastCell[];
};
export type PastCell = Pick<CellOrder, 'code' | 'number' | 'limits'>;

export type ToWorker = ProgramOrder | CellOrder;

export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly python: string | null;
      readonly cold: boolean;
      readonly startMs: number;
    }
  /**
   * The packages or the session are there: the time of the program or the cell begins now. Comes for cells, and for programs
   * with packages. `lost`: cells of the session that were to be run again could not be, so it begins anew.
   */
  | { readonly kind: 'begun'; readonly id: number; readonly lost?: boolean }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly execution: Execution;
      /** The worker ends itself after this: something of the program may still run in it. */
      readonly leaving?: boolean;
      /** What a cell has beside an execution. */
      readonly cell?: { readonly value: string | null; readonly traceback: string | null };
      /** The cell took its interpreter along: the session's state is what it was before it. */
      readonly broken?: boolean;
    }
  /** Comes after the `done` of a cell: how large the state is that was written; null when none was. */
  | { readonly kind: 'kept'; readonly id: number; readonly bytes: number | null }
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
const isFact = (value: unknown): boolean => value === undefined || typeof value === 'boolean';

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
  (value.waitedMs === undefined || isCount(value.waitedMs)) &&
  isFact(value.starved) &&
  isCountOrNull(value.peakMemoryMb) &&
  isText(value.sandbox) &&
  isTextOrNull(value.python);

const isToldOfCell = (value: unknown): boolean =>
  value === undefined || (isFields(value) && isTextOrNull(value.value) && isTextOrNull(value.traceback));

/** A worker shares its process with hostile code: what it says is checked, or it is null. */
export const readMessage = (message: unknown): FromWorker | null => {
  if (!isFields(message)) return null;
  if (message.kind === 'ready' && isTextOrNull(message.python) && isCount(message.startMs))
    return message as FromWorker;
  if (!isCount(message.id)) return null;
  if (message.kind === 'begun' && isFact(message.lost)) return message as FromWorker;
  if (message.kind === 'kept' && isCountOrNull(message.bytes)) return message as FromWorker;
  if (message.kind === 'fault' && isText(message.message)) return message as FromWorker;
  const isDone = message.kind === 'done' && isExecution(message.execution);
  return isDone && isToldOfCell(message.cell) && isFact(message.broken) ? (message as FromWorker) : null;
};
