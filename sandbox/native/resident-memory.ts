import { readFileSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';

const childrenOf = (pid: number): readonly number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** Whether a process has that number in the namespace around its own. */
const isKnownAs = (pid: number, inner: number): boolean => {
  try {
    const numbers = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(numbers?.split(/\s+/).at(-2)) === inner;
  } catch {
    return false;
  }
};

/**
 * The number by which we know a guest of a worker, whose own processes know it by another; null where the system does
 * not tell.
 */
export const outerNumber = (worker: number, inner: number): number | null => {
  const children = childrenOf(worker);
  // The newest is the last.
  for (const child of children.toReversed()) if (isKnownAs(child, inner)) return child;
  for (const child of children) {
    const found = outerNumber(child, inner);
    if (found !== null) return found;
  }
  return null;
};

/** How many pages a process has had to be given so far: memory of its own is never more. 0 where that is not told. */
export const pagesGiven = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return Number(fields.split(' ')[7]);
  } catch {
    return 0;
  }
};

/** Memory that a process shares with no other, in MiB; null where the system does not tell. Takes milliseconds. */
export const privateMemoryMb = async (pid: number): Promise<number | null> => {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].map(([, size]) =>
      Number(size),
    );
    return kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
  } catch {
    return null;
  }
};

/** What lies in a guest's folders of its own, in MiB: they are memory too. 0 where the system does not tell. */
export const filesMb = async (pid: number): Promise<number> => {
  const sizes = ['tmp', 'home/guest'].map(async folder => {
    const { blocks, bfree, bsize } = await statfs(`/proc/${pid}/root/${folder}`);
    return ((blocks - bfree) * bsize) / (1024 * 1024);
  });
  return Promise.all(sizes).then(
    ([one = 0, other = 0]) => one + other,
    () => 0,
  );
};
