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
  /** How often the batch that it was in came to nothing, nobody knows over what, though that was tried one by one. */
  failures: number;
  /** How often what judged it, and nothing else, came to an end: a process, or a worker with nothing else in the queue. */
  deaths: number;
  /** The last batch of which a worker has said that it begins with this one. */
  begunIn: string | null;
  /** How often a worker has given it back unjudged. */
  returns: number;
};

/** How a batch is judged: at full speed; one by one; one by one while nothing else is in the queue. */
export type Pace = 'usual' | 'careful' | 'alone';

/** A batch that stands in the queue, or is being worked on. */
export type Batch = {
  readonly id: string;
  /** Those of its completions that have not come back, by number, in their order. */
  readonly left: Map<number, Outstanding>;
  /** Room that they took in the message, in UTF-16 units. */
  readonly units: number;
  /** Which memory of Redis it was handed in to: when that is lost, this says nothing about the batch. */
  readonly epoch: number;
  readonly pace: Pace;
  /** True once Redis has it. */
  hasArrived: boolean;
  /** What `createLostFinder` has seen of it; null while it is where it should be. */
  missing: { mark: number; looks: number } | null;
};

type Counted = 'failures' | 'deaths' | 'begunIn' | 'returns';

/** All that is out, within bounds. */
export type Ledger = {
  /** Resolves when there may be room for one more; false when nothing is taken any more. */
  room(): Promise<boolean>;
  readonly isFull: boolean;
  enter(entry: Omit<Outstanding, 'number' | 'units' | Counted>): Outstanding;
  /** Takes out what an answer is about; null when it is not out (late, or twice), or when these are no verdicts on it. */
  take(item: VerdictItem): Outstanding | null;
  /** Whether it is out. */
  has(number: number): boolean;
  /** The batch that it stands in; undefined while it is in none. */
  batchOf(number: number): Batch | undefined;
  /** Takes one out of the batch that it stands in. @returns it, when that is the batch */
  pull(number: number, batch: string): Outstanding | undefined;
  /** Takes one out without an answer. */
  drop(number: number): Outstanding | undefined;
  /** To be called when what was taken is written down, so that no more than the bounds is in memory. */
  release(entry: Outstanding): void;
  /** Notes that completions stand in a batch. */
  handIn(id: string, entries: readonly Outstanding[], epoch: number, pace?: Pace): Batch;
  /** Forgets a batch. @returns what of it is out still */
  takeBack(id: string): readonly Outstanding[];
  readonly batches: ReadonlyMap<string, Batch>;
  readonly size: number;
  /** Resolves when nothing is out and all that was taken is released, or when it was abandoned. */
  idle(): Promise<void>;
  /** Takes nothing more; who waits for room is told so. */
  shut(): void;
  /** The same, and nobody waits for what is out. */
  abandon(): void;
};

export type Bounds = {
  /** Most completions that are out. */
  readonly items: number;
  /** UTF-16 units of text that are out before nothing more is taken. */
  readonly units: number;
};

export const createLedger = (bounds: Bounds): Ledger => {
  const out = new Map<number, Outstanding>();
  const batches = new Map<string, Batch>();
  const batchOf = new Map<number, Batch>();
  const waiters: (() => void)[] = [];
  let idlers: (() => void)[] = [];
  let [next, units, held] = [0, 0, 0];
  let [isShut, isAbandoned] = [false, false];
  const isFull = (): boolean => held >= bounds.items || units >= bounds.units;
  // One at a time, and each that enters wakes the next: thousands that wait for one place would all look at it.
  const wakeOne = (): void => {
    if (isShut || !isFull()) waiters.shift()?.();
  };
  const wakeIdlers = (): void => {
    const done = idlers;
    idlers = [];
    for (const go of done) go();
  };
  const part = (number: number): void => {
    const batch = batchOf.get(number);
    batchOf.delete(number);
    batch?.left.delete(number);
    if (batch?.left.size === 0) batches.delete(batch.id);
  };
  const remove = (number: number): Outstanding | undefined => {
    const entry = out.get(number);
    out.delete(number);
    part(number);
    return entry;
  };
  const shut = (): void => {
    isShut = true;
    for (const wake of waiters.splice(0)) wake();
  };

  return {
    room: async () => {
      while (!isShut && isFull()) await new Promise<void>(resolve => waiters.push(resolve));
      return !isShut;
    },
    get isFull() {
      return isFull();
    },
    enter: entry => {
      const entered = {
        ...entry,
        ...{ number: next, units: unitsOf(entry.completion) },
        ...{ failures: 0, deaths: 0, begunIn: null, returns: 0 },
      };
      next += 1;
      held += 1;
      units += entered.units;
      out.set(entered.number, entered);
      wakeOne();
      return entered;
    },
    take: item => {
      const entry = out.get(item.number);
      if (entry === undefined || !answers(item, entry)) return null;
      remove(item.number);
      return entry;
    },
    has: number => out.has(number),
    batchOf: number => batchOf.get(number),
    pull: (number, batch) => {
      if (batchOf.get(number)?.id !== batch) return undefined;
      part(number);
      return out.get(number);
    },
    drop: remove,
    release: entry => {
      held -= 1;
      units -= entry.units;
      wakeOne();
      if (held === 0) wakeIdlers();
    },
    handIn: (id, entries, epoch, pace = 'usual') => {
      const there = entries.filter(({ number }) => out.has(number));
      const batch = {
        ...{ id, epoch, pace, hasArrived: false, missing: null },
        left: new Map(there.map(entry => [entry.number, entry])),
        units: there.reduce((sum, entry) => sum + entry.units, 0),
      };
      if (there.length > 0) batches.set(id, batch);
      for (const { number } of there) batchOf.set(number, batch);
      return batch;
    },
    takeBack: id => {
      const entries = [...(batches.get(id)?.left.values() ?? [])];
      batches.delete(id);
      for (const { number } of entries) batchOf.delete(number);
      return entries;
    },
    batches,
    get size() {
      return out.size;
    },
    idle: async () => {
      if (held > 0 && !isAbandoned) await new Promise<void>(resolve => idlers.push(resolve));
    },
    shut,
    abandon: () => {
      isAbandoned = true;
      shut();
      wakeIdlers();
    },
  };
};

/** Whether these are the verdicts that were asked for: on this very text, one of each grader. */
const answers = (
  { verdicts }: VerdictItem,
  { completion, graders, completionSha256 }: Outstanding,
): boolean =>
  verdicts.length === graders.length &&
  verdicts.every(
    (verdict, index) =>
      verdict.key === completion.key &&
      verdict.benchmark === completion.benchmark &&
      verdict.protocol === completion.protocol &&
      verdict.id === completion.id &&
      verdict.trial === completion.trial &&
      verdict.grader === graders[index] &&
      verdict.completionSha256 === completionSha256,
  );
