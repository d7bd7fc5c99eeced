import type {
  Backend,
  Cell,
  Completion,
  DataSource,
  Generation,
  Manifest,
  Price,
  Sample,
} from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { scoreBacklog } from './backlog.ts';
import { type BudgetStop, openBudget } from './budget.ts';
import { generateMissing, requestFor } from './generate.ts';
import { closeAll, keepCompletion, keepVerdict, openRunLanes, type RunLane } from './lane.ts';
import { createLuck, type MaxErrors } from './luck.ts';
import { benchmarkIdentity, identityOf, type ManifestParts, withSandbox, writeManifest } from './manifest.ts';
import { inDirectory, openDirectory } from './open-directory.ts';
import { panelsOf } from './panel-files.ts';
import { type PlannedTask, planTasks } from './plan.ts';
import { createStarts, markStarts, startWarnings, waysIn } from './prefill/index.ts';
import { countCost } from './progress.ts';
import type { PromptSettings } from './prompt.ts';
import { createGate } from './rate/gate.ts';
import { shownGate } from './rate/shown-gate.ts';
import { type RunResult, resultOf, stoppedBy } from './result.ts';
import { reuse } from './reuse.ts';
import { type ReusablePath, reusablePaths } from './reuse-index.ts';
import { type Asks, comparedRequests } from './same-request.ts';
import { createScoring } from './scoring.ts';
import { createServerGate, type ServerPatience } from './server-patience.ts';
import { inSession, roomOf, type Session, type SessionOptions, startSandbox } from './session.ts';
import { openRecords, type Retry } from './store.ts';
import { summaryOf, updateSummary } from './summary-file.ts';
import type { Selection, Task } from './task.ts';
import { countCompleted, createTable, needsSandbox, type TrialTable } from './trials.ts';
import { failureTally, numberWarnings } from './warnings.ts';
import { wholeCells } from './whole.ts';

/** What is to be done, and where. */
export type PlanOptions = {
  /** The run directory; made when missing, continued when there. */
  readonly directory: string;
  /** Version of eurus-eval, for the manifest. */
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly selection: Selection;
  /** Not closed here. */
  readonly backend: Backend;
  readonly data: DataSource;
  /** Sampling settings of the user's own. */
  readonly overrides: Partial<Generation>;
  /** System message of the user's own. */
  readonly system: string | null;
  /** Sampling seed of trial 0; trial t has seed + t. */
  readonly seed: number | null;
  /** What is done anew of what an earlier command could not do; `failed` when left out. */
  readonly retry?: Retry | undefined;
  /** Run directories, and files of completions, whose answers to equal requests are taken instead of asking. */
  readonly reuse?: readonly string[] | undefined;
};

export type RunOptions = PlanOptions &
  SessionOptions & {
    /** The k of the pass@k wanted; pass@1 is always given. */
    readonly ks?: readonly number[] | undefined;
    /** What the model costs; null where that is not known. */
    readonly price?: Price | null | undefined;
    /** Most that the answers in the directory may cost, earlier ones included; needs a price. */
    readonly maxCost?: number | undefined;
    /** Requests under way at the same time. */
    readonly concurrency: number;
    /** Completions judged at the same time. */
    readonly scoreConcurrency: number;
    /** Called when all that is asked can be sent, before anything is; what it throws ends the run. */
    readonly beforeSending?: (() => Promise<void>) | undefined;
    /** How long a server is waited for that has answered before; 30 minutes when left out. */
    readonly serverPatience?: ServerPatience | undefined;
    /** Ends a run with so many requests that failed for good; null or left out: none of the user's own. */
    readonly maxErrors?: MaxErrors | null | undefined;
  };

/**
 * Generates, scores and aggregates; what earlier runs on the same directory did is not done again. Every
 * completion is on disk before it is counted, so a kill at any moment loses only what was under way.
 * @throws EurusError `RUN_MISMATCH` for a directory of another run, and whatever leaves nothing to go on
 * with: `DATA_*`, `DISK_*`, `SANDBOX_MISSING`, an endpoint that refuses or is not there from the start
 */
export const run = async (options: RunOptions): Promise<RunResult> => {
  const { directory, data, backend, system, retry = 'failed' } = options;
  const planned = await planTasks(options.tasks, data, options.selection, options.overrides);
  for (const task of planned) prepareFirst(task, options, { system, prefill: backend.prefill });
  await options.beforeSending?.();
  const reusable = await reusablePaths(backend, options.reuse ?? []);
  return inDirectory(directory, async () => {
    const manifest = await openDirectory(directory, manifestParts(planned, options));
    const judgesAgain = retry !== 'nothing';
    const tables = planned.map(task => createTable(task, options.selection.trials, judgesAgain));
    const ways = waysIn(manifest, backend);
    const prompts: PromptSettings = { system, prefill: backend.prefill, ways };
    const asks = comparedRequests(backend, prompts, options.seed);
    for (const table of tables) await openRecords(table, { directory, asks, retry });
    const names = planned.map(({ name }) => name);
    const worked = await inSession(names, options, session =>
      work({ tables, manifest, prompts, asks, reusable }, session, options),
    );
    const scored = tables.flatMap(table => cellsOf(table, options.ks ?? []));
    const mark = (cells: readonly Cell[]) => summaryOf(markStarts(cells, worked.manifest), options.price);
    const summary = mark(scored.map(({ cell }) => cell));
    const room = roomOf(options, options.abort);
    const whole = mark(await wholeCells(options, options.ks ?? []));
    const damage = await updateSummary(directory, whole, room);
    const starts = startWarnings(planned, worked.manifest);
    const warnings = [...worked.faults, ...damage, ...starts, ...numberWarnings(scored)];
    const result = {
      ...resultOf(tables, summary, directory, options, warnings, true),
      ...(worked.budget === null ? {} : { budget: worked.budget }),
      notes: worked.notes,
    };
    return result.interrupted ? result : { ...result, panels: await panelsOf(tables, directory, room) };
  });
};

