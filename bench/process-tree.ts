import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type Usage = {
  /** Of the living descendants and of those they have waited for. */
  readonly cpuMs: number;
  /** Memory of the living ones; what several share is counted once (proportional set size). */
  readonly memoryMb: number;
};

const CLOCK_TICK_MS = 10;

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Fields of /proc/PID/stat from the state on, as the name before it may hold anything. */
const statOf = (pid: string): readonly string[] | null =>
  read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ') ?? null;

const memoryMbOf = (pid: string): number => {
  const kilobytes =
    /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '') ??
    /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '');
  return Number(kilobytes?.[1] ?? 0) / 1024;
};

/** Of a process's stat, from its state on: user and system time, its own and that of the children it has waited for. */
const cpuMsOf = (fields: readonly string[]): number =>
  fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * CLOCK_TICK_MS;

/** What a process's descendants have used, namespaces or not; zero where there is no /proc. */
export const descendantsUsage = (root: number = process.pid): Usage => {
  const names = existsSync('/proc/self/stat') ? readdirSync('/proc').filter(name => /^\d+$/.test(name)) : [];
  const stats = new Map(names.flatMap(name => [[name, statOf(name)] as const]));
  const isDescendant = (pid: string): boolean => {
    const parent = stats.get(pid)?.[1];
    if (parent === undefined || parent === '0') return false;
    return parent === String(root) || isDescendant(parent);
  };
  let cpuMs = 0;
  let memoryMb = 0;
  for (const [pid, fields] of stats) {
    if (fields === null || !isDescendant(pid)) continue;
    cpuMs += cpuMsOf(fields);
    memoryMb += memoryMbOf(pid);
  }
  return { cpuMs, memoryMb };
};
