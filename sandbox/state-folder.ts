import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'eurus-sessions-';
const OWNER = new RegExp(`^${PREFIX}(\\d+)-`);

export type StateFolder = {
  /** A path for the state of a session. */
  pathOf(session: string): string;
  remove(session: string): void;
  /** Removes all of it. */
  close(): void;
};

const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // Somebody else's, or gone.
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What a harness that was killed could not remove itself. */
const removeLeftovers = (folder: string): void => {
  try {
    for (const name of readdirSync(folder)) {
      const pid = Number(OWNER.exec(name)?.[1] ?? process.pid);
      if (!isAlive(pid)) removeQuietly(join(folder, name));
    }
  } catch {
    // A folder that cannot be read holds nothing of ours.
  }
};

const makeFolder = (): string => {
  removeLeftovers(tmpdir());
  try {
    return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  } catch {
    // Nothing can be written there: sessions are brought back by their cells then.
    return join(tmpdir(), `${PREFIX}${process.pid}-absent`);
  }
};

/** A folder of this process, for its user only, in which workers keep the states of sessions; made when first needed. */
export const createStateFolder = (): StateFolder => {
  let folder: string | null = null;
  let closed = false;
  const removeAll = () => {
    if (folder !== null) removeQuietly(folder);
  };
  return {
    pathOf: session => {
      if (folder === null) {
        // A cell that comes too late is refused by the pool, and needs no folder.
        if (closed) return join(tmpdir(), `${PREFIX}${process.pid}-absent`, session);
        folder = makeFolder();
        process.once('exit', removeAll);
      }
      return join(folder, session);
    },
    remove: session => {
      if (folder !== null) for (const end of ['', '.new']) removeQuietly(join(folder, `${session}${end}`));
    },
    close: () => {
      closed = true;
      process.off('exit', removeAll);
      removeAll();
      folder = null;
    },
  };
};
