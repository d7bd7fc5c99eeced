import {
  type DataSource,
  EurusError,
  type Manifest,
  type Sample,
  type SandboxFacts,
  type Verdict,
} from '../core/index.ts';
import type { Scored } from './aggregate.ts';
import { sha256 } from './canonical.ts';
import { expectRows } from './expected-rows.ts';
import { sha256OfFile } from './file-sha256.ts';
import { judgingOf, type OpenJudging } from './judging.ts';
import type { Keeper } from './keeper.ts';
import { type KeptRecords, keptRecords } from './kept-records.ts';
import { panelPath, votesPath } from './layout.ts';
import {
  benchmarkIdentity,
  type ManifestParts,
  mergeManifest,
  readManifest,
  withSandbox,
  writeManifest,
} from './manifest.ts';
import { inDirectory } from './open-directory.ts';
import { type NamedGrader, type PlannedTask, planTasks } from './plan.ts';
import type { Progress } from './progress.ts';
import { quoted, visible } from './quote.ts';
import type { RecordedCompletion } from './recorded.ts';
import {
  addVerdict,
  countMissing,
  createRecordedLane,
  noteRecorded,
  type RecordedLane,
  recordedCells,
} from './recorded-lane.ts';
import { type RunResult, stoppedBy } from './result.ts';
import { type AskedSamples, keepSamples } from './samples-file.ts';
import type { Job } from './scoring.ts';
import { inSession, roomOf, type Session, type SessionOptions } from './session.ts';
import { summaryOf, updateSummary } from './summary-file.ts';
import { everything, type Task } from './task.ts';
import { writeVoteRows } from './votes/index.ts';
import { numberWarnings } from './warnings.ts';

/** How completions that are there are judged. */
export type ScoreOptions = SessionOptions & {
  readonly tasks: readonly Task[];
  readonly data: DataSource;
  /** Version of eurus-eval, for the manifest. */
  readonly version: string;
  /** The k of the pass@k wanted; pass@1 is always given. */
  readonly ks?: readonly number[] | undefined;
  /** The score of answers that `best@k` and `weighted@k` go by; none when left out. */
  readonly scoreField?: string | undefined;
  /** Completions judged at the same time. */
  readonly scoreConcurrency: number;
  /** What judges, by its content: verdicts that a stopped command has left count only where it is the same. */
  readonly code?: Readonly<Record<string, string>> | undefined;
  /** The kind of sandbox that is asked for; any when left out. */
  readonly sandboxName?: string | undefined;
  /** Judges elsewhere; in this process when left out. */
  readonly openJudging?: OpenJudging | undefined;
};

export type ScoreRecordedOptions = ScoreOptions & {
  readonly completions: AsyncIterable<RecordedCompletion>;
  /** Where to keep a run directory, or null to keep nothing. */
  readonly directory: string | null;
  /** The file that the completions are from, for the manifest; left out when they are from none. */
  readonly source?: string | undefined;
  /** The files behind it, where it is a folder, or no file with one answer a line. */
  readonly sourceFiles?: readonly string[] | undefined;
  /** The model that wrote them, for the manifest. */
  readonly model?: string | undefined;
};

/**
 * Judges completions of others, in one pass; no model is called. Samples without any completion are
 * counted and warned of, never taken for wrong. With a directory, what a command that was stopped has judged is taken for
 * given by the same command.
 * @throws EurusError `RECORDS_UNREADABLE` for a completion of a sample or task that is not there;
 * `RUN_MISMATCH` when `directory` holds another run; `DATA_*`, `DISK_*`, `SANDBOX_MISSING`
 */
