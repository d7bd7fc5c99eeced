import type { Backend, DataSource, Generation, Manifest, Price } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { scoreBacklog } from './backlog.ts';
import { type BudgetStop, openBudget } from './budget.ts';
import { generateMissing, requestFor } from './generate.ts';
import { closeAll, keepCompletion, keepVerdict, openRunLanes, type RunLane } from './lane.ts';
import { benchmarkIdentity, identityOf, type ManifestParts, withSandbox, writeManifest } from './manifest.ts';
import { inDirectory, openDirectory } from './open-directory.ts';
import { panelsOf } from './panel-files.ts';
import { type PlannedTask, planTasks } from './plan.ts';
import { countCost } from './progress.ts';
import { comparedPrompts, type PromptSettings, prefillOf } from './prompt.ts';
import { createGate } from './rate/gate.ts';
import { shownGate } from './rate/shown-gate.ts';
import { type RunResult, resultOf, stoppedBy } from './result.ts';
import { createScoring } from './scoring.ts';
import { inSession, type Session, type SessionOptions, startSandbox } from './session.ts';
import { openRecords } from './store.ts';
import { summaryOf, updateSummary } from './summary-file.ts';
import type { Selection, Task } from './task.ts';
import { createTable, needsSandbox, type TrialTable } from './trials.ts';
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
  };

/**
 * Generates, scores and aggregates; what earlier runs on the same directory did is not done again. Every
 * completion is on disk before it is counted, so a kill at any moment loses only what was under way.
 * @throws EurusError `RUN_MISMATCH` for a directory of another run, and whatever leaves nothing to go on
 * with: `DATA_*`, `DISK_*`, `SANDBOX_MISSING`, an endpoint that refuses or is not there from the start
 */
export const run = async (options: RunOptions): Promise<RunResult> => {
  const { directory, data, backend, system } = options;
  const planned = await planTasks(options.tasks, data, options.selection, options.overrides);
  const prompts: PromptSettings = { system, prefill: backend.prefill };
  for (const task of planned) prepareFirst(task, options, prompts);
  return inDirectory(directory, async () => {
    const manifest = await openDirectory(directory, manifestParts(planned, options));
    const tables = planned.map(task => createTable(task, options.selection.trials));
    const compared = comparedPrompts(backend, system);
    for (const table of tables) await openRecords(table, { directory, prompts: compared, dropFailed: true });
    const names = planned.map(({ name }) => name);
    const { faults, budget } = await inSession(names, options, session =>
      work(tables, manifest, prompts, session, options),
    );
    const scored = tables.flatMap(table => cellsOf(table, options.ks ?? []));
    const { price = null } = options;
    const summary = summaryOf(
      scored.map(({ cell }) => cell),
      price,
    );
    const whole = summaryOf(await wholeCells(options, options.ks ?? []), price);
    const damage = await updateSummary(directory, whole);
    const warnings = [...faults, ...damage, ...prefillWarnings(planned, backend), ...numberWarnings(scored)];
    const result = {
      ...resultOf(tables, summary, directory, options, warnings, true),
      ...(budget === null ? {} : { budget }),
    };
    return result.interrupted ? result : { ...result, panels: await panelsOf(tables, directory) };
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

type Worked = {
  /** A line for each thing that went wrong. */
  readonly faults: readonly string[];
  /** How the budget ended the work; null when it did not. */
  readonly budget: BudgetStop | null;
};

/** Generation and scoring side by side. */
const work = async (
  tables: readonly TrialTable[],
  manifest: Manifest,
  prompts: PromptSettings,
  session: Session,
  options: RunOptions,
): Promise<Worked> => {
  const { halt, sandbox, progress, unjudged, changed } = session;
  const { directory, backend, seed, concurrency, drain, price = null } = options;
  if (!stoppedBy(options) && tables.some(table => needsSandbox(table, true))) {
    const opened = await startSandbox(session);
    if (opened !== null) await writeManifest(directory, withSandbox(manifest, opened));
  }
  const failures = failureTally();
  const budget = await openBudget(options, [drain, halt.signal]);
  const lanes = await openRunLanes(directory, tables, progress);
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
  const generating = generateMissing({
    ...{ lanes, backend, prompts, seed, concurrency, progress, drain, halt },
    gate: shownGate(createGate(concurrency), progress, changed),
    mayStart: budget?.mayStart,
    keep: async (lane, slot, sample, completion) => {
      await keepCompletion(lane, slot, completion, progress);
      failures.add(completion);
      countCost(progress, completion, price);
      budget?.settle(completion);
      changed();
      await scoring.submit({ completion, sample, graders: lane.table.planned.graders, target: lane });
    },
  });
  const backlog = scoreBacklog(lanes, scoring, halt, drain);
  await Promise.all([generating.catch(halt.fail), backlog.catch(halt.fail)]);
  await scoring.idle();
  await closeAll(lanes.flatMap(({ completions, verdicts }) => [completions, ...verdicts])).catch(halt.fail);
  return { faults: [...failures.lines(), ...unjudged.lines()], budget: budget?.stop() ?? null };
};

/** Recorded answers keep the start that they were asked with. */
const prefillWarnings = (planned: readonly PlannedTask[], { api, prefill }: Backend): readonly string[] =>
  planned
    .filter(task => api !== 'replay' && prefill === 'none' && prefillOf(task, prefill) !== null)
    .map(
      ({ name }) => `${name}: the server cannot continue a started answer, so it was asked without its start`,
    );
