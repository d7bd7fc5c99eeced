import {
  type CellExecution,
  EurusError,
  type Limits,
  type OpenSession,
  type PythonSession,
} from '../../src/core/index.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { guestsMemoryMb } from './resident-memory.ts';
import { SERVER_DIED, type SessionServer, type Shown, startSessionServer } from './session-server.ts';

export type SessionsOptions = {
  readonly command: WorkerCommand;
  /** How many cells run at the same time. */
  readonly cellsAtOnce: number;
  /** Sessions with a process; the least recently used ones beyond are put away. */
  readonly maxResident?: number;
  /** Memory of all sessions' processes in MiB, about; sessions are put away until it is kept. */
  readonly memoryMb?: number;
};

const MAX_RESIDENT = 256;
const MEMORY_MB = 1024;
const MEASURE_EVERY_MS = 1000;
const MAX_RERUNS = 2;
const LOST =
  'What the earlier cells of this session had made is gone: the cell ran in a session that begins anew.';
const AS_BEFORE = 'The session is what it was before this cell.';
const ANEW = 'The session begins anew.';

type Cell = { readonly code: string; readonly number: number; readonly limits: Limits };

/** What the server knows of a session, and we of its use. */
type Seat = { readonly session: number; resident: boolean; busy: boolean; usedMs: number };

const closedError = () =>
  new EurusError('INTERRUPTED', 'The session was closed while a cell was waiting or running');

const diedOfItself = (error: unknown): boolean => error instanceof EurusError && error.cause === SERVER_DIED;

/** Lets so many in at a time; the rest wait in order. */
const createTurns = (count: number) => {
  let free = count;
  const queue: (() => void)[] = [];
  return async <T>(act: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>(resolve => queue.push(resolve));
    try {
      return await act();
    } finally {
      const next = queue.shift();
      if (next === undefined) free++;
      else next();
    }
  };
};

/** The server and its seats: which sessions have a process in it. */
const createHouse = ({ command, maxResident = MAX_RESIDENT, memoryMb = MEMORY_MB }: SessionsOptions) => {
  const seats = new Set<Seat>();
  let server: Promise<SessionServer> | null = null;
  let lastSession = 0;
  let measuredMs = 0;
  let closed = false;

  const start = (): Promise<SessionServer> => {
    const starting: Promise<SessionServer> = startSessionServer(command, () => {
      if (server === starting) server = null;
      for (const seat of seats) seat.resident = false;
      seats.clear();
    });
    return starting;
  };

  const house = {
    get closed() {
      return closed;
    },
    newSeat: (): Seat => ({ session: ++lastSession, resident: false, busy: false, usedMs: 0 }),
    server: (): Promise<SessionServer> => {
      if (closed) return Promise.reject(closedError());
      server ??= start();
      return server;
    },
    /** Ends the process of a session; its cells can bring it back. */
    leave: async (seat: Seat): Promise<void> => {
      if (!seats.delete(seat)) return;
      seat.resident = false;
      (await server?.catch(() => null))?.end(seat.session);
    },
    /** Notes that a session has a process, and puts others away where that makes too many. */
    enter: async (seat: Seat): Promise<void> => {
      seat.resident = true;
      seats.add(seat);
      let surplus = seats.size - maxResident;
      const now = performance.now();
      if (now - measuredMs > MEASURE_EVERY_MS && seats.size > 1) {
        measuredMs = now;
        const usedMb = guestsMemoryMb((await house.server()).pid);
        surplus = Math.max(surplus, Math.ceil(((usedMb - memoryMb) / usedMb) * seats.size));
      }
      const idle = [...seats].filter(({ busy }) => !busy).sort((a, b) => a.usedMs - b.usedMs);
      for (const other of idle.slice(0, Math.max(surplus, 0))) await house.leave(other);
    },
    close: async (): Promise<void> => {
      closed = true;
      (await server?.catch(() => null))?.close();
    },
  };
  return house;
};

type House = ReturnType<typeof createHouse>;
type Turns = ReturnType<typeof createTurns>;

/** A session over a house: its cells, by which it can be brought back, and its seat while it has one. */
const openSession = (house: House, inTurn: Turns): PythonSession => {
  const seat = house.newSeat();
  const cells: Cell[] = [];
  const closing = Promise.withResolvers<never>();
  closing.promise.catch(() => undefined);
  let number = 0;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const ask = async ({ code, number, limits }: Cell): Promise<Shown> => {
    const server = await house.server();
    await house.enter(seat);
    const shown = await server.run({ session: seat.session, number, code, limits });
    if (shown.gone) await house.leave(seat);
    return shown;
  };

  /** Brings the session back by its cells; false when that cannot be done any more, and it begins anew. */
  const bringBack = async (): Promise<boolean> => {
    if (seat.resident) return true;
    for (const cell of cells) {
      if (closed) throw closedError();
      if ((await ask(cell)).gone) {
        cells.length = 0;
        return false;
      }
    }
    return true;
  };

  const runHere = async (cell: Cell): Promise<CellExecution> => {
    for (let reruns = 0; ; reruns++) {
      try {
        const remarks = (await bringBack()) ? [] : [LOST];
        return finish(cell, await ask(cell), remarks, reruns);
      } catch (error) {
        if (!diedOfItself(error) || reruns >= MAX_RERUNS || closed || house.closed) throw error;
      }
    }
  };

  const finish = (cell: Cell, shown: Shown, remarks: readonly string[], reruns: number): CellExecution => {
    const { execution, value, traceback, gone } = shown;
    // What was interrupted has run in part; nobody can repeat that.
    if (!gone && execution.outcome !== 'timed-out') cells.push(cell);
    const all = gone ? [...remarks, cells.length === 0 ? ANEW : AS_BEFORE] : remarks;
    const gap = execution.stderr === '' || execution.stderr.endsWith('\n') ? '' : '\n';
    const stderr = all.length === 0 ? execution.stderr : `${execution.stderr}${gap}${all.join('\n')}\n`;
    const facts = { value, traceback, number: cell.number, ...(reruns === 0 ? {} : { reruns }) };
    return { ...execution, stderr, ...facts };
  };

  const runOne = (cell: Cell): Promise<CellExecution> =>
    inTurn(async () => {
      if (closed || house.closed) throw closedError();
      seat.busy = true;
      try {
        return await runHere(cell);
      } catch (error) {
        throw closed || house.closed ? closedError() : error;
      } finally {
        seat.busy = false;
        seat.usedMs = performance.now();
      }
    });

  return {
    run: (code, limits) => {
      if (closed) return Promise.reject(closedError());
      const cell = { code, number: ++number, limits };
      const result = last.then(() => runOne(cell));
      last = result.catch(() => undefined);
      return Promise.race([result, closing.promise]);
    },
    restore: async (past, limits) => {
      if (number > 0) throw new EurusError('SANDBOX_FAULT', 'A session is restored before its first cell');
      for (const code of past) cells.push({ code, number: ++number, limits });
    },
    close: async () => {
      if (closed) return;
      closed = true;
      closing.reject(closedError());
      await house.leave(seat);
    },
  };
};

/** Sessions of one sandbox, and what closes them all. */
export const createSessions = (
  options: SessionsOptions,
): { readonly openSession: OpenSession; close(): Promise<void> } => {
  const house = createHouse(options);
  const inTurn = createTurns(options.cellsAtOnce);
  return { openSession: () => openSession(house, inTurn), close: house.close };
};
