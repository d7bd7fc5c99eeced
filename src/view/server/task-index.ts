import { type NamedReward, openTail, sizeOf, type Tail, type TaskRecord } from '../../record/index.ts';
import type { Dimension, RowTable } from '../query.ts';
import { findEarly } from './find-early.ts';
import { type TaskColumns, taskColumns } from './task-columns.ts';

/** What the files of a task hold, kept up with them: each is read once, and then only what is new at its end. */
export type TaskIndex = Pick<
  TaskColumns,
  | 'rowsOf'
  | 'trialOf'
  | 'samplePlace'
  | 'completionPlace'
  | 'verdictPlace'
  | 'turnsOf'
  | 'rewardPlaces'
  | 'completionsInOrder'
  | 'measured'
> & {
  /**
   * Begins to read what is new, unless that is being done or was done a moment ago, and waits until the verdicts of a
   * grader have been read, but no longer than `patienceMs`: the rest comes with later calls.
   * @throws EurusError `RECORDS_UNREADABLE` when a file cannot be read
   */
  look(grader: string | null, patienceMs: number): Promise<void>;
  /** The same, without the completions: enough for a look from elsewhere. */
  glance(grader: string, patienceMs: number): Promise<void>;
  /** As `look`, until something is known, or all has been read. */
  until(isKnown: () => boolean, patienceMs: number): Promise<void>;
  /** Finds the records of one sample before all others, when they have not come up yet. */
  hurry(id: string): Promise<void>;
  /** Does something for which the reading waits meanwhile. */
  urgently<T>(work: () => Promise<T>): Promise<T>;
  table(grader: string): RowTable;
  dimensions(): readonly Dimension[];
  /** Raised whenever something has been read. */
  version(): number;
  /** Share of the bytes that have been read; 1 when nothing is being read. */
  share(): number;
  /** The rewards that are there, in the order of the alphabet. */
  rewards(): readonly NamedReward[];
  /** True once all files have been read to their ends. */
  isWhole(): boolean;
  /** Told that files have changed: what was read before is not all there is, however short a time ago. */
  changed(): void;
  /** False from a change until everything has been read that came with it. */
  isCurrent(): boolean;
  counts(): { readonly rows: number; readonly samples: number; readonly completions: number };
  /** Ends what is being read. */
  close(): void;
};

/** Files that were looked at so recently are not looked at again. */
const freshMs = 250;

/** For so long it is worth to wait for everything, so that small tasks are shown whole at once. */
const wholeMs = 150;

/** Timers cannot wait for longer. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * @param task asked each time: graders may have come since
 * @param findRewards asked whenever the files are looked at
 */
