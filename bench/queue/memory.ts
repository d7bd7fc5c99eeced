import { residentMb } from './process.ts';

/** Resident memory of some processes, looked at every second. */
export type Watch = {
  /** Lines for people: after the first tenth, at the quarters, and at most, in MiB. */
  end(): readonly string[];
};

export const watchMemory = (pids: Readonly<Record<string, number>>): Watch => {
  const seen = Object.fromEntries(Object.keys(pids).map((name): [string, number[]] => [name, []]));
  const timer = setInterval(() => {
    for (const [name, pid] of Object.entries(pids)) {
      const now = residentMb(pid);
      if (now > 0) seen[name]?.push(now);
    }
  }, 1000);
  return {
    end: () => {
      clearInterval(timer);
      return Object.entries(seen).map(([name, sizes]) => {
        const at = (share: number) => (sizes[Math.ceil(share * sizes.length) - 1] ?? 0).toFixed(0);
        const quarters = [0.25, 0.5, 0.75, 1].map(share => `${share * 100} % ${at(share)}`);
        return `${name.padEnd(14)}10 % ${at(0.1)}, ${quarters.join(', ')}, most ${Math.max(0, ...sizes).toFixed(0)} MiB`;
      });
    },
  };
};
