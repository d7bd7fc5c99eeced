import type { Gate, Pass, TryOutcome } from '../../core/index.ts';

/** Counts the answers whose requests wait to be tried again: they hold no place in the window. */
export type Rest = {
  count(): number;
  /**
   * The gate as one request sees it. `end`: the request is over.
   * @param weight for how many answers it asks; 1 when left out
   */
  forOne(weight?: number): {
    readonly gate: Gate;
    end(): void;
    /** To which of several servers its last try went, by its place; null before one, and where there is one server. */
    replica(): number | null;
  };
};

const over: ReadonlySet<TryOutcome> = new Set(['answered', 'refused', 'stopped']);

/** @param changed is told when a request has begun to wait */
export const createRest = (gate: Gate, changed: () => void): Rest => {
  let count = 0;
  return {
    count: () => count,
    forOne: (weight = 1) => {
      let rests = false;
      let replica: number | null = null;
      const set = (now: boolean): void => {
        if (now !== rests) count += now ? weight : -weight;
        rests = now;
      };
      const passFor = (pass: Pass): Pass => {
        set(false);
        replica = pass.replica ?? null;
        return {
          ...pass,
          leave: report => {
            const fate = pass.leave(report);
            if (!over.has(report.outcome)) {
              set(true);
              changed();
            }
            return fate;
          },
        };
      };
      return {
        gate: {
          enter: (signal, asked, caller) => gate.enter(signal, asked, caller).then(passFor),
        },
        end: () => set(false),
        replica: () => replica,
      };
    },
  };
};
