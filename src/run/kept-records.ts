import type { Completion, SandboxFacts, Verdict } from '../core/index.ts';
import { goesOnText, type Keeper, openKeeper } from './keeper.ts';
import { unfinishedFolder, verdictsPath } from './layout.ts';
import type { PlannedTask } from './plan.ts';
import type { Room } from './room.ts';
import {
  createFoundVerdicts,
  type FoundVerdicts,
  foundSandbox,
  type WorkMaker,
  type WorkSandbox,
  workOf,
  writeSandbox,
} from './unfinished/index.ts';

/** What `score` keeps of recorded completions, and what the same command had kept before it was stopped. */
export type KeptRecords = {
  /** In which the verdicts were given that are there; null when there are none, and where no program was run. */
  readonly sandbox: WorkSandbox;
  /** Opens the files, once. @param ranIn what runs programs, where that is known by now */
  open(ranIn: SandboxFacts | null): Promise<Keeper>;
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

export const keptRecords = async (
  planned: readonly PlannedTask[],
  directory: string,
  room: Room,
  options: WorkMaker & {
    readonly sandboxName?: string | undefined;
    readonly onNotice?: ((line: string) => void) | undefined;
  },
): Promise<KeptRecords> => {
  const say = (line: string): void => options.onNotice?.(line);
  const files = new Map<string, FoundVerdicts>();
  for (const { name, graders, samples } of planned) {
    for (const grader of graders) {
      const path = verdictsPath(unfinishedFolder(directory), name, grader.name);
      files.set(`${name}.${grader.name}`, createFoundVerdicts(path, samples.length));
    }
  }
  const work = workOf(planned, options);
  const before = await foundSandbox(directory, work, options.sandboxName);
  let keeper: Keeper | null = null;
  let found = 0;
  return {
    sandbox: before,
    open: async ranIn => {
      if (keeper !== null) return keeper;
      const sandbox = ranIn === null ? before : writeSandbox(ranIn);
      const keeps = { directory, planned, withCompletions: true, work: { ...work, sandbox }, room, say };
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
