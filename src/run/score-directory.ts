import type { Sandbox } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { scoreBacklog } from './backlog.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { countScored, openScoreLanes, type ScoreLane } from './lane.ts';
import { completionsPath } from './layout.ts';
import { refuseOtherData, selectionOf, withGraders, withSandbox, writeManifest } from './manifest.ts';
import { inDirectory } from './open-directory.ts';
import { planTasks } from './plan.ts';
import { repairRecords } from './records.ts';
import { type RunResult, resultOf, stoppedBy } from './result.ts';
import type { ScoreOptions } from './score-recorded.ts';
import { createScoring } from './scoring.ts';
import { inSession, type Session } from './session.ts';
import { scanCompletions } from './store.ts';
import { readRunDirectory, summaryOf, updateSummary } from './summary-file.ts';
import { createTable, needsSandbox, type TrialTable } from './trials.ts';
import { truncationWarnings } from './warnings.ts';

export type ScoreDirectoryOptions = ScoreOptions & {
  /** A run directory. */
  readonly directory: string;
};

/**
 * Judges the completions of a run directory anew by the graders of the tasks; no model is called. Their
 * verdict files are replaced when all is done, other graders' files stay.
 * @throws EurusError `RECORDS_UNREADABLE` for what is no run directory, `RUN_MISMATCH` for other data,
 * `USAGE` for a task that the run does not have; `DATA_*`, `DISK_*`, `SANDBOX_MISSING`
 */
export const scoreDirectory = async (options: ScoreDirectoryOptions): Promise<RunResult> => {
  const { directory, data } = options;
  const { manifest } = await readRunDirectory(directory);
  const selection = selectionOf(manifest);
  const planned = await planTasks(options.tasks, data, selection, {});
  refuseOtherData(manifest, planned, data, directory);
  return inDirectory(directory, async () => {
    const tables = planned.map(task => createTable(task, selection.trials));
    for (const table of tables) {
      const scan = { directory, prompts: null, dropFailed: false };
      const repair = await scanCompletions(table, scan);
      await repairRecords(completionsPath(directory, table.planned.name), repair);
    }
    const keeper = await openKeeper(directory, planned, false);
    try {
      const names = planned.map(({ name }) => name);
      const { sandbox, faults } = await inSession(names, options, session =>
        judgeTables(tables, session, keeper, options),
      );
      const summary = summaryOf(tables.flatMap(table => cellsOf(table, options.ks ?? [])));
      const warnings = [...faults, ...truncationWarnings(summary.cells)];
      const result = resultOf(tables, summary, directory, options, warnings);
      if (!result.interrupted) {
        await keeper.keep();
        const graded = withGraders(manifest, planned);
        await writeManifest(directory, sandbox === null ? graded : withSandbox(graded, sandbox));
        await updateSummary(directory, summary);
      }
      return result;
    } finally {
      await keeper.drop();
    }
  });
};

type Judged = {
  /** Closed by now; null when none was needed. */
  readonly sandbox: Sandbox | null;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
};

const judgeTables = async (
  tables: readonly TrialTable[],
  { halt, sandbox, progress, unjudged, changed }: Session,
  keeper: Keeper,
  options: ScoreDirectoryOptions,
): Promise<Judged> => {
  if (!stoppedBy(options) && tables.some(table => needsSandbox(table, false))) await sandbox.open();
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
