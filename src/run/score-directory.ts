import type { Price, SandboxFacts, Verdict } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { scoreBacklog } from './backlog.ts';
import { judgingOf } from './judging.ts';
import { type Found, goesOnText, type Keeper, openKeeper } from './keeper.ts';
import { countScored, openScoreLanes, type ScoreLane } from './lane.ts';
import { completionsPath } from './layout.ts';
import { refuseOtherData, selectionOf, withGraders, withSandbox, writeManifest } from './manifest.ts';
import { inDirectory } from './open-directory.ts';
import { panelsOf } from './panel-files.ts';
import { type PlannedTask, planTasks } from './plan.ts';
import { markStarts } from './prefill/index.ts';
import { repairRecords } from './records.ts';
import { countPlanned, needsSandbox } from './remaining.ts';
import { type RunResult, resultOf, stoppedBy } from './result.ts';
import { noteRewards } from './rewards.ts';
import { type AskedSamples, keepSamples } from './samples-file.ts';
import type { ScoreOptions } from './score-recorded.ts';
import { inSession, roomOf, type Session } from './session.ts';
import { type AskedIds, askedIn } from './shard/asked-in.ts';
import { largestTrial, scanCompletions } from './store.ts';
import { readRunManifest, summaryOf, updateSummary } from './summary-file.ts';
import { everything, type Selection } from './task.ts';
import { createTable, fingerprint, markAsked, noteVerdict, slotOf, type TrialTable } from './trials.ts';
import { foundSandbox, type WorkSandbox, workOf, writeSandbox } from './unfinished/index.ts';
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
 * verdict files are replaced when all is done, other graders' files stay. What a command that was stopped has judged is
 * taken for given by the same command.
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
    const read: ReadTable[] = [];
    for (const task of planned) {
      const asked = await askedIn(manifest, task, directory);
      const selection = selectionOf(manifest, task.name);
      const one = await openTable(task, asked, selection, directory, options.scoreField);
      // A shard may have no sample of a task.
      if (manifest.shard === undefined || countPlanned(one.table) > 0) read.push(one);
    }
    const tables = read.map(({ table }) => table);
    const room = roomOf(options, options.abort);
    const judged = tables.map(table => table.planned);
    const work = workOf(judged, options);
    const files: KeptVerdicts = {
      keeper: null,
      sandbox: await foundSandbox(directory, work, options.sandboxName),
      open: async ranIn => {
        const say = (line: string): void => options.onNotice?.(line);
        const sandbox = ranIn === null ? files.sandbox : writeSandbox(ranIn);
        const keeps = {
          directory,
          planned: judged,
          withCompletions: false,
          work: { ...work, sandbox },
          room,
          say,
        };
        files.keeper = await openKeeper(keeps, noteFound(read));
        const found = countFound(tables);
        if (found > 0) say(goesOnText(found));
        return files.keeper;
      },
    };
    try {
      const names = judged.map(({ name }) => name);
      const { sandbox, faults } = await inSession(names, options, session =>
        judgeTables(read, session, files, options),
      );
      const { keeper } = files;
      // Votes are counted from the files, which take their names first.
      const isDone =
        keeper !== null && !resultOf(tables, { cells: [] }, directory, options, [], false).interrupted;
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
        await keeper.forget();
        return { ...result, panels, warnings: [...result.warnings, ...damage] };
      }
      return result;
    } finally {
      await files.keeper?.leave();
    }
  });
};

/** What is written; opened once it is known what runs programs, because verdicts depend on that. */
type KeptVerdicts = {
  keeper: Keeper | null;
  /** In which the verdicts were given that are there. */
  readonly sandbox: WorkSandbox;
  open(ranIn: SandboxFacts | null): Promise<Keeper>;
};

/** A table, and where its completions stand in their file: a line by slot. */
type ReadTable = { readonly table: TrialTable; readonly lines: Int32Array };

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
): Promise<ReadTable> => {
  const trials = Math.max(selection.trials, 1 + (await largestTrial(planned, directory)));
  const table = createTable(planned, trials, { scoreField });
  const lines = new Int32Array(table.completions.length);
  const repair = await scanCompletions(table, { directory, asks: null, retry: 'nothing', lines });
  await repairRecords(completionsPath(directory, planned.name), repair);
  await noteRewards(table, directory);
  markAsked(table, asked, selection.trials);
  return { table, lines };
};

/** The place of a completion among those of its task: places have gaps where lines do not count. */
const placeOf = ({ table, lines }: ReadTable, verdict: Verdict): number =>
  Math.abs(lines[slotOf(table, verdict)] ?? 0);

const countFound = (tables: readonly TrialTable[]): number =>
  tables
    .flatMap(({ columns }) => columns)
    .reduce((sum, { codes }) => codes.reduce((n, code) => n + (code > 0 ? 1 : 0), sum), 0);

/** Takes verdicts that are there for given, as far as they are on the completions that are there. */
const noteFound =
  (read: readonly ReadTable[]): Found =>
  (keeper, task, verdict, { line }) => {
    const its = read.find(({ table }) => table.planned === task);
    const column = its?.table.columns.find(({ name }) => name === verdict.grader);
    if (its === undefined || column === undefined || verdict.verdict === 'unscored') return;
    const slot = slotOf(its.table, verdict);
    const known = its.table.fingerprints[slot] ?? 0n;
    if (known === 0n || known !== fingerprint(verdict.completionSha256)) return;
    noteVerdict(column, slot, verdict);
    keeper.count(task, column.name, line, placeOf(its, verdict));
  };

/** The samples of a task that have an answer. */
const answered = ({ planned, trials, completions }: TrialTable): AskedSamples => ({
  planned,
  samples: planned.samples.filter((_, index) =>
    completions.subarray(index * trials, (index + 1) * trials).some(code => code !== 0),
  ),
});

type Judged = {
  /** What programs ran in; null when none did. */
  readonly sandbox: SandboxFacts | null;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
};

const judgeTables = async (
  read: readonly ReadTable[],
  session: Session,
  files: KeptVerdicts,
  options: ScoreDirectoryOptions,
): Promise<Judged> => {
  const { halt, progress, unjudged, changed } = session;
  const { directory, drain } = options;
  const tables = read.map(({ table }) => table);
  progress.work = 'judging';
  const judging = await judgingOf(options, session, {
    planned: tables.map(table => table.planned),
    label: directory,
    sandbox: files.sandbox,
    onSandbox: async facts => files.keeper?.ranIn(facts),
  });
  try {
    if (!stoppedBy(options) && tables.some(table => needsSandbox(table, false))) await judging.prepare();
    if (stoppedBy(options)) return { sandbox: null, faults: [] };
    const keeper = await files.open(judging.sandbox());
    const scoring = judging.scoring<ScoreLane>(async (verdict, { target, completion }) => {
      const its = read.find(({ table }) => table === target.table);
      await keeper.verdict(target.table.planned, verdict, its === undefined ? 0 : placeOf(its, verdict));
      countScored(target, verdict, progress);
      unjudged.add(verdict, completion);
      changed();
    });
    const lanes = await openScoreLanes(directory, tables, progress);
    changed();
    await scoreBacklog(lanes, scoring, halt, drain);
    await scoring.idle();
    return { sandbox: judging.sandbox(), faults: unjudged.lines() };
  } finally {
    await judging.close();
  }
};
