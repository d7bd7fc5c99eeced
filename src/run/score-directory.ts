import type { Price, Sandbox } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { scoreBacklog } from './backlog.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { countScored, openScoreLanes, type ScoreLane } from './lane.ts';
import { completionsPath } from './layout.ts';
import { refuseOtherData, selectionOf, withGraders, withSandbox, writeManifest } from './manifest.ts';
import { inDirectory } from './open-directory.ts';
import { panelsOf } from './panel-files.ts';
import { type PlannedTask, planTasks } from './plan.ts';
import { markStarts } from './prefill/index.ts';
import { repairRecords } from './records.ts';
import { type RunResult, resultOf, stoppedBy } from './result.ts';
import { noteRewards } from './rewards.ts';
import { type AskedSamples, keepSamples } from './samples-file.ts';
import type { ScoreOptions } from './score-recorded.ts';
import { createScoring } from './scoring.ts';
import { inSession, roomOf, type Session, startSandbox } from './session.ts';
import { type AskedIds, askedIn } from './shard/asked-in.ts';
import { largestTrial, scanCompletions } from './store.ts';
import { readRunManifest, summaryOf, updateSummary } from './summary-file.ts';
import { everything, type Selection } from './task.ts';
import { countPlanned, createTable, markAsked, needsSandbox, type TrialTable } from './trials.ts';
import { type Votes, votesOf } from './votes/index.ts';
import { numberWarnings } from './warnings.ts';

export type ScoreDirectoryOptions = ScoreOptions & {
  /** A run directory. */
  readonly directory: string;
  /** What its model costs; null where that is not known. */
  readonly price?: Price | null | undefined;
};

/**
 * Judges every completion of a run directory anew by the graders of the tasks; no model is called. Their
 * verdict files are replaced when all is done, other graders' files stay.
 * @throws EurusError `RECORDS_UNREADABLE` for what is no run directory, `RUN_MISMATCH` for other data,
 * `USAGE` for a task that the run does not have; `DATA_*`, `DISK_*`, `SANDBOX_MISSING`
 */
export const scoreDirectory = async (options: ScoreDirectoryOptions): Promise<RunResult> => {
  const { directory, data } = options;
  // Looked at first, because a lock would make a directory where there is none.
  await readRunManifest(directory);
  const planned = await planTasks(options.tasks, data, everything, {});
  return inDirectory(directory, async () => {
    const manifest = await readRunManifest(directory);
    refuseOtherData(manifest, planned, data, directory);
    const tables: TrialTable[] = [];
    for (const task of planned) {
      const asked = await askedIn(manifest, task, directory);
      const selection = selectionOf(manifest, task.name);
      const table = await openTable(task, asked, selection, directory, options.scoreField);
      // A shard may have no sample of a task.
      if (manifest.shard === undefined || countPlanned(table) > 0) tables.push(table);
    }
    const room = roomOf(options, options.abort);
    const judged = tables.map(table => table.planned);
    const keeper = await openKeeper(directory, judged, false, room);
    try {
      const names = judged.map(({ name }) => name);
      const { sandbox, faults } = await inSession(names, options, session =>
        judgeTables(tables, session, keeper, options),
      );
      // Votes are counted from the files, which take their names first.
      const isDone = !resultOf(tables, { cells: [] }, directory, options, [], false).interrupted;
      if (isDone) await keeper.keep();
      const votes = new Map<string, Votes>();
      for (const table of isDone ? tables : []) {
        votes.set(table.planned.name, await votesOf(table, directory, room, options));
      }
      const scored = tables.flatMap(table => cellsOf(table, options.ks ?? [], votes.get(table.planned.name)));
      const summary = summaryOf(
        markStarts(
          scored.map(({ cell }) => cell),
          manifest,
        ),
        options.price,
      );
      const uncounted = [...votes.values()].flatMap(its => its.warnings);
      const warnings = [...faults, ...uncounted, ...numberWarnings(scored)];
      const result = resultOf(tables, summary, directory, options, warnings, false);
      if (isDone) {
        await keepSamples(directory, tables.map(answered), manifest.identity.system, room);
        const graded = withGraders(manifest, planned);
        await writeManifest(directory, sandbox === null ? graded : withSandbox(graded, sandbox));
        const damage = await updateSummary(directory, summary, room);
        const panels = await panelsOf(tables, directory, room);
        return { ...result, panels, warnings: [...result.warnings, ...damage] };
      }
      return result;
    } finally {
      await keeper.drop();
    }
  });
};

/**
 * The completions of a task: all that are there, whichever command asked for them. Of what the newest one asked for
 * the rest counts as missing.
 */
const openTable = async (
  planned: PlannedTask,
  asked: AskedIds,
  selection: Selection,
  directory: string,
  scoreField: string | undefined,
): Promise<TrialTable> => {
  const trials = Math.max(selection.trials, 1 + (await largestTrial(planned, directory)));
  const table = createTable(planned, trials, { scoreField });
  const repair = await scanCompletions(table, { directory, asks: null, retry: 'nothing' });
  await repairRecords(completionsPath(directory, planned.name), repair);
  await noteRewards(table, directory);
  markAsked(table, asked, selection.trials);
  return table;
};

/** The samples of a task that have an answer. */
const answered = ({ planned, trials, completions }: TrialTable): AskedSamples => ({
  planned,
  samples: planned.samples.filter((_, index) =>
    completions.subarray(index * trials, (index + 1) * trials).some(code => code !== 0),
  ),
});

type Judged = {
  /** Closed by now; null when none was needed. */
  readonly sandbox: Sandbox | null;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
};

const judgeTables = async (
  tables: readonly TrialTable[],
  session: Session,
  keeper: Keeper,
  options: ScoreDirectoryOptions,
): Promise<Judged> => {
  const { halt, sandbox, progress, unjudged, changed } = session;
  progress.work = 'judging';
  if (!stoppedBy(options) && tables.some(table => needsSandbox(table, false))) await startSandbox(session);
  const scoring = createScoring<ScoreLane>({
    execute: sandbox.execute,
    concurrency: options.scoreConcurrency,
    halt,
    record: async (verdict, { target, completion }) => {
      await keeper.verdict(target.table.planned, verdict);
      countScored(target, verdict, progress);
      unjudged.add(verdict, completion);
      changed();
    },
  });
  const lanes = await openScoreLanes(options.directory, tables, progress);
  changed();
  await scoreBacklog(lanes, scoring, halt, options.drain);
  await scoring.idle();
  return { sandbox: sandbox.opened(), faults: unjudged.lines() };
};
