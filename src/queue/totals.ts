import type { Verdict } from '../core/index.ts';

/** How a batch ended for a worker: judged to its end, handed back, put back unfinished, or none of ours. */
export type BatchEnd = 'judged' | 'back' | 'put-back' | 'foreign';

/** What a worker has done. */
export type Totals = {
  /** All verdicts on one completion. */
  judged(verdicts: readonly Verdict[]): void;
  batch(end: BatchEnd, durationMs: number): void;
  now(): {
    readonly judged: number;
    readonly judgedLastMinute: number;
    readonly unscored: number;
    readonly back: number;
  };
  readonly verdicts: ReadonlyMap<string, VerdictCount>;
  readonly batches: Readonly<Record<BatchEnd, number>>;
  readonly durations: Durations;
};

export type VerdictCount = {
  readonly task: string;
  readonly grader: string;
  readonly verdict: Verdict['verdict'];
  count: number;
};

/** Counts of durations, each in the first bound that it does not exceed; the last has no bound. */
export type Durations = {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
  readonly sumMs: number;
};

const boundsMs = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000];

/** Kinds of verdicts that are counted apart; the tasks of a queue are few, but no list is without an end. */
const maxKinds = 2000;

export const createTotals = (clock: () => number = () => performance.now()): Totals => {
  let [judged, unscored] = [0, 0];
  const verdicts = new Map<string, VerdictCount>();
  const batches = { judged: 0, back: 0, 'put-back': 0, foreign: 0 };
  const durations = { boundsMs, counts: new Array<number>(boundsMs.length + 1).fill(0), sumMs: 0 };
  /** By second, the last minute's only. */
  const seconds = new Map<number, number>();
  const forget = (nowMs: number): void => {
    for (const second of seconds.keys()) if (second < nowMs / 1000 - 60) seconds.delete(second);
  };
  const count = ({ benchmark, protocol, grader, verdict }: Verdict): void => {
    const kind = { task: `${benchmark}.${protocol}`, grader, verdict };
    const known = `${kind.task} ${grader} ${verdict}`;
    const isNew = !verdicts.has(known);
    const { task, ...key } = isNew && verdicts.size >= maxKinds ? { ...kind, task: '', grader: '' } : kind;
    const name = `${task} ${key.grader} ${verdict}`;
    const counted = verdicts.get(name) ?? { task, ...key, count: 0 };
    counted.count += 1;
    verdicts.set(name, counted);
  };
  return {
    judged: all => {
      judged += 1;
      if (all.some(({ verdict }) => verdict === 'unscored')) unscored += 1;
      for (const verdict of all) count(verdict);
      const nowMs = clock();
      const second = Math.floor(nowMs / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
      if (seconds.size > 120) forget(nowMs);
    },
    batch: (end, durationMs) => {
      batches[end] += 1;
      const bound = boundsMs.findIndex(most => durationMs <= most);
      const place = bound < 0 ? boundsMs.length : bound;
      durations.counts[place] = (durations.counts[place] ?? 0) + 1;
      durations.sumMs += durationMs;
    },
    now: () => {
      forget(clock());
      const judgedLastMinute = [...seconds.values()].reduce((sum, one) => sum + one, 0);
      return { judged, judgedLastMinute, unscored, back: batches.back };
    },
    verdicts,
    batches,
    durations,
  };
};
