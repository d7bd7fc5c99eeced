import { EurusError, type Execution, type Limits } from '../../src/core/index.ts';
import { isExecution } from '../messages.ts';
import { longestMs } from '../stretch.ts';
import { type ChannelProcess, startProcess, type WorkerCommand } from '../worker-process.ts';

/** A cell as the server is given it. `session` is a number; the first cell of one has it made. */
export type CellToRun = {
  readonly session: number;
  readonly number: number;
  readonly code: string;
  readonly limits: Limits;
};

/** What came of it. */
export type Shown = {
  readonly execution: Execution;
  readonly value: string | null;
  readonly traceback: string | null;
  /** The session's process went with the cell. */
  readonly gone: boolean;
  /** The number of that process where the server lives. */
  readonly process: number;
};

type ToServer =
  | ({ readonly kind: 'cell'; readonly id: number } & CellToRun)
  | { readonly kind: 'end'; readonly session: number };

type FromServer =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'shown'; readonly id: number } & Shown)
  | { readonly kind: 'fault'; readonly id: number; readonly message: string };

type Waiting = {
  readonly cell: CellToRun;
  readonly resolve: (shown: Shown) => void;
  readonly reject: (error: EurusError) => void;
  readonly watch: NodeJS.Timeout;
};

/** Rejects a cell whose server died, for no fault of the cell: all sessions are gone from it. */
export const SERVER_DIED = 'SERVER_DIED';

export type SessionServer = {
  /** Of the server's own process. */
  readonly pid: number;
  run(cell: CellToRun): Promise<Shown>;
  /** Ends a session; a cell that runs in it rejects. */
  end(session: number): void;
  close(): void;
};

const START_TIMEOUT_MS = 60_000;
/** What a cell may take to end when it has been interrupted; the server knows it as well. */
const INTERRUPTED_MS = 300;
/** Added to the longest that a cell can last, after which the server itself is killed. */
const GRACE_MS = 5000;

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

const readMessage = (value: unknown): FromServer | null => {
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Partial<Record<string, unknown>>;
  if (message.kind === 'ready') return { kind: 'ready' };
  const { id } = message;
  if (typeof id !== 'number') return null;
  if (message.kind === 'fault') return { kind: 'fault', id, message: String(message.message) };
  const { execution, value: shown, traceback, gone, process } = message;
  if (message.kind !== 'shown' || !isExecution(execution) || typeof gone !== 'boolean') return null;
  if (typeof process !== 'number') return null;
  if (!isTextOrNull(shown) || !isTextOrNull(traceback)) return null;
  return { kind: 'shown', id, execution, value: shown, traceback, gone, process };
};

const interrupted = () => new EurusError('INTERRUPTED', 'The session was closed while a cell was running');

/**
 * The process that has the sessions; resolves when it is ready. When it dies, all cells that run in it reject with
 * `SERVER_DIED` as the cause, and `onDeath` is called.
 */
export const startSessionServer = (command: WorkerCommand, onDeath: () => void): Promise<SessionServer> => {
  const waiting = new Map<number, Waiting>();
  const started = Promise.withResolvers<SessionServer>();
  let lastId = 0;

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    if (found !== undefined) clearTimeout(found.watch);
    waiting.delete(id);
    return found;
  };

  const receive = (value: unknown) => {
    const message = readMessage(value);
    if (message === null) return process.kill();
    if (message.kind === 'ready') {
      clearTimeout(startDeadline);
      return started.resolve(server);
    }
    const found = take(message.id);
    if (message.kind === 'shown') found?.resolve(message);
    else
      found?.reject(
        new EurusError('SANDBOX_FAULT', `The native sandbox cannot run a cell: ${message.message}`),
      );
  };

  const process: ChannelProcess<ToServer> = startProcess(command, receive, () => {
    clearTimeout(startDeadline);
    const complaint = process.complaint() || 'no message';
    const died = new EurusError('SANDBOX_FAULT', `The server of native sessions died: ${complaint}`, {
      cause: SERVER_DIED,
    });
    started.reject(died);
    for (const id of [...waiting.keys()]) take(id)?.reject(died);
    onDeath();
  });
  const startDeadline = setTimeout(() => process.kill(), START_TIMEOUT_MS);

  const server: SessionServer = {
    pid: process.pid,
    run: cell =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const patienceMs = longestMs(cell.limits.timeoutMs) + longestMs(INTERRUPTED_MS) + GRACE_MS;
        const watch = setTimeout(() => process.kill(), patienceMs);
        waiting.set(id, { cell, resolve, reject, watch });
        process.send({ kind: 'cell', id, ...cell });
      }),
    end: session => {
      process.send({ kind: 'end', session });
      for (const [id, { cell }] of waiting) if (cell.session === session) take(id)?.reject(interrupted());
    },
    close: () => process.kill(),
  };
  return started.promise;
};
