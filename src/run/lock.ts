import { createHash, randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  for (let tries = 0; tries < maxTries; tries += 1) {
    const seen = await read(path);
    if (seen !== null && (await isHeld(path, seen))) throw held(directory, path, seen);
    if (seen === null ? await create(path, own, hardLink) : await takeOver(path, seen, own, hardLink)) {
      await removeLeftovers(path);
      return () => release(path, own);
    }
  }
  throw held(directory, path, (await read(path)) ?? '');
};

/** True while another command writes in a run directory; what it holds may change under a reader's feet. */
export const isBeingWritten = async (directory: string): Promise<boolean> => {
  const content = await read(lockPath(directory));
  return content !== null && (await isHeld(lockPath(directory), content));
};

/** Each waits for one who takes over the same lock, or removes what is in the way: together longer than `writingMs`. */
const maxTries = 240;
const claimedMs = 25;

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

/**
 * Puts our lock in the place of a stale one. Of those who find the same stale lock one may do so at a time, and looks
 * again whether it is still there: a lock that somebody else has put there meanwhile is never touched.
 */
const takeOver = async (path: string, seen: string, own: string, hardLink: typeof link): Promise<boolean> => {
  const claim = claimPath(path, seen);
  if (!(await create(claim, own, hardLink))) {
    // Whoever claimed it is about to be done, or was killed in the middle.
    const by = await read(claim);
    if (by !== null && (await isHeld(claim, by))) await sleep(claimedMs);
    else await rm(claim, { force: true });
    return false;
  }
  const moved = `${path}.${randomUUID()}`;
  try {
    if ((await read(path)) !== seen) return false;
    await onDisk(path, async () => {
      await writeFile(moved, own);
      await rename(moved, path);
    });
    return true;
  } finally {
    await rm(moved, { force: true }).catch(() => {});
    await rm(claim, { force: true }).catch(() => {});
  }
};

/** Held while a lock of this content is taken over. */
export const claimPath = (path: string, content: string): string =>
  `${path}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;

/** What processes that were killed while they locked have left. */
const removeLeftovers = async (path: string): Promise<void> => {
  const names = await readdir(dirname(path)).catch((): string[] => []);
  for (const name of names.filter(name => name.startsWith(`${basename(path)}.`))) {
    const leftover = join(dirname(path), name);
    if (!(await isYoung(leftover))) await rm(leftover, { force: true }).catch(() => {});
  }
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
