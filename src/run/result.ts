import type { Summary } from '../core/index.ts';
import type { BudgetStop } from './budget.ts';
import type { Panel } from './panel.ts';
import { countCompleted, countLacking, countPlanned, countUnjudged } from './remaining.ts';
import type { TrialTable } from './trials.ts';

/** How a command ended. */
export type RunResult = {
  /** The cells of this command; `summary.json` may hold more. */
  readonly summary: Summary;
  /** Trials the command was about. */
  readonly planned: number;
  /** Trials that have a completion. */
  readonly completed: number;
  /** Planned trials (of recorded outputs: samples) that have no completion. */
  readonly missing: number;
  /** Completions that some grader could not judge, or has not judged yet. */
  readonly unscored: number;
  /** True when the same command would do what is missing and unscored, and nothing else. */
  readonly resumable: boolean;
  /** True when the user stopped it before everything was done. */
  readonly interrupted: boolean;
  /** What it was about, task by task. */
  readonly asked: readonly AskedTask[];
  /** How graders part, for each task that more than one judged; empty when the user stopped it. */
  readonly panels: readonly Panel[];
  /** Where it is kept; null when it is not. */
  readonly directory: string | null;
  /** How `maxCost` ended the run; left out when it did not. */
  readonly budget?: BudgetStop;
  /** Where there were several servers, who answered how much of this command; left out where there was one. */
  readonly endpoints?: readonly EndpointAnswers[];
  /** Plain lines a user should see. */
  readonly warnings: readonly string[];
  /** Plain lines about what was found on the way; absent when there is none. */
  readonly notes?: readonly string[];
};

/** One of several servers: the answers it gave a command, and the tries that failed there. */
export type EndpointAnswers = {
  readonly url: string;
  readonly weight: number;
  readonly answered: number;
  readonly failed: number;
};

/** The samples of a task that a command was about. */
export type AskedTask = {
  /** `gsm8k.cot` */
  readonly name: string;
  /** In the order of the data. */
  readonly ids: readonly string[];
  /** Trials a sample; null: as many as were recorded, which may differ. */
  readonly trials: number | null;
};

/** The signals by which a user stops work. */
export type StopSignals = {
  /** Aborted: start nothing new, finish what is under way. */
  readonly drain?: AbortSignal | undefined;
  /** Aborted: drop what is under way. */
  readonly abort?: AbortSignal | undefined;
};

export const stoppedBy = ({ drain, abort }: StopSignals): boolean =>
  drain?.aborted === true || abort?.aborted === true;

/**
 * How work on a directory ended.
 * @param resumable true for a run, which asks for what is missing
 */
export const resultOf = (
  tables: readonly TrialTable[],
  summary: Summary,
  directory: string,
  signals: StopSignals,
  warnings: readonly string[],
  resumable: boolean,
): RunResult => {
  const planned = total(tables.map(countPlanned));
  const completed = total(tables.map(countCompleted));
  const missing = planned - completed;
  const open = (resumable ? missing : 0) + total(tables.map(countUnjudged));
  return {
    summary,
    planned,
    completed,
    missing,
    unscored: total(tables.map(countLacking)),
    resumable,
    interrupted: stoppedBy(signals) && open > 0,
    asked: tables.map(askedIn),
    panels: [],
    directory,
    warnings,
  };
};

/** The samples of a table that some trial was asked of, or has an answer of. */
const askedIn = ({ planned: { name, samples }, trials, asked, completions }: TrialTable): AskedTask => {
  const counts = (_sample: unknown, index: number): boolean => {
    const [from, to] = [index * trials, (index + 1) * trials];
    return asked.subarray(from, to).includes(1) || completions.subarray(from, to).some(code => code !== 0);
  };
  return { name, ids: samples.filter(counts).map(({ id }) => id), trials };
};

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
