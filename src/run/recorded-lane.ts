import type { Completion, Sample, Verdict } from '../core/index.ts';
import { cellAccumulator, createTokenTally, type TokenTally } from '../metric/index.ts';
import { type Scored, seconds } from './aggregate.ts';
import { type Difference, panelCollector } from './panel.ts';
import type { PlannedTask } from './plan.ts';
import { count, countTokens, countVerdict, type Progress, type TaskProgress } from './progress.ts';
import { endingIn } from './trials.ts';

/** A task whose recorded completions are being judged; how many trials there are shows at the end. */
export type RecordedLane = {
  readonly planned: PlannedTask;
  readonly panel: ReturnType<typeof panelCollector>;
  readonly progress: TaskProgress | undefined;
  readonly graders: readonly {
    readonly name: string;
    readonly cell: ReturnType<typeof cellAccumulator>;
    ms: number;
  }[];
  /** Completions read, by the sample's place. */
  readonly seen: Uint32Array;
  readonly tokens: TokenTally;
  generationMs: number;
};

export const createRecordedLane = (
  planned: PlannedTask,
  progress: TaskProgress | undefined,
  ks: readonly number[],
  panel: { readonly file: string | null; keep(difference: Difference): Promise<void> },
): RecordedLane => ({
  planned,
  panel: panelCollector(planned, panel.file, panel.keep),
  progress,
  graders: planned.graders.map(({ name }) => ({
    name,
    cell: cellAccumulator({
      benchmark: planned.task.benchmark.id,
      protocol: planned.task.protocolName,
      grader: name,
      macro: planned.task.benchmark.macro,
      macroGroups: planned.macroGroups,
      parts: planned.task.benchmark.parts,
      groupOrder: planned.task.benchmark.groupOrder,
      ks,
    }),
    ms: 0,
  })),
  seen: new Uint32Array(planned.samples.length),
  tokens: createTokenTally(),
  generationMs: 0,
});

/** The sample a completion is of, or null when the data has none. */
export const noteRecorded = (
  lane: RecordedLane,
  completion: Completion,
  progress: Progress,
): Sample | null => {
  const index = lane.planned.indexOf.get(completion.id);
  const sample = index === undefined ? undefined : lane.planned.samples[index];
  if (index === undefined || sample === undefined) return null;
  lane.seen[index] = (lane.seen[index] ?? 0) + 1;
  if (completion.error === null) lane.tokens.add(completion.usage);
  lane.generationMs += completion.latencyMs ?? 0;
  countTokens(progress, completion);
  count(progress, lane.progress, 'generated');
  if (endingIn(lane.planned, completion) === 'cut-off') count(progress, lane.progress, 'truncated');
  return sample;
};

export const addVerdict = (
  lane: RecordedLane,
  sample: Sample,
  completion: Completion,
  verdict: Verdict,
  progress: Progress,
): void => {
  const place = lane.graders.findIndex(({ name }) => name === verdict.grader);
  const grader = lane.graders[place];
  if (grader === undefined) return;
  const ending = endingIn(lane.planned, completion);
  const { parts } = verdict;
  grader.cell.add({ id: sample.id, groups: sample.groups, verdict: verdict.verdict, ending, parts });
  grader.ms += verdict.durationMs;
  if (place === 0) countVerdict(progress, lane.progress, verdict.verdict);
};

/** Samples for which nothing was recorded. */
export const countMissing = ({ seen }: RecordedLane): number =>
  seen.reduce((missing, trials) => missing + (trials === 0 ? 1 : 0), 0);

export const recordedCells = (lane: RecordedLane): readonly Scored[] =>
  lane.graders.map(({ cell, ms }) => ({
    cell: cell.cell({
      tokens: lane.tokens.totals(),
      duration_s: seconds(lane.generationMs + ms),
      missing: countMissing(lane),
    }),
    leftOut: cell.leftOut(),
  }));
