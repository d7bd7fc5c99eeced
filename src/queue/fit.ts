import { type DataSource, EurusError, messageOf, oneLine, type Sandbox } from '../core/index.ts';
import { everything, planTasks, type Task } from '../run/index.ts';
import { groupsOf } from './judge-messages.ts';
import type { Announcement } from './registry.ts';
import {
  type Program,
  programDifference,
  type Requirement,
  requirementOf,
  type TaskRequirement,
  taskDifferences,
} from './requirement.ts';
import { sandboxDifference } from './sandbox-facts.ts';

/** Why a worker does not judge for a run. */
export type Unfit = {
  /** What differs, or is missing, and what to do; one line. */
  readonly why: string;
  /** False when only another worker, or another run, could change it. */
  readonly mayPass: boolean;
};

export type Here = {
  /** This one. */
  readonly program: Program;
  readonly data: DataSource;
  /**
   * The tasks of those names, from benchmarks that are here.
   * @throws EurusError `UNKNOWN_NAME` for what is not
   */
  tasksOf(wanted: readonly TaskRequirement[]): readonly Task[];
};

/** Most differences of a run that are named. */
const mostNamed = 3;

/** Why the program, benchmarks and data here are not those that a run requires; null when they are. */
export const unfitFor = async (
  wanted: Requirement,
  { program, data, tasksOf }: Here,
): Promise<Unfit | null> => {
  const difference = programDifference(wanted, program);
  if (difference !== null) return { why: difference, mayPass: false };
  const found: string[] = [];
  let count = 0;
  try {
    // One benchmark after the other, so that the samples of one only are in memory.
    for (const group of groupsOf(wanted.tasks).values()) {
      const planned = await planTasks(tasksOf(group), data, everything, {});
      const differences = taskDifferences({ ...wanted, tasks: group }, requirementOf(program, planned, data));
      count += differences.length;
      found.push(...differences.slice(0, mostNamed - found.length));
    }
  } catch (thrown) {
    return unfitThrough(thrown);
  }
  if (count === 0) return null;
  const more = count > found.length ? `; ${count - found.length} more` : '';
  return { why: `${found.join('; ')}${more}`, mayPass: true };
};

/** Why the sandbox here is not what a run wants, whose programs' sandbox may be settled already. */
export const unfitSandbox = (
  { sandbox }: Pick<Announcement, 'sandbox'>,
  here: Sandbox,
  settled: Parameters<typeof sandboxDifference>[0] | null,
): Unfit | null => {
  if (sandbox !== null && sandbox !== here.name) {
    return { why: `sandbox ${here.name} here, ${sandbox} wanted`, mayPass: false };
  }
  const why = settled === null ? null : sandboxDifference(settled, here);
  return why === null ? null : { why, mayPass: true };
};

/**
 * What a failure means: what is missing here, and how it is got.
 * @throws what is no failure of that kind
 */
export const unfitThrough = (thrown: unknown): Unfit => {
  if (!(thrown instanceof EurusError)) throw thrown;
  const { code, hint } = thrown;
  const what = messageOf(thrown).replace(/\.$/, '');
  const todo = hint === null || code === 'UNKNOWN_NAME' ? '' : `. ${hint.replace(/\.$/, '')}`;
  return { why: oneLine(`${what}${todo}`, 480), mayPass: code !== 'UNKNOWN_NAME' };
};
