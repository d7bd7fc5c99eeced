import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { EurusError } from '../core/index.ts';
import { errnoOf, onDisk } from './disk-error.ts';
import { lockPath } from './layout.ts';

/** Who writes in a run directory. */
type Holder = {
  readonly pid: number;
  readonly host: string;
  /** Tells this start of the machine and of the process from earlier ones with the same pid; '' where unknown. */
  readonly born: string;
};

/**
 * Keeps a second writer out of a run directory until the returned function is called. The lock of a
 * process that is no more is taken over.
 * @param hardLink how a second name is given to a file; not every file system has a way
 * @throws EurusError `USAGE` when another process writes there
 */
export const lockDirectory = async (
  directory: string,
  hardLink: typeof link = link,
): Promise<() => Promise<void>> => {
  const path = lockPath(directory);
  const born = await birthOf(process.pid);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), born, nonce: randomUUID() });
  for (let tries = 0; tries < 3; tries += 1) {
    if (await create(path, own, hardLink)) return () => release(path, own);
    const seen = await read(path);
    if (seen === null) continue;
    if (await isHeld(path, seen)) throw held(directory, path, seen);
    await removeStale(path, seen);
  }
  throw held(directory, path, (await read(path)) ?? '');
};

/** Removes the lock, unless somebody has put another in its place meanwhile. */
const release = async (path: string, own: string): Promise<void> => {
  if ((await read(path)) === own) await rm(path, { force: true }).catch(() => {});
};

/** Makes the lock with its content in one step, so that nobody sees an empty one. */
const create = (path: string, content: string, hardLink: typeof link): Promise<boolean> =>
  onDisk(path, async () => {
    const own = `${path}.${randomUUID()}`;
    try {
      await writeFile(own, content);
      await hardLink(own, path);
      return true;
    } catch (thrown) {
      if (errnoOf(thrown) === 'EEXIST') return false;
      // File systems without hard links: two steps, then.
      if (['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errnoOf(thrown) ?? '')) {
        return await createInTwoSteps(path, content);
      }
      throw thrown;
    } finally {
      await rm(own, { force: true }).catch(() => {});
    }
  });

const createInTwoSteps = async (path: string, content: string): Promise<boolean> => {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'wx');
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
  try {
    await file.writeFile(content);
    return true;
  } catch (thrown) {
    await rm(path, { force: true }).catch(() => {});
    throw thrown;
  } finally {
    await file.close();
  }
};

/** Moves it away first: of two that try, one moves the stale lock, the other notices what it has moved. */
const removeStale = async (path: string, seen: string): Promise<void> => {
  const moved = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, moved);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return;
    throw thrown;
  }
  const content = await read(moved);
  if (content !== null && content !== seen) {
    await link(moved, path).catch(() => writeFile(path, content, { flag: 'wx' }).catch(() => {}));
  }
  await rm(moved, { force: true });
};

/** For how long a lock that says nothing is taken for one that is being written. */
const writingMs = 5000;

const isYoung = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < writingMs,
    () => false,
  );

const isHeld = async (path: string, content: string): Promise<boolean> => {
  const holder = holderOf(content);
  if (holder === null) return isYoung(path);
  if (holder.host !== hostname()) return true;
  if (!isAlive(holder.pid)) return false;
  const born = await birthOf(holder.pid);
  return holder.born === '' || born === '' || born === holder.born;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errnoOf(thrown) === 'EPERM';
  }
};

/** Start of the machine and of a process, where /proc tells them. */
const birthOf = async (pid: number): Promise<string> => {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the name in parentheses, which may itself hold spaces.
    const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot}/${started}`;
  } catch {
    return '';
  }
};

const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

const holderOf = (content: string): Holder | null => {
  try {
    const { pid, host, born } = JSON.parse(content);
    if (!Number.isSafeInteger(pid) || pid < 1 || typeof host !== 'string') return null;
    return { pid, host, born: typeof born === 'string' ? born : '' };
  } catch {
    return null;
  }
};

const held = (directory: string, path: string, content: string): EurusError => {
  const holder = holderOf(content);
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new EurusError('USAGE', `${directory} is being written by ${who}`, {
    hint: `Wait for it, or choose another --run-name. If it runs no more, remove ${path}.`,
  });
};
