import { findBenchmark } from '../../benchmarks/index.ts';
import { EurusError, oneLine } from '../core/index.ts';
import type { TaskRequirement } from '../queue/index.ts';
import { type Task, taskName } from '../run/index.ts';
import type { Outside } from './outside.ts';
import { resolveTasks } from './tasks.ts';

/**
 * The tasks that a run of a queue names, from what is registered here and what stands on the command line. A name is
 * compared with those, never loaded.
 * @throws EurusError `UNKNOWN_NAME`
 */
export const tasksNamed = (wanted: readonly TaskRequirement[], outside: Outside): readonly Task[] =>
  wanted.map(requirement => taskNamed(requirement, outside));

const taskNamed = ({ name, graders, adapter }: TaskRequirement, outside: Outside): Task => {
  const id = name.split('.', 1)[0] ?? '';
  const isHere = findBenchmark(id) !== undefined || outside.has(id);
  const found = isHere && name.length > id.length ? taskIn(name, graders, outside) : undefined;
  if (found !== undefined) return found;
  const todo =
    adapter === null || isHere ? '' : ': it comes from a file, which must be named to the worker as well';
  throw new EurusError('UNKNOWN_NAME', `${oneLine(name, 100)} is not known here${todo}`);
};

/** A suite, or a name that stands for several, is no task. */
const taskIn = (name: string, graders: TaskRequirement['graders'], outside: Outside): Task | undefined => {
  const found = resolveTasks({ names: [name], graders: graders.map(grader => grader.name), outside });
  return found.find(task => taskName(task) === name);
};