/** What the manifest says about a command. */
export const manifestParts = (planned: readonly PlannedTask[], options: PlanOptions): ManifestParts => ({
  version: options.version,
  identity: identityOf(options.backend, options.system, options.seed),
  benchmarks: Object.fromEntries(
    planned.map(task => [task.name, benchmarkIdentity(task, options.data, options.backend.prefill)]),
  ),
  planned,
  selection: options.selection,
});

/** Refuses what the backend cannot send before anything is written or sent. */
const prepareFirst = (task: PlannedTask, { backend, seed }: RunOptions, prompts: PromptSettings): void => {
  const [sample] = task.samples;
  if (sample !== undefined) backend.prepare(requestFor(task, sample, 0, prompts, seed));
};

type Work = {
  readonly tables: readonly TrialTable[];
  readonly manifest: Manifest;
  readonly prompts: PromptSettings;
  /** Null where recorded answers are replayed. */
  readonly asks: Asks | null;
  readonly reusable: readonly ReusablePath[];
};

type Worked = {
  /** With what was found on the way. */
  readonly manifest: Manifest;
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  /** How the budget ended the work; null when it did not. */
  readonly budget: BudgetStop | null;
};

/** Generation and scoring side by side. */
const work = async (
  { tables, manifest: before, prompts, asks, reusable }: Work,
  session: Session,
  options: RunOptions,
): Promise<Worked> => {
  const { halt, sandbox, progress, room, unjudged, changed } = session;
  const { directory, backend, seed, concurrency, drain, price = null } = options;
  let manifest = before;
  if (!stoppedBy(options) && tables.some(table => needsSandbox(table, true))) {
    const opened = await startSandbox(session);
    if (opened !== null) {
      manifest = withSandbox(manifest, opened);
      await writeManifest(directory, manifest);
    }
  }
  const failures = failureTally();
  const budget = await openBudget(options, [drain, halt.signal]);
  const lanes = await openRunLanes(directory, tables, progress, room);
  changed();
  const scoring = createScoring<RunLane>({
    execute: sandbox.execute,
    concurrency: options.scoreConcurrency,
    halt,
    record: async (verdict, { target, completion }) => {
      await keepVerdict(target, verdict, progress);
      unjudged.add(verdict, completion);
      changed();
    },
  });
  const answeredBefore = tables.some(table => countCompleted(table) > 0);
  const gate = shownGate(
    createServerGate(createGate({ window: concurrency }), answeredBefore, session, options),
    progress,
    changed,
  );
  const asking = {
    ...{ backend, prompts, seed, concurrency, gate, progress, drain, halt, budget },
  };
  const starts = createStarts(manifest, asking, found => writeManifest(directory, found));
  const keep = async (lane: RunLane, slot: number, sample: Sample, sent: Completion): Promise<void> => {
    const completion = await starts.read(lane.table, sample, sent);
    await keepCompletion(lane, slot, completion, progress);
    failures.add(completion);
    countCost(progress, completion, price);
    changed();
    await scoring.submit({ completion, sample, graders: lane.table.planned.graders, target: lane });
  };
  const answering = async (): Promise<void> => {
    const say = (line: string): void => options.onNotice?.(line);
    if (asks !== null)
      await reuse({ lanes, paths: reusable, asks, manifest, progress, say, drain, halt, keep });
    const luck = createLuck(answeredBefore, options.maxErrors ?? null);
    const settled = await starts.settle(lanes, keep, luck);
    const keepPaid: typeof keep = async (lane, slot, sample, completion) => {
      await keep(lane, slot, sample, completion);
      budget?.settle(completion);
    };
    const { mayStart } = budget ?? {};
    await generateMissing({ ...asking, lanes, prompts: settled, luck, mayStart, keep: keepPaid });
  };
  const backlog = scoreBacklog(lanes, scoring, halt, drain);
  await Promise.all([answering().catch(halt.fail).finally(gate.close), backlog.catch(halt.fail)]);
  await scoring.idle();
  await closeAll(lanes.flatMap(({ completions, verdicts }) => [completions, ...verdicts])).catch(halt.fail);
  const faults = [...failures.lines(), ...unjudged.lines(), ...starts.lines()];
  return { manifest: starts.manifest(), faults, notes: starts.notes(), budget: budget?.stop() ?? null };
};
