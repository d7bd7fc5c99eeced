import { type Completion, type Sample, scoreOf, type Verdict } from '../core/index.ts';
import { cellAccumulator, createTokenTally, type TokenTally } from '../metric/index.ts';
import { type Scored, seconds } from './aggregate.ts';
import { type Difference, panelCollector } from './panel.ts';
import type { NamedGrader, PlannedTask } from './plan.ts';
import { count, countTokens, countVerdict, type Progress, type TaskProgress } from './progress.ts';
import { endingIn } from './trials.ts';
import {
  type BallotBox,
  ballotBox,
  canVote,
  countVotes,
  type Onlooker,
  type VoteRow,
  wrongClassesIn,
} from './votes/index.ts';

/** A task whose recorded completions are being judged; how many trials there are shows at the end. */
export type RecordedLane = {
  readonly planned: PlannedTask;
  readonly panel: ReturnType<typeof panelCollector>;
  readonly progress: TaskProgress | undefined;
  readonly graders: readonly {
    readonly named: NamedGrader;
    readonly cell: ReturnType<typeof cellAccumulator>;
    /** Null where answers are not to be compared. */
    readonly box: BallotBox | null;
    ms: number;
  }[];
  readonly scoreField: string | undefined;
  /** Completions read, by the sample's place. */
  readonly seen: Uint32Array;
  /** All of them: the place of the last one in the order of reading, from 1. */
  read: number;
  readonly tokens: TokenTally;
  generationMs: number;
};

export const createRecordedLane = (
  planned: PlannedTask,
  progress: TaskProgress | undefined,
  {
    ks = [],
    scoreField,
  }: { readonly ks?: readonly number[] | undefined; readonly scoreField?: string | undefined },
  panel: { readonly file: string | null; keep(difference: Difference, place: number): Promise<void> },
): RecordedLane => ({
  planned,
  panel: panelCollector(planned, panel.file, panel.keep),
  progress,
  scoreField,
  graders: planned.graders.map(named => ({
    named,
    box: canVote(named) ? ballotBox(named) : null,
    cell: cellAccumulator({
      benchmark: planned.task.benchmark.id,
      protocol: planned.task.protocolName,
      grader: named.name,
      macro: planned.task.benchmark.macro,
      macroGroups: planned.macroGroups,
      parts: planned.task.benchmark.parts,
      groupOrder: planned.task.benchmark.groupOrder,
      ks,
      scoreField,
      turns: planned.task.protocol.interaction?.maxSteps,
    }),
    ms: 0,
  })),
  seen: new Uint32Array(planned.samples.length),
  read: 0,
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
  lane.read += 1;
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
  const place = lane.graders.findIndex(({ named }) => named.name === verdict.grader);
  const grader = lane.graders[place];
  if (grader === undefined) return;
  const ending = endingIn(lane.planned, completion);
  const { parts, turn } = verdict;
  const { id, groups } = sample;
  const score = lane.scoreField === undefined ? null : scoreOf(completion, lane.scoreField);
  const judged = { verdict: verdict.verdict, ending, parts, turn };
  grader.cell.add({ id, trial: completion.trial, score, groups, ...judged });
  grader.box?.add(verdict);
  grader.ms += verdict.durationMs;
  if (place === 0) countVerdict(progress, lane.progress, verdict.verdict);
};

/** Samples for which nothing was recorded. */
export const countMissing = ({ seen }: RecordedLane): number =>
  seen.reduce((missing, trials) => missing + (trials === 0 ? 1 : 0), 0);

/**
 * The cells of a task, one a grader, with votes where samples have several trials.
 * @param keep is given the votes by a grader
 * @param onlooker there are no votes where the user has stopped the work
 */
export const recordedCells = async (
  lane: RecordedLane,
  keep: (task: PlannedTask, grader: string, rows: ReadonlyMap<string, VoteRow>) => Promise<void>,
  onlooker: Onlooker,
): Promise<readonly Scored[]> => {
  const scored: Scored[] = [];
  for (const { named, cell, box, ms } of lane.graders) {
    const isVote = box?.isVote() === true && box.unknown() === 0;
    const votes = isVote ? ((await countVotes(lane.planned, named, box, onlooker))?.rows ?? null) : null;
    if (votes !== null) await keep(lane.planned, named.name, votes);
    const totals = {
      tokens: lane.tokens.totals(),
      duration_s: seconds(lane.generationMs + ms),
      missing: countMissing(lane),
    };
    scored.push({
      cell: cell.cell(totals, votes === null ? undefined : wrongClassesIn(votes)),
      leftOut: cell.leftOut(),
      scoreCounts: cell.scoreCounts(),
    });
  }
  return scored;
};
