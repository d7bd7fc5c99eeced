import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Completion, encodeCompletion, encodeVerdict, type Verdict } from '../core/index.ts';
import { makeDirectory, takeName, temporaryPath } from './disk.ts';
import { closeAll, openAll } from './lane.ts';
import { completionsPath, panelPath, verdictsPath } from './layout.ts';
import { type Difference, encodeDifference } from './panel.ts';
import type { PlannedTask } from './plan.ts';
import type { Room } from './room.ts';

/** Writes whole record files under temporary names; they take their names together, or not at all. */
export type Keeper = {
  completion(task: PlannedTask, completion: Completion): Promise<void>;
  verdict(task: PlannedTask, verdict: Verdict): Promise<void>;
  difference(task: PlannedTask, difference: Difference): Promise<void>;
  /** Ends writing, and puts the files in the place of those that were there. */
  keep(): Promise<void>;
  /** Ends writing, and removes the files, and folders that hold nothing else. After `keep` it does nothing. */
  drop(): Promise<void>;
};

/**
 * @param withCompletions false to write verdicts only, true to write completions and differences as well
 * @throws EurusError `DISK_FULL` | `DISK_DENIED`, also from every method
 */
export const openKeeper = async (
  directory: string,
  planned: readonly PlannedTask[],
  withCompletions: boolean,
  room: Room,
): Promise<Keeper> => {
  const hasPanel = ({ graders }: PlannedTask): boolean => withCompletions && graders.length > 1;
  const folders = ['completions', 'verdicts', ...(planned.some(hasPanel) ? ['panel'] : [])].map(folder =>
    join(directory, folder),
  );
  for (const folder of folders) await makeDirectory(folder);
  const paths = planned.flatMap(task => [
    ...(withCompletions ? [completionsPath(directory, task.name)] : []),
    ...task.graders.map(grader => verdictsPath(directory, task.name, grader.name)),
    ...(hasPanel(task) ? [panelPath(directory, task.name)] : []),
  ]);
  const appenders = await openAll(paths.map(temporaryPath), 'w', room);
  const files = new Map(paths.map((path, index) => [path, appenders[index]]));
  let open = true;
  return {
    completion: async ({ name }, completion) =>
      files.get(completionsPath(directory, name))?.put(encodeCompletion(completion)),
    verdict: async ({ name }, verdict) =>
      files.get(verdictsPath(directory, name, verdict.grader))?.put(encodeVerdict(verdict)),
    difference: async ({ name }, difference) =>
      files.get(panelPath(directory, name))?.put(encodeDifference(difference)),
    keep: async () => {
      open = false;
      await closeAll(appenders);
      for (const path of paths) await takeName(path);
    },
    drop: async () => {
      if (!open) return;
      open = false;
      await closeAll(appenders).catch(() => {});
      for (const path of paths) await rm(temporaryPath(path), { force: true }).catch(() => {});
      // Only those that are empty go: a directory in which nothing was kept is as good as new.
      for (const folder of folders) await rmdir(folder).catch(() => {});
    },
  };
};