export const scoreRecorded = async (options: ScoreRecordedOptions): Promise<RunResult> => {
  const { directory } = options;
  const planned = await planTasks(options.tasks, options.data, everything, {});
  const names = planned.map(({ name }) => name);
  const judgeInto = (files: KeptRecords | null): Promise<Judged> =>
    inSession(names, options, session => judgeAll(planned, session, files, options));
  if (directory === null) return recordedResult(await judgeInto(null), options, async () => {});
  return inDirectory(directory, async () => {
    const parts = await manifestParts(planned, options);
    const manifest = mergeManifest(await readManifest(directory), parts, directory);
    const room = roomOf(options, options.abort);
    const files = await keptRecords(planned, directory, room, options);
    try {
      const judged = await judgeInto(files);
      const keeper = files.keeper();
      const result = await recordedResult(judged, options, (task, grader, rows) =>
        writeVoteRows(votesPath(directory, task.name, grader), rows.values(), room),
      );
      if (!judged.stopped && keeper !== null) {
        await keeper.keep();
        await keepSamples(directory, judged.lanes.map(answered), null, room);
        // Not before: a file that turned out to be unreadable may be mended and scored again.
        const { sandbox } = judged;
        await writeManifest(directory, sandbox === null ? manifest : withSandbox(manifest, sandbox));
        await updateSummary(directory, result.summary, room);
        await keeper.forget();
      }
      return result;
    } finally {
      await files.leave();
    }
  });
};

type Judged = {
  readonly lanes: readonly RecordedLane[];
  readonly read: number;
  readonly unscored: number;
  /** True when the user stopped it. */
  readonly stopped: boolean;
  readonly sandbox: SandboxFacts | null;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
};

/** A completion's lane, its place there, and whether a grader has failed on it already. */
type Target = { readonly lane: RecordedLane; readonly place: number; unscored: boolean };

type Placed = Omit<Job<Target>, 'graders'>;

const judgeAll = async (
  planned: readonly PlannedTask[],
  session: Session,
  files: KeptRecords | null,
  options: ScoreRecordedOptions,
): Promise<Judged> => {
  const { halt, progress, unjudged, changed } = session;
  progress.work = 'judging';
  let keeper: Keeper | null = null;
  const lanes = planned.map((task, index) =>
    createRecordedLane(task, progress.tasks[index], options, {
      file: options.directory === null ? null : panelPath(options.directory, task.name),
      keep: async (difference, place) => keeper?.difference(task, difference, place),
    }),
  );
  let unscored = 0;
  const note = async (verdict: Verdict, { target, sample, completion }: Placed): Promise<void> => {
    addVerdict(target.lane, sample, completion, verdict, progress);
    await target.lane.panel.add(verdict, target.place);
    unjudged.add(verdict, completion);
    if (verdict.verdict === 'unscored' && !target.unscored) unscored += 1;
    target.unscored ||= verdict.verdict === 'unscored';
    changed();
  };
  const { source, sourceFiles } = options;
  const judging = await judgingOf(options, session, {
    planned,
    label: source ?? options.directory ?? 'recorded completions',
    sandbox: files?.sandbox ?? null,
    onSandbox: async facts => keeper?.ranIn(facts),
  });
  try {
    const scoring = judging.scoring<Target>(async (verdict, job) => {
      await keeper?.verdict(job.target.lane.planned, verdict, job.target.place);
      await note(verdict, job);
    });
    const expect =
      source === undefined || sourceFiles !== undefined
        ? null
        : await expectRows(source, progress, halt.signal);
    for await (const completion of options.completions) {
      expect?.(completion);
      if (halt.signal.aborted || options.drain?.aborted) break;
      const { lane, sample } = placeOf(completion, lanes, progress);
      const { graders } = lane.planned;
      if (graders.some(({ grader }) => grader.runsCode === true) && !(await judging.prepare())) break;
      keeper ??= (await files?.open(judging.sandbox())) ?? null;
      await keeper?.completion(lane.planned, completion);
      const job = { completion, sample, target: { lane, place: lane.read, unscored: false } };
      const open = files?.hasFound() === true ? await takeFound(job, files, note) : graders;
      if (open.length > 0) await scoring.submit({ ...job, graders: open });
      else progress.resumed += 1;
    }
    await scoring.idle();
  } finally {
    await judging.close();
  }
  if (progress.generated === 0 && !stoppedBy(options)) {
    throw new EurusError('RECORDS_UNREADABLE', `${options.source ?? 'the recorded file'} holds no rows`, {
      hint: 'A row looks like {"id": "0", "text": "the answer"}.',
    });
  }
  return {
    lanes,
    read: progress.generated,
    unscored,
    stopped: stoppedBy(options),
    sandbox: judging.sandbox(),
    faults: unjudged.lines(),
  };
};

