import type { Cell } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { recordsOf, underKnownName } from './endpoints.ts';
import { openAllTurns, refuseUnplayable } from './episode/index.ts';
import { benchmarkIdentity, identityOf, type ManifestParts, readManifest } from './manifest.ts';
import { inDirectory, openDirectory } from './open-directory.ts';
import type { PlanOptions, RunOptions } from './options.ts';
import { panelsOf } from './panel-files.ts';
import type { PlannedTask } from './plan.ts';
import { markStarts, startWarnings, waysIn } from './prefill/index.ts';
import type { PromptSettings } from './prompt.ts';
import { requestFor } from './request.ts';
import { type RunResult, resultOf } from './result.ts';
import { reusablePaths } from './reuse-index.ts';
import { comparedRequests } from './same-request.ts';
import { keepSamples } from './samples-file.ts';
import { inSession, roomOf } from './session.ts';
import { planShare } from './shard/plan-share.ts';
import { openRecords } from './store.ts';
import { summaryOf, updateSummary } from './summary-file.ts';
import { createTable } from './trials.ts';
import { votesOf } from './votes/index.ts';
import { numberWarnings } from './warnings.ts';
import { wholeCells } from './whole.ts';
import { work } from './work.ts';

/**
 * Generates, scores and aggregates; what earlier runs on the same directory did is not done again. Every
 * completion is on disk before it is counted, so a kill at any moment loses only what was under way.
 * @throws EurusError `RUN_MISMATCH` for a directory of another run, and whatever leaves nothing to go on
 * with: `DATA_*`, `DISK_*`, `SANDBOX_MISSING`, an endpoint that refuses or is not there from the start
 */
export const run = async (given: RunOptions): Promise<RunResult> => {
  const { directory, system, scoreField, retry = 'failed' } = given;
  const { tasks: chosen, planned } = await planShare(given);
  refuseUnplayable(planned, given.backend);
  for (const task of planned) prepareFirst(task, given, { system, prefill: given.backend.prefill });
  // A shard may be empty.
  if (planned.length > 0) await given.beforeSending?.();
  const reusable = await reusablePaths(given.backend, given.reuse ?? []);
  return inDirectory(directory, async () => {
    const backend = underKnownName(given.backend, await readManifest(directory));
    const options = { ...given, backend };
    const manifest = await openDirectory(directory, manifestParts(chosen, options));
    const room = roomOf(options, options.abort);
    const asked = planned.map(task => ({ planned: task, samples: task.samples }));
    await keepSamples(directory, asked, system, room);
    const judgesAgain = retry !== 'nothing';
    const tables = planned.map(task =>
      createTable(task, options.selection.trials, { judgesAgain, scoreField }),
    );
    const ways = waysIn(manifest, backend);
    const prompts: PromptSettings = { system, prefill: backend.prefill, ways };
    const asks = comparedRequests(backend, prompts, options.seed, options.critic?.identity);
    for (const table of tables) await openRecords(table, { directory, asks, retry });
    const stored = await openAllTurns(tables, { directory, asks });
    const names = planned.map(({ name }) => name);
    const worked = await inSession(names, options, session =>
      work({ tables, manifest, prompts, asks, reusable, stored }, session, options),
    );
    const ks = options.ks ?? [];
    const whole = await wholeCells(options, planned, ks, table => votesOf(table, directory, room, options));
    const scored = tables.flatMap(table => cellsOf(table, ks, whole.votes.get(table.planned.name)));
    const mark = (cells: readonly Cell[]) => summaryOf(markStarts(cells, worked.manifest), options.price);
    const summary = mark(scored.map(({ cell }) => cell));
    const damage = await updateSummary(directory, mark(whole.cells), room);
    const starts = startWarnings(planned, worked.manifest);
    const uncounted = [...whole.votes.values()].flatMap(votes => votes.warnings);
    const warnings = [...worked.faults, ...damage, ...starts, ...uncounted, ...numberWarnings(scored)];
    const result = {
      ...resultOf(tables, summary, directory, options, warnings, true),
      ...(worked.budget === null ? {} : { budget: worked.budget }),
      ...(worked.endpoints.length === 0 ? {} : { endpoints: worked.endpoints }),
      notes: worked.notes,
    };
    return result.interrupted ? result : { ...result, panels: await panelsOf(tables, directory, room) };
  });
};

/** What the manifest says about a command. */
export const manifestParts = (planned: readonly PlannedTask[], options: PlanOptions): ManifestParts => ({
  version: options.version,
  identity: identityOf(options.backend, options.system, options.seed),
  endpoints: recordsOf(options.backend),
  benchmarks: Object.fromEntries(
    planned.map(task => [
      task.name,
      benchmarkIdentity(task, options.data, options.backend.prefill, options.critic?.identity),
    ]),
  ),
  planned,
  selection: options.selection,
});

/** Refuses what the backend cannot send before anything is written or sent. */
const prepareFirst = (task: PlannedTask, { backend, seed }: RunOptions, prompts: PromptSettings): void => {
  const [sample] = task.samples;
  if (sample !== undefined) backend.prepare(requestFor(task, sample, 0, prompts, seed));
};
