import type { Completion, Verdict } from '../core/index.ts';
import { unitsOf, type VerdictItem } from './messages.ts';

/** A completion that has been handed in and has not come back. */
export type Outstanding = {
  readonly number: number;
  /** `gsm8k.cot` */
  readonly task: string;
  readonly completion: Completion;
  readonly completionSha256: string;
  readonly sample: string;
  readonly graders: readonly string[];
  readonly units: number;
  /** Writes a verdict down. */
  deliver(verdict: Verdict): void | Promise<void>;
  /** How often a batch with it has come to nothing though Redis was there all the time. */
  failures: number;
};

/** A batch that stands in the queue, or is being worked on. */
export type Batch = {
  readonly id: string;
  /** Numbers of those of its completions that have not come back. */
  readonly left: Set<number>;
  /** Which life of the connection it was handed in on: what happens in another says nothing about the batch. */
  epoch: number;
  /** Looks in a row that have not found it. */
  missed: number;
};

/** All that is out, within bounds. */
export type Ledger = {
  /** Resolves when there is room for one more. */
  room(): Promise<void>;
  enter(entry: Omit<Outstanding, 'number' | 'units' | 'failures'>): Outstanding;
  /** Takes out what an answer is about; null when it is not out (late, or twice), or when these are no verdicts on it. */
  take(item: VerdictItem): Outstanding | null;
  /** Whether it is out. */
  has(number: number): boolean;
  get(number: number): Outstanding | undefined;
  /** Takes one out without an answer. */
  drop(number: number): Outstanding | undefined;
  /** To be called when what was taken is written down, so that no more than the bounds is in memory. */
  release(entry: Outstanding): void;
  /** Notes that completions stand in a batch. */
  handIn(batch: string, entries: readonly Outstanding[], epoch: number): void;
  /** Forgets a batch. @returns what of it is out still */
  takeBack(batch: string): readonly Outstanding[];
  readonly batches: ReadonlyMap<string, Batch>;
  readonly size: number;
  /** Resolves when nothing is out and all that was taken is released. */
  idle(): Promise<void>;
};

export type Bounds = {
  /** Most completions that are out. */
  readonly items: number;
  /** Most UTF-16 units of text that are out. */
  readonly units: number;
};

export const createLedger = (bounds: Bounds): Ledger => {
  const out = new Map<number, Outstanding>();
  const batches = new Map<string, Batch>();
  const batchOf = new Map<number, Batch>();
  let next = 0;
  let units = 0;
  let held = 0;
  let waiters: (() => void)[] = [];
  let idlers: (() => void)[] = [];
  const isFull = (): boolean => held >= bounds.items || units >= bounds.units;

  const remove = (number: number): Outstanding | undefined => {
    const entry = out.get(number);
    if (entry === undefined) return undefined;
    out.delete(number);
    const batch = batchOf.get(number);
    batch?.left.delete(number);
    if (batch?.left.size === 0) batches.delete(batch.id);
    batchOf.delete(number);
    return entry;
  };
  const release = (entry: Outstanding): void => {
    held -= 1;
    units -= entry.units;
    if (!isFull()) {
      const woken = waiters;
      waiters = [];
      for (const wake of woken) wake();
    }
    if (held > 0) return;
    const done = idlers;
    idlers = [];
    for (const go of done) go();
  };

  return {
    room: async () => {
      while (isFull()) await new Promise<void>(resolve => waiters.push(resolve));
    },
    enter: entry => {
      const entered = { ...entry, number: next, units: unitsOf(entry.completion), failures: 0 };
      next += 1;
      held += 1;
      units += entered.units;
      out.set(entered.number, entered);
      return entered;
    },
    take: item => {
      const entry = out.get(item.number);
      if (entry === undefined || !answers(item, entry)) return null;
      remove(item.number);
      return entry;
    },
    has: number => out.has(number),
    get: number => out.get(number),
    drop: remove,
    release,
    handIn: (id, entries, epoch) => {
      const batch = { id, left: new Set(entries.map(({ number }) => number)), epoch, missed: 0 };
      batches.set(id, batch);
      for (const { number } of entries) batchOf.set(number, batch);
    },
    takeBack: id => {
      const numbers = [...(batches.get(id)?.left ?? [])];
      batches.delete(id);
      for (const number of numbers) batchOf.delete(number);
      return numbers.flatMap(number => out.get(number) ?? []);
    },
    batches,
    get size() {
      return out.size;
    },
    idle: async () => {
      if (held > 0) await new Promise<void>(resolve => idlers.push(resolve));
    },
  };
};

/** Whether these are the verdicts that were asked for: on this very text, one of each grader. */
const answers = ({ verdicts }: VerdictItem, entry: Outstanding): boolean =>
  verdicts.length === entry.graders.length &&
  verdicts.every(
    ({ key, grader, completionSha256 }, index) =>
      key === entry.completion.key &&
      grader === entry.graders[index] &&
      completionSha256 === entry.completionSha256,
  );
