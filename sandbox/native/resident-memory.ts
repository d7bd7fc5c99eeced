import { readFileSync } from 'node:fs';

const PAGE_MB = 4096 / (1024 * 1024);
/** What a session that has done little has for itself: pages it shares no longer, page tables. */
const SESSION_MB = 4;

const childrenOf = (pid: number): readonly number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** Resident memory of a process that is no file's, in MiB. */
const anonymousMbOf = (pid: number): number => {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident - shared) * PAGE_MB;
  } catch {
    return 0;
  }
};

/**
 * About how much memory the guests of a worker have beyond what they share with the process they were forked from, in
 * MiB. Cheap, and of the kernel: no guest is asked.
 */
export const guestsMemoryMb = (root: number): number => {
  let total = 0;
  const visit = (pid: number, parentMb: number) => {
    const ownMb = anonymousMbOf(pid);
    total += Math.max(ownMb - parentMb, 0) + SESSION_MB;
    for (const child of childrenOf(pid)) visit(child, ownMb);
  };
  for (const child of childrenOf(root)) visit(child, anonymousMbOf(root));
  return total;
};
