import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the living children of a process; Linux only. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(candidate => {
      try {
        const fields = readFileSync(`/proc/${candidate}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return Number(fields[1]) === pid && fields[0] !== 'Z';
      } catch {
        return false;
      }
    });

/** Process ids of all living descendants of a process, those in namespaces too; Linux only. */
export const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap(child => [child, ...descendantsOf(child)]);

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

export const until = async (fact: () => boolean, timeoutMs: number): Promise<boolean> => {
  const endMs = performance.now() + timeoutMs;
  while (!fact()) {
    if (performance.now() > endMs) return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
};
