import type { Judged } from './judges.ts';
import type { VerdictItem, WorkItem } from './messages.ts';

export type BatchOfWork = {
  readonly items: readonly WorkItem[];
  /** One by one from the start: whoever had it before came to an end. */
  readonly isCareful: boolean;
  /** Judges some of them in one process; null when everything was dropped. */
  judge(items: readonly WorkItem[]): Promise<Judged | null>;
  /** Whether there is no verdict on it yet. */
  isLeft(item: WorkItem): boolean;
  onVerdicts(items: readonly VerdictItem[]): void;
  /** Resolves when it is known elsewhere what comes next, should this worker come to an end over it. */
  begin(item: WorkItem): Promise<void>;
  /** The process that judged it, and nothing else, came to an end. */
  onDeath(item: WorkItem, why: string): void;
};

/**
 * Judges a batch in one process. When that comes to an end, nobody knows over which completion, since verdicts are sent some at
 * a time: so what is left is judged one by one, and only one over which a process ends then is left out.
 * @returns how it ended; `died` is never true
 */
export const judgeBatch = async (work: BatchOfWork): Promise<Judged | null> => {
  const { items, isCareful, judge, isLeft, onVerdicts, begin, onDeath } = work;
  if (!isCareful && items.length > 1) {
    const all = await judge(items);
    if (all === null || !all.died) return all;
  }
  for (const item of items.filter(isLeft)) {
    if (isCareful) await begin(item);
    const one = await judge([item]);
    if (one === null) return null;
    if (one.died && isLeft(item)) onDeath(item, one.back ?? '');
    else if (!one.died && one.back !== null) return one;
    else onVerdicts(one.items);
  }
  return { items: [], back: null, died: false };
};
