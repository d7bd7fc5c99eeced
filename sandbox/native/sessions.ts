import {
  type CellExecution,
  EurusError,
  type Limits,
  type OpenSession,
  type PythonSession,
} from '../../src/core/index.ts';
import { ANEW, AS_BEFORE, LOST, withRemarks } from '../session-remarks.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { filesMb, outerNumber, pagesGiven, privateMemoryMb } from './resident-memory.ts';
import { SERVER_DIED, type SessionServer, type Shown, startSessionServer } from './session-server.ts';

export type SessionsOptions = {
  readonly command: WorkerCommand;
  /** How many cells run at the same time. */
  readonly cellsAtOnce: number;
  /** Sessions with a process; others beyond are put away. */
  readonly maxResident?: number;
  /** What the processes of idle sessions may have for themselves together, in MiB; others are put away. */
  readonly memoryMb?: number;
};

const MAX_RESIDENT = 256;
const MEMORY_MB = 1024;
/** What a session has for itself until it is measured. */
const USUAL_MB = 4;
/** Two megabytes; cells that took less are not worth a look. */
const WORTH_MEASURING_PAGES = 512;
const MAX_RERUNS = 2;
const NOT_REPEATED =
  'The session was put away and is back; a cell that was stopped at its deadline was not run again.';

type Cell = { readonly code: string; readonly number: number; readonly limits: Limits };

/** A session's process, and what it would take to bring it back. */
type Seat = {
  readonly session: number;
  resident: boolean;
  busy: boolean;
  usedMs: number;
  /** The process's number with us, once it is known. */
  process: number | null;
  /** Its own memory and its files together. */
  memoryMb: number;
  /** Its own memory when that was measured, and how many pages it had been given by then. */
  privateMb: number;
  pages: number;
  replayMs: number;
};

/**
 * Who is put away first: what is soon brought back and holds much. Of equals the one used last, as sessions that take
 * turns need the others sooner.
 */