/** Takes the verdicts that are there for given. @returns the graders that have none on this completion */
const takeFound = async (
  job: Placed,
  { keeper, of }: KeptRecords,
  note: (verdict: Verdict, job: Placed) => Promise<void>,
): Promise<readonly NamedGrader[]> => {
  const { completion, target } = job;
  const { planned } = target.lane;
  const open: NamedGrader[] = [];
  for (const grader of planned.graders) {
    const found = await of(planned, grader.name, completion);
    if (found === null) open.push(grader);
    else {
      keeper()?.count(planned, grader.name, found.line, target.place);
      await note(found.verdict, job);
    }
  }
  return open;
};

const placeOf = (
  completion: RecordedCompletion,
  lanes: readonly RecordedLane[],
  progress: Progress,
): { lane: RecordedLane; sample: Sample } => {
  const { benchmark, protocol, id, key, at = key } = completion;
  const lane = lanes.find(({ planned }) => planned.name === `${benchmark}.${protocol}`);
  if (lane === undefined) {
    throw new EurusError(
      'RECORDS_UNREADABLE',
      `${at}: ${visible(`${benchmark}.${protocol}`)} is not among what is to be scored`,
    );
  }
  const sample = noteRecorded(lane, completion, progress);
  if (sample !== null) return { lane, sample };
  const [first] = lane.planned.samples;
  const like = first === undefined ? '' : `; ids look like "${first.id}"`;
  throw new EurusError(
    'RECORDS_UNREADABLE',
    `${at}: ${benchmark} has no sample with the id ${quoted(id)}${like}`,
    {
      hint: 'Is it the right benchmark? --map id=THEIR_FIELD says which field holds the id.',
    },
  );
};

const recordedResult = async (
  judged: Judged,
  options: ScoreRecordedOptions,
  keepVotes: Parameters<typeof recordedCells>[1],
): Promise<RunResult> => {
  const { lanes, read, unscored, stopped, faults } = judged;
  const { directory } = options;
  const scored: Scored[] = [];
  for (const lane of lanes) scored.push(...(await recordedCells(lane, keepVotes, options)));
  const summary = summaryOf(scored.map(({ cell }) => cell));
  const missing = lanes.reduce((sum, lane) => sum + countMissing(lane), 0);
  return {
    summary,
    planned: read + missing,
    completed: read,
    missing,
    unscored,
    resumable: false,
    interrupted: stopped,
    asked: lanes.map(({ planned: { name, samples } }) => ({
      ...{ name, ids: samples.map(({ id }) => id), trials: null },
    })),
    panels: stopped ? [] : lanes.flatMap(({ panel }) => panel.panels()),
    directory,
    warnings: stopped ? faults : [...faults, ...lanes.flatMap(missingWarning), ...numberWarnings(scored)],
  };
};

/** The samples of a lane that have an answer. */
const answered = ({ planned, seen }: RecordedLane): AskedSamples => ({
  planned,
  samples: planned.samples.filter((_, index) => seen[index] !== 0),
});

const missingWarning = (lane: RecordedLane): readonly string[] => {
  const missing = countMissing(lane);
  if (missing === 0) return [];
  const { name, samples } = lane.planned;
  return [
    `${name}: ${missing} of ${samples.length} samples have no recorded answer; they are left out of the score`,
  ];
};

/** The checksum of what was recorded: of the file, or of the list of checksums where there are several. */
const contentOf = async ({
  source,
  sourceFiles = source === undefined ? [] : [source],
}: ScoreRecordedOptions): Promise<Manifest['identity']['settings']> => {
  const sums = await Promise.all(sourceFiles.map(sha256OfFile));
  const [first] = sums;
  if (first === undefined) return {};
  return { file_sha256: sums.length === 1 ? first : sha256(sums.join('\n')) };
};

/** Recorded outputs stand in for a backend. */
const manifestParts = async (
  planned: readonly PlannedTask[],
  options: ScoreRecordedOptions,
): Promise<ManifestParts> => ({
  version: options.version,
  identity: {
    backend: 'recorded',
    model: options.model ?? 'recorded',
    endpoint: `recorded:${options.source ?? ''}`,
    api: 'replay',
    // Another content is another run: its answers have the same keys.
    settings: await contentOf(options),
    system: null,
    seed: null,
  },
  benchmarks: Object.fromEntries(
    planned.map(task => [task.name, benchmarkIdentity(task, options.data, 'none')]),
  ),
  planned,
  selection: everything,
});