export const openTaskIndex = (
  task: () => TaskRecord,
  findRewards: () => Promise<readonly NamedReward[]> = async () => [],
): TaskIndex => {
  let state = emptyState();
  let reading: Promise<void> | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  let failure: unknown = null;
  let version = 0;
  let rewards: readonly NamedReward[] = [];
  /** Changes that were told of, and those of them that the last whole reading began after. */
  let [changes, seen] = [0, 0];
  /** Whether completions are wanted of the reading that goes on, and whether any reading has come so far. */
  let [wantsAll, whole] = [false, false];
  /** Files that have been read to their end since the reading began. */
  const passed = new Set<string>();
  const waiting = new Set<() => void>();
  const closing = new AbortController();
  /** What the reading makes way for. */
  let urgent: Promise<unknown> = Promise.resolve();

  const moved = (): void => {
    version += 1;
    for (const wake of [...waiting]) wake();
  };

  const readAll = async (first: string | null): Promise<void> => {
    passed.clear();
    const began = changes;
    rewards = await findRewards();
    const files = filesOf(task(), first, rewards);
    bytes = 0;
    for (const { path } of files) bytes += await sizeOf(path);
    for (const [place, file] of files.entries()) {
      // Samples and the verdicts of one grader are read in any case.
      if (place > 1 && !wantsAll) return;
      const tail = state.tails.get(file.path) ?? openTail(file.path);
      state.tails.set(file.path, tail);
      const holds = await tail.read(visitOf(state.columns, file), {
        onPiece: () => {
          moved();
          return urgent;
        },
        signal: closing.signal,
      });
      if (closing.signal.aborted) return;
      if (!holds) {
        // Places of before mean nothing now: all files are read anew.
        state = emptyState();
        whole = false;
        return readAll(first);
      }
      passed.add(file.path);
    }
    whole = true;
    seen = began;
  };

  const begin = (grader: string | null, all = true): void => {
    if (all) wantsAll = true;
    if (reading !== null || closing.signal.aborted) return;
    const isFresh = seen === changes && performance.now() - readAtMs < freshMs;
    if (isFresh && (whole || !all)) return;
    wantsAll = all;
    failure = null;
    reading = readAll(grader)
      .catch((thrown: unknown) => {
        failure = thrown;
      })
      .finally(() => {
        reading = null;
        readAtMs = performance.now();
        // Completions may have become wanted just when the reading ended without them, or files have changed behind it.
        if (wantsAll && (!whole || seen !== changes) && failure === null) begin(grader);
        moved();
      });
  };

  /** Until the next piece of a file has been read. */
  const nextMove = (patienceMs: number): Promise<void> =>
    new Promise(resolve => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(patienceMs, longestTimerMs));
      waiting.add(wake);
    });

  const wait = async (isKnown: () => boolean, patienceMs: number): Promise<void> => {
    const endMs = performance.now() + patienceMs;
    while (reading !== null && !isKnown() && performance.now() < endMs) {
      await nextMove(endMs - performance.now());
    }
    if (failure !== null) throw failure;
  };

  const urgently = <T>(work: () => Promise<T>): Promise<T> => {
    const done = work();
    urgent = Promise.allSettled([urgent, done]);
    return done;
  };

  const findSample = (id: string): Promise<void> => {
    const files = filesOf(task(), null, []).filter(
      ({ holds, path }) => holds !== 'samples' && holds !== 'turns' && !passed.has(path),
    );
    const left = files.map(({ path, holds }) => ({
      path,
      from: state.tails.get(path)?.at(),
      visit: visitOf(state.columns, { path, holds }),
    }));
    return findEarly(id, { task: task(), columns: state.columns, left, signal: closing.signal });
  };

  return {
    urgently,
    hurry: id => (reading === null ? Promise.resolve() : urgently(() => findSample(id))),
    look: async (grader, patienceMs) => {
      begin(grader);
      const path = task().graders.find(({ name }) => name === grader)?.verdicts ?? task().completions;
      const longer = Math.max(0, patienceMs - wholeMs);
      await wait(() => false, patienceMs - longer);
      await wait(() => passed.has(path), longer);
    },
    glance: (grader, patienceMs) => {
      begin(grader, false);
      const path = task().graders.find(({ name }) => name === grader)?.verdicts ?? '';
      return wait(() => passed.has(path), patienceMs);
    },
    until: (isKnown, patienceMs) => {
      begin(null);
      return wait(isKnown, patienceMs);
    },
    table: grader => {
      const { benchmark, protocol, graders } = task();
      const names = graders.map(({ name }) => name);
      return Object.assign(state.columns.table(grader, names), { benchmark, protocol });
    },
    dimensions: () => state.columns.dimensions(),
    rewards: () => rewards,
    version: () => version,
    share: () => {
      if (reading === null) return 1;
      const read = [...state.tails.values()].reduce((sum, tail) => sum + tail.at().offset, 0);
      return bytes === 0 ? 0 : Math.min(read / bytes, 0.999);
    },
    isWhole: () => whole,
    changed: () => {
      changes += 1;
    },
    isCurrent: () => seen === changes,
    counts: () => ({
      rows: state.columns.rows(),
      samples: state.columns.samples(),
      completions: state.columns.completions(),
    }),
    rowsOf: id => state.columns.rowsOf(id),
    trialOf: row => state.columns.trialOf(row),
    samplePlace: sample => state.columns.samplePlace(sample),
    completionPlace: row => state.columns.completionPlace(row),
    verdictPlace: (grader, row) => state.columns.verdictPlace(grader, row),
    turnsOf: row => state.columns.turnsOf(row),
    rewardPlaces: (name, row) => state.columns.rewardPlaces(name, row),
    completionsInOrder: () => state.columns.completionsInOrder(),
    measured: what => state.columns.measured(what),
    close: () => closing.abort(),
  };
};

type State = { readonly columns: TaskColumns; readonly tails: Map<string, Tail> };

const emptyState = (): State => ({ columns: taskColumns(), tails: new Map() });

type TaskFile = {
  readonly path: string;
  readonly holds:
    | 'samples'
    | 'completions'
    | 'turns'
    | { readonly grader: string }
    | { readonly reward: string };
};

/**
 * Samples first, for they give the order; then verdicts, by which a list is drawn; completions and turns, the largest,
 * last.
 */
const filesOf = (
  task: TaskRecord,
  first: string | null,
  rewards: readonly NamedReward[],
): readonly TaskFile[] => {
  const graders = task.graders.toSorted((a, b) => Number(b.name === first) - Number(a.name === first));
  return [
    { path: task.samples, holds: 'samples' },
    ...graders.map(({ name, verdicts }) => ({ path: verdicts, holds: { grader: name } })),
    ...rewards.map(({ name, path }) => ({ path, holds: { reward: name } })),
    { path: task.completions, holds: 'completions' },
    { path: task.turns, holds: 'turns' },
  ];
};

const visitOf = (columns: TaskColumns, { holds }: TaskFile) => {
  if (holds === 'samples') return columns.visitSample;
  if (holds === 'completions') return columns.visitCompletion;
  if (holds === 'turns') return columns.visitTurn;
  return 'grader' in holds ? columns.visitVerdict(holds.grader) : columns.visitReward(holds.reward);
};