const byWorth = (a: Seat, b: Seat): number =>
  a.replayMs / a.memoryMb - b.replayMs / b.memoryMb || b.usedMs - a.usedMs;

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
  let closed = false;

  const start = (): Promise<SessionServer> => {
    const starting: Promise<SessionServer> = startSessionServer(command, () => {
      if (server === starting) server = null;
      for (const seat of seats) [seat.resident, seat.process, seat.pages] = [false, null, 0];
      seats.clear();
    });
    return starting;
  };

  const house = {
    get closed() {
      return closed;
    },
    newSeat: (): Seat => ({
      ...{ session: ++lastSession, resident: false, busy: false, usedMs: 0 },
      ...{ process: null, memoryMb: USUAL_MB, privateMb: USUAL_MB, pages: 0, replayMs: 0 },
    }),
    server: (): Promise<SessionServer> => {
      if (closed) return Promise.reject(closedError());
      server ??= start();
      return server;
    },
    /** Ends the process of a session; its cells can bring it back. */
    leave: async (seat: Seat): Promise<void> => {
      if (!seats.delete(seat)) return;
      seat.resident = false;
      Object.assign(seat, { process: null, memoryMb: USUAL_MB, privateMb: USUAL_MB, pages: 0 });
      (await server?.catch(() => null))?.end(seat.session);
    },
    enter: (seat: Seat) => {
      seat.resident = true;
      seats.add(seat);
    },
    /** Notes how much a session has after a cell. */
    measure: async (seat: Seat, inner: number): Promise<void> => {
      const { pid } = await house.server();
      seat.process ??= outerNumber(pid, inner);
      const { process } = seat;
      if (process === null) return;
      const pages = pagesGiven(process);
      const grew = pages - seat.pages >= WORTH_MEASURING_PAGES;
      const memory = grew ? await privateMemoryMb(process) : null;
      const files = await filesMb(process);
      if (seat.process !== process) return;
      if (grew) seat.pages = pages;
      if (memory !== null) seat.privateMb = Math.max(memory, 1);
      seat.memoryMb = seat.privateMb + files;
    },
    /** Puts idle sessions away as long as there are too many, or they have too much. */
    makeRoom: async (): Promise<void> => {
      const all = [...seats];
      let usedMb = all.reduce((sum, seat) => sum + seat.memoryMb, 0);
      let count = all.length;
      if (usedMb <= memoryMb && count <= maxResident) return;
      for (const seat of all.filter(({ busy }) => !busy).sort(byWorth)) {
        if (usedMb <= memoryMb && count <= maxResident) return;
        usedMb -= seat.memoryMb;
        count--;
        await house.leave(seat);
      }
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
  let begun = false;
  /** What a cell did before it was interrupted is in the process, and in no cell that can be repeated. */
  let halfDone = false;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const ask = async ({ code, number, limits }: Cell): Promise<Shown> => {
    const server = await house.server();
    house.enter(seat);
    const shown = await server.run({ session: seat.session, number, code, limits });
    if (shown.gone) await house.leave(seat);
    else void house.measure(seat, shown.process).catch(() => undefined);
    return shown;
  };

  /** Brings the session back by its cells; what is to be said of that. */
  const bringBack = async (): Promise<readonly string[]> => {
    if (seat.resident) return [];
    await house.makeRoom();
    for (const cell of cells) {
      if (closed) throw closedError();
      const { gone, execution } = await ask(cell);
      if (execution.starved === true) {
        await house.leave(seat);
        throw new EurusError('SANDBOX_FAULT', 'The machine had no processor to bring a session back');
      }
      if (gone) {
        cells.length = 0;
        [seat.replayMs, halfDone] = [0, false];
        return [LOST];
      }
    }
    const remarks = halfDone ? [NOT_REPEATED] : [];
    halfDone = false;
    return remarks;
  };

  const runHere = async (cell: Cell): Promise<CellExecution> => {
    for (let reruns = 0; ; reruns++) {
      try {
        const remarks = await bringBack();
        return finish(cell, await ask(cell), remarks, reruns);
      } catch (error) {
        if (!diedOfItself(error) || reruns >= MAX_RERUNS || closed || house.closed) throw error;
      }
    }
  };

  const finish = (cell: Cell, shown: Shown, remarks: readonly string[], reruns: number): CellExecution => {
    const { execution, value, traceback, gone } = shown;
    // What was interrupted has run in part; nobody can repeat that.
    if (execution.outcome === 'timed-out') halfDone ||= !gone;
    else if (!gone) {
      cells.push(cell);
      seat.replayMs += execution.durationMs;
    }
    const all = gone ? [...remarks, cells.length === 0 ? ANEW : AS_BEFORE] : remarks;
    const facts = { value, traceback, number: cell.number, ...(reruns === 0 ? {} : { reruns }) };
    const told: CellExecution = { ...execution, ...facts, ...lossOf(gone, cells.length > 0, remarks) };
    return withRemarks(told, all);
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
        await house.makeRoom();
      }
    });

  return {
    run: (code, limits, asked) => {
      if (closed) return Promise.reject(closedError());
      number = asked ?? number + 1;
      begun = true;
      const cell = { code, number, limits };
      const result = last.then(() => runOne(cell));
      last = result.catch(() => undefined);
      return Promise.race([result, closing.promise]);
    },
    restore: async (past, limits, first = 1) => {
      if (begun) throw new EurusError('SANDBOX_FAULT', 'A session is restored before its first cell');
      begun = true;
      number = first - 1;
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

/** @param gone the cell took the process along @param hasCells it can be brought back @param remarks of bringing it back */
const lossOf = (
  gone: boolean,
  hasCells: boolean,
  remarks: readonly string[],
): Pick<CellExecution, 'lost'> => {
  if (gone) return { lost: hasCells ? 'cell' : 'all' };
  if (remarks.includes(LOST)) return { lost: 'earlier' };
  return remarks.includes(NOT_REPEATED) ? { lost: 'part' } : {};
};

/** Sessions of one sandbox, and what closes them all. */
export const createSessions = (
  options: SessionsOptions,
): { readonly openSession: OpenSession; close(): Promise<void> } => {
  const house = createHouse(options);
  const inTurn = createTurns(options.cellsAtOnce);
  return { openSession: () => openSession(house, inTurn), close: house.close };
};
