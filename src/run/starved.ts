import type { Verdict } from '../core/index.ts';
import { visible } from './quote.ts';

/** Of its time: a program that computed for less was waiting, asleep or for a machine that had others to serve. */
const busy = 0.5;
/** A program that computed for less was asleep, which is its own doing. */
const asleep = 0.05;

type Found = { count: number; readonly example: string };

/**
 * Collects programs that ran out of time although they would have used it: the machine had no processor for them for half
 * of it or more. Such a verdict is one of the machine, and may come out otherwise.
 */
export const starvedTally = () => {
  const found = new Map<string, Found>();
  return {
    add: ({ benchmark, protocol, grader, id, execution }: Verdict): void => {
      if (execution?.outcome !== 'timed-out' || execution.cpuMs === null) return;
      // Its clock left out what it waited.
      if (execution.waitedMs !== undefined) return;
      const share = execution.cpuMs / execution.durationMs;
      if (!(share >= asleep && share < busy)) return;
      const name = `${benchmark}.${protocol} by ${grader}`;
      const known = found.get(name);
      if (known === undefined) found.set(name, { count: 1, example: id });
      else known.count += 1;
    },
    lines: (): readonly string[] =>
      [...found].map(([name, { count, example }]) => {
        const programs = count === 1 ? '1 program' : `${count} programs`;
        return `${name}: ${programs} ran out of time on a machine that was busy for half of it, for example ${visible(example)}: judge again when it is free`;
      }),
  };
};
