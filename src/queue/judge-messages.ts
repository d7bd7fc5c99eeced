import type { ErrorCode, Execution, Program } from '../core/index.ts';
import type { VerdictItem, WorkItem } from './messages.ts';
import type { TaskRequirement } from './requirement.ts';

/** What a process that judges is told. */
export type ToJudge =
  | {
      readonly kind: 'batch';
      /** Of the run, those of the benchmarks that the completions are about. */
      readonly tasks: readonly TaskRequirement[];
      readonly items: readonly WorkItem[];
    }
  /** Samples of other tasks than these may be forgotten. */
  | { readonly kind: 'keep'; readonly groups: readonly string[] }
  | { readonly kind: 'executed'; readonly number: number; readonly execution: Execution }
  | { readonly kind: 'failed'; readonly number: number; readonly failure: JudgeFailure };

/** An error as it can be handed to another process. */
export type JudgeFailure = { readonly code: ErrorCode | null; readonly message: string };

/** What a process that judges says. */
export type FromJudge =
  | { readonly kind: 'ready' }
  /** Between two completions, so that one that takes for ever can be told from many that take their time. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'execute'; readonly number: number; readonly program: Program }
  /** Some verdicts of the batch; more follow. */
  | { readonly kind: 'verdicts'; readonly items: readonly VerdictItem[] }
  /** The last verdicts, and why there are none on the rest; null when there are. */
  | { readonly kind: 'done'; readonly items: readonly VerdictItem[]; readonly back: string | null };

/** Tasks of one benchmark, whose samples are loaded once, by a name for exactly what is required of them. */
export const groupsOf = (
  tasks: readonly TaskRequirement[],
): ReadonlyMap<string, readonly TaskRequirement[]> => {
  const byBenchmark = Map.groupBy(tasks, ({ name }) => benchmarkOf(name));
  return new Map([...byBenchmark.values()].map(group => [JSON.stringify(group), group]));
};

/** `gsm8k.cot` → `gsm8k` */
export const benchmarkOf = (task: string): string => task.split('.', 1)[0] ?? task;
