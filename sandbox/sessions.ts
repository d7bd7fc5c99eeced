import {
  type CellExecution,
  EurusError,
  type Limits,
  type OpenSession,
  type PythonSession,
} from '../src/core/index.ts';
import type { CellOutcome } from './jobs.ts';
import type { PackagePaths, PastCell } from './messages.ts';
import type { Pool } from './pool.ts';
import { ANEW, AS_BEFORE, LOST, withRemarks } from './session-remarks.ts';
import { createStateFolder } from './state-folder.ts';

const MAX_STATE_BYTES = 64 * 1024 * 1024;
/** All states of a pool. */
const MAX_STATES_BYTES = 1024 * 1024 * 1024;

export type SessionOptions = {
  readonly pool: Pool;
  /** The packages that a session with this text should have; undefined for none. */
  readonly packagesFor: (code: string) => Promise<PackagePaths | undefined>;
  /** Those that a session turns out to want because it missed a module. */
  readonly packagesWith: (missingModule: string) => Promise<PackagePaths | undefined>;
  /** A state that is larger is not written: its session is brought back by its cells. */
  readonly maxStateBytes?: number;
};

type Kept = { readonly folder: ReturnType<typeof createStateFolder>; bytes: number; sessions: number };

const closedError = () =>
  new EurusError('INTERRUPTED', 'The session was closed while a cell was waiting or running');

/**
 * Sessions over a pool whose workers hold one in place each and write down the others: the state of a session is in a
 * file after each cell, and what is not in a file is made again by running its cells.
 */
const openSession = (options: SessionOptions, kept: Kept): PythonSession => {
  const { pool, packagesFor, packagesWith, maxStateBytes = MAX_STATE_BYTES } = options;
  const key = `session-${++kept.sessions}`;
  /** Those that make the state when they run again; not those that were interrupted, which would be again. */
  const cells: PastCell[] = [];
  /** How many of them are in the file, if there is one. */
  let written = 0;
  let hasFile = false;
  let writtenBytes = 0;
  let version = 0;
  let number = 0;
  let begun = false;
  let packages: PackagePaths | undefined;
  let place: object | undefined;
  let closed = false;
  /** The last cell that was given, and the writing of the state that the last one that ran has left. */
  let last: Promise<unknown> = Promise.resolve();
  let keeping: Promise<unknown> = Promise.resolve();

  const forgetFile = () => {
    kept.bytes -= writtenBytes;
    [hasFile, written, writtenBytes] = [false, 0, 0];
  };

  const ask = async (cell: PastCell): Promise<CellOutcome> => {
    if (closed) throw closedError();
    const room = Math.min(maxStateBytes, MAX_STATES_BYTES - kept.bytes + writtenBytes);
    const file = { path: kept.folder.pathOf(key), written: hasFile, maxBytes: Math.max(0, room) };
    const order = { ...cell, session: key, version, file, again: cells.slice(written) };
    return pool.runCell(packages === undefined ? order : { ...order, packages }, place);
  };

  /** A state that cannot be read, or not be brought back, is one that has to be made again. */
  const askTwice = async (cell: PastCell): Promise<CellOutcome> => {
    try {
      return await ask(cell);
    } catch (error) {
      const isOurs = error instanceof EurusError && error.code === 'SANDBOX_FAULT';
      if (!isOurs || !hasFile) throw error;
      forgetFile();
      return ask(cell);
    }
  };

  /** Cells that ran without the packages run again with them. */
  const takePackages = (found: PackagePaths | undefined): boolean => {
    if (found === undefined || packages !== undefined) return false;
    packages = found;
    version++;
    place = undefined;
    forgetFile();
    return true;
  };

  const runOne = async (code: string, limits: Limits, asked: number | undefined): Promise<CellExecution> => {
    await keeping;
    if (closed) throw closedError();
    number = asked ?? number + 1;
    begun = true;
    const cell = { code, number, limits };
    takePackages(await packagesFor(code));
    let outcome = await askTwice(cell);
    const { missingModule } = outcome.execution;
    if (missingModule !== null && takePackages(await packagesWith(missingModule))) {
      await outcome.kept;
      outcome = await askTwice(cell);
    }
    if (closed) throw closedError();
    return take(cell, outcome);
  };

  const take = (cell: PastCell, outcome: CellOutcome): CellExecution => {
    const { execution, broken, lost } = outcome;
    place = outcome.place;
    if (lost) {
      cells.length = 0;
      forgetFile();
    }
    const remarks = lost ? [LOST] : [];
    if (broken) {
      const isAnew = cells.length === 0 && !hasFile;
      const told: CellExecution = { ...execution, lost: isAnew ? 'all' : 'cell' };
      return withRemarks(told, [...remarks, isAnew ? ANEW : AS_BEFORE]);
    }
    if (execution.outcome !== 'timed-out') cells.push(cell);
    version++;
    const count = cells.length;
    keeping = outcome.kept.then(bytes => {
      if (bytes === null) return;
      kept.bytes += bytes - writtenBytes;
      [hasFile, written, writtenBytes] = [true, count, bytes];
    });
    return withRemarks(lost ? { ...execution, lost: 'earlier' } : execution, remarks);
  };

  const chain = <T>(act: () => Promise<T>): Promise<T> => {
    const before = last;
    const result = before.then(act);
    last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };

  return {
    run: (code, limits, asked) => chain(() => runOne(code, limits, asked)),
    restore: (past, limits, first = 1) =>
      chain(async () => {
        if (begun) throw new EurusError('SANDBOX_FAULT', 'A session is restored before its first cell');
        begun = true;
        number = first - 1;
        for (const code of past) {
          takePackages(await packagesFor(code));
          cells.push({ code, number: ++number, limits });
        }
        version++;
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      pool.abandon(key);
      await last
        .then(() => keeping)
        .then(() => {
          forgetFile();
          kept.folder.remove(key);
        });
    },
  };
};

/** Sessions of a pool, and what closes them all. */
export const createSessions = (
  options: SessionOptions,
): { readonly openSession: OpenSession; close(): void } => {
  const kept: Kept = { folder: createStateFolder(), bytes: 0, sessions: 0 };
  return { openSession: () => openSession(options, kept), close: () => kept.folder.close() };
};
