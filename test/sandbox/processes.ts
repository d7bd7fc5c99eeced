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

/** Processor time of a process so far, in hundredths of a second; 0 for one that is gone. Linux only. */
export const cpuTicksOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** What a machine that is busy with other things may add to a deadline. What misses its deadline never ends. */
export const busyMs = 60_000;

/** Waits for what comes by itself; false when it does not even on a busy machine. */
export const until = async (fact: () => boolean, timeoutMs = busyMs): Promise<boolean> => {
  const endMs = performance.now() + timeoutMs;
  while (!fact()) {
    if (performance.now() > endMs) return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
};
