import type { Completion, Sandbox, Verdict } from '../core/index.ts';
import { goesOnText, type Keeper, openKeeper } from './keeper.ts';
import { unfinishedFolder, verdictsPath } from './layout.ts';
import type { PlannedTask } from './plan.ts';
import type { Room } from './room.ts';
import { createFoundVerdicts, type FoundVerdicts, type WorkMaker, workOf } from './unfinished/index.ts';

/** What `score` keeps of recorded completions, and what the same command had kept before it was stopped. */
export type KeptRecords = {
  /** Opens the files, once. @param sandbox that is open by now; null where no program is run */
  open(sandbox: Sandbox | null): Promise<Keeper>;
  /** What is written to; null while nothing is. */
  keeper(): Keeper | null;
  /** True when verdicts were found. */
  hasFound(): boolean;
  /** The verdict that was found on a completion, and its line; null where there is none. */
  of(
    task: PlannedTask,
    grader: string,
    completion: Completion,
  ): Promise<{ readonly verdict: Verdict; readonly line: number } | null>;
  /** Closes everything; what was judged stays, unless it has been kept and forgotten. */
  leave(): Promise<void>;
};

export const keptRecords = (
  planned: readonly PlannedTask[],
  directory: string,
  room: Room,
  options: WorkMaker & { readonly onNotice?: ((line: string) => void) | undefined },
): KeptRecords => {
  const say = (line: string): void => options.onNotice?.(line);
  const files = new Map<string, FoundVerdicts>();
  for (const { name, graders, samples } of planned) {
    for (const grader of graders) {
      const path = verdictsPath(unfinishedFolder(directory), name, grader.name);
      files.set(`${name}.${grader.name}`, createFoundVerdicts(path, samples.length));
    }
  }
  let keeper: Keeper | null = null;
  let found = 0;
  return {
    open: async sandbox => {
      if (keeper !== null) return keeper;
      const work = workOf(planned, options, sandbox);
      const keeps = { directory, planned, withCompletions: true, work, room, say };
      keeper = await openKeeper(keeps, (_keeper, task, verdict, at) => {
        const sample = task.indexOf.get(verdict.id);
        if (sample === undefined || verdict.verdict === 'unscored') return;
        files.get(`${task.name}.${verdict.grader}`)?.note(sample, verdict.trial, at);
      });
      for (const its of files.values()) found += its.count();
      if (found > 0) say(goesOnText(found));
      return keeper;
    },
    keeper: () => keeper,
    hasFound: () => found > 0,
    of: async (task, grader, completion) => {
      const sample = task.indexOf.get(completion.id);
      return sample === undefined
        ? null
        : ((await files.get(`${task.name}.${grader}`)?.of(sample, completion)) ?? null);
    },
    leave: async () => {
      for (const its of files.values()) await its.close();
      await keeper?.leave();
    },
  };
};
