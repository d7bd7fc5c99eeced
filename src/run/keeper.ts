import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Completion,
  encodeCompletion,
  encodeVerdict,
  type SandboxFacts,
  type Verdict,
} from '../core/index.ts';
import type { Appender } from './appender.ts';
import { makeDirectory, syncDirectory } from './disk.ts';
import { onDisk } from './disk-error.ts';
import { closeAll, openAll } from './lane.ts';
import { completionsPath, panelPath, unfinishedFolder, verdictsPath } from './layout.ts';
import { type Difference, encodeDifference } from './panel.ts';
import type { PlannedTask } from './plan.ts';
import type { Room } from './room.ts';
import {
  createLineOrder,
  type FoundLine,
  type LineOrder,
  noteComplete,
  noteWork,
  openFolder,
  putInOrder,
  removeFolder,
  scanFound,
  type UnfinishedFile,
  type Work,
  type WorkFolder,
  writeSandbox,
} from './unfinished/index.ts';

/**
 * Writes whole record files in a folder of their own, where they stay when the command ends before its time: the same
 * command goes on with the verdicts there. The files take their names together when all is done, their lines in the order
 * in which the completions were read.
 */
export type Keeper = {
  completion(task: PlannedTask, completion: Completion): Promise<void>;
  /** @param place of the completion among those of its task, from 1 */
  verdict(task: PlannedTask, verdict: Verdict, place: number): Promise<void>;
  difference(task: PlannedTask, difference: Difference, place: number): Promise<void>;
  /** Says that a verdict that was found counts, and for which completion. @param line of the file, from 0 */
  count(task: PlannedTask, grader: string, line: number, place: number): void;
  /** Says what programs run in, where that was not known before. */
  ranIn(facts: SandboxFacts): Promise<void>;
  /** Ends writing, and puts the files in the place of those that were there. */
  keep(): Promise<void>;
  /** To be called when all that follows from the files is on disk too: from now on the same command begins anew. */
  forget(): Promise<void>;
  /** Ends writing. What was judged stays; a folder in which nothing was goes. */
  leave(): Promise<void>;
};

export type KeeperOptions = {
  readonly directory: string;
  readonly planned: readonly PlannedTask[];
  /** False to write verdicts only, true to write completions and differences as well. */
  readonly withCompletions: boolean;
  readonly work: Work;
  readonly room: Room;
  /** Told that what an earlier command has left is of other work. */
  say(line: string): void;
};

/** Given each verdict that an earlier command has left, the older before the newer, before anything is written. */
export type Found = (
  keeper: Pick<Keeper, 'count'>,
  task: PlannedTask,
  verdict: Verdict,
  at: FoundLine,
) => void;

type Kept = UnfinishedFile & {
  /** Null where lines are written in order. */
  readonly order: LineOrder | null;
  /** That the file has by now. */
  lines: number;
};

/** @throws EurusError `DISK_FULL` | `DISK_DENIED`, also from every method; `RECORDS_UNREADABLE` */
export const openKeeper = async (options: KeeperOptions, found: Found): Promise<Keeper> => {
  const { directory, planned, withCompletions, work, room, say } = options;
  const { verdicts, others } = filesOf(directory, planned, withCompletions);
  const judged = verdicts.map(({ file }) => file);
  const all = [...judged, ...others];
  let folder: WorkFolder = { directory, work, files: judged, room };
  await openFolder(folder, say);
  for (const path of new Set(others.map(file => dirname(file.path)))) await makeDirectory(path);

  const byTarget = new Map(all.map(file => [file.target, file]));
  const count: Keeper['count'] = (task, grader, line, place) =>
    byTarget.get(verdictsPath(directory, task.name, grader))?.order?.set(place, line);
  for (const { task, name, file } of verdicts) {
    file.lines = await scanFound(file.path, (verdict, at) => {
      if (verdict.grader === name) found({ count }, task, verdict, at);
    });
  }
  const paths = (files: readonly Kept[]): readonly string[] => files.map(({ path }) => path);
  const goneOn = await openAll(paths(judged), 'a', room);
  const appenders = [...goneOn, ...(await openAll(paths(others), 'w', room).catch(closing(goneOn)))];
  const appenderOf = new Map(all.map((file, index) => [file, appenders[index]]));
  const put = (target: string, record: Readonly<Record<string, unknown>>, place = 0): Promise<void> => {
    const file = byTarget.get(target);
    const appender = file === undefined ? undefined : appenderOf.get(file);
    if (file === undefined || appender === undefined) throw new Error(`${target} was not opened`);
    file.order?.set(place, file.lines);
    file.lines += 1;
    return appender.put(record);
  };
  let noting: Promise<void> | null = null;
  let state: 'open' | 'kept' | 'over' = 'open';
  return {
    completion: ({ name }, completion) => put(completionsPath(directory, name), encodeCompletion(completion)),
    verdict: async ({ name }, verdict, place) => {
      // No verdict stands there before it is said in what it was given.
      if (noting !== null) await noting;
      await put(verdictsPath(directory, name, verdict.grader), encodeVerdict(verdict), place);
    },
    difference: ({ name }, difference, place) =>
      put(panelPath(directory, name), encodeDifference(difference), place),
    count,
    ranIn: facts => {
      folder = { ...folder, work: { ...work, sandbox: writeSandbox(facts) } };
      noting = noteWork(folder);
      return noting;
    },
    keep: async () => {
      state = 'kept';
      await closeAll(appenders);
      for (const { path, order, lines } of all)
        if (order !== null) await putInOrder(path, order, lines, room);
      await noteComplete(folder);
      await takeNames(all);
    },
    forget: async () => {
      state = 'over';
      await removeFolder(directory);
    },
    leave: async () => {
      if (state === 'over') return;
      if (state === 'open') await closeAll(appenders).catch(() => {});
      state = 'over';
      // A directory in which nothing was judged is as good as new.
      if (judged.every(({ lines }) => lines === 0)) await removeFolder(directory).catch(() => {});
    },
  };
};

/** Those of verdicts, which are gone on with, and those that are written anew. */
const filesOf = (directory: string, planned: readonly PlannedTask[], withCompletions: boolean) => {
  const keptAt = (path: (root: string) => string, isOrdered = true): Kept => ({
    path: path(unfinishedFolder(directory)),
    target: path(directory),
    order: isOrdered ? createLineOrder() : null,
    lines: 0,
  });
  const verdicts = planned.flatMap(task =>
    task.graders.map(({ name }) => ({
      ...{ task, name },
      file: keptAt(root => verdictsPath(root, task.name, name)),
    })),
  );
  const others = planned.flatMap(({ name, graders }) => [
    ...(withCompletions ? [keptAt(root => completionsPath(root, name), false)] : []),
    ...(withCompletions && graders.length > 1 ? [keptAt(root => panelPath(root, name))] : []),
  ]);
  return { verdicts, others };
};

const closing =
  (appenders: readonly Appender[]) =>
  async (error: unknown): Promise<never> => {
    await Promise.allSettled(appenders.map(appender => appender.close()));
    throw error;
  };

const takeNames = async (files: readonly Kept[]): Promise<void> => {
  for (const { path, target } of files) {
    await makeDirectory(dirname(target));
    await onDisk(target, () => rename(path, target));
  }
  for (const folder of new Set(files.map(({ target }) => dirname(target)))) await syncDirectory(folder);
};

/** What is said of verdicts that an earlier command has left. */
export const goesOnText = (verdicts: number): string => {
  const them = verdicts === 1 ? 'verdict is' : 'verdicts are';
  return `Going on: ${verdicts.toLocaleString('en')} ${them} there from the same command, which was stopped.`;
};
