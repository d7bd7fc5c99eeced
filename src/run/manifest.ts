import { readFile } from 'node:fs/promises';
import {
  type Backend,
  type BenchmarkIdentity,
  type DataFile,
  type DataSource,
  type EndpointRecord,
  EurusError,
  type Manifest,
  type SandboxFacts,
  type ShardIdentity,
  type TaskSelection,
} from '../core/index.ts';
import { decodeManifest, readLimit, writeLimit } from './decode-manifest.ts';
import { writeWhole } from './disk.ts';
import { errnoOf } from './disk-error.ts';
import { endpointHint, mergeEndpoints, otherServers } from './endpoints.ts';
import type { CritiqueIdentity } from './episode/critic.ts';
import { interactionIdentity } from './episode/identity.ts';
import { manifestPath } from './layout.ts';
import { changes, mismatch } from './mismatch.ts';
import type { PlannedTask } from './plan.ts';
import { adoptFound } from './prefill/record.ts';
import { prefillOf } from './prompt.ts';
import { writeGeneration } from './request-key.ts';
import { shardIdentity, shardName } from './shard/shard.ts';
import type { Selection } from './task.ts';

export type ManifestParts = {
  readonly version: string;
  readonly identity: Manifest['identity'];
  /** Where there are several servers. */
  readonly endpoints?: readonly EndpointRecord[] | undefined;
  readonly benchmarks: Manifest['benchmarks'];
  readonly planned: readonly PlannedTask[];
  readonly selection: Selection;
};

/** What of a backend and of the user's settings may not change within a run directory. */
export const identityOf = (
  backend: Backend,
  system: string | null,
  seed: number | null,
): Manifest['identity'] => ({
  backend: backend.name,
  model: backend.model,
  endpoint: backend.endpoint,
  api: backend.api,
  settings: backend.settings,
  system,
  seed,
});

export const benchmarkIdentity = (
  planned: PlannedTask,
  data: DataSource,
  prefill: Backend['prefill'],
  critique?: CritiqueIdentity,
): BenchmarkIdentity => ({
  version: planned.task.benchmark.version,
  generation: writeGeneration(planned.generation),
  data: checksumsOf(planned, data),
  ...interactionIn(planned, critique),
  prefill: prefillOf(planned, prefill),
  ...(planned.cut === undefined ? {} : { cut_sha256: planned.cut.sha256 }),
});

const interactionIn = (
  { task: { protocol } }: PlannedTask,
  critique: CritiqueIdentity | undefined,
): Pick<BenchmarkIdentity, 'interaction'> => {
  const interaction = interactionIdentity(protocol, critique);
  return interaction === undefined ? {} : { interaction };
};

/**
 * The manifest of a command on a directory that may hold an earlier one.
 * @throws EurusError `RUN_MISMATCH` when the earlier one is of another run
 */
export const mergeManifest = (before: Manifest | null, parts: ManifestParts, directory: string): Manifest => {
  const { identity, planned, selection } = parts;
  const benchmarks = adoptFound(before, parts.benchmarks);
  if (before !== null) refuseOther(before, { ...parts, benchmarks }, directory);
  return {
    eurus_eval: parts.version,
    created_at: before?.created_at ?? new Date().toISOString(),
    identity,
    ...mergeEndpoints(before?.endpoints, parts.endpoints),
    ...shardIn(selection),
    ...(before?.merged === undefined ? {} : { merged: before.merged }),
    benchmarks: { ...before?.benchmarks, ...benchmarks },
    selection: {
      ...before?.selection,
      ...Object.fromEntries(planned.map(task => [task.name, writeSelection(task, selection)])),
    },
    grader_versions: versionsOf(before, planned),
    ...adaptersOf(before, planned),
    environment: {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      sandbox: before?.environment.sandbox ?? null,
    },
  };
};

/** A manifest after its completions were judged by the graders of some tasks. */
export const withGraders = (manifest: Manifest, planned: readonly PlannedTask[]): Manifest => ({
  ...manifest,
  selection: {
    ...manifest.selection,
    ...Object.fromEntries(
      planned.map(({ name, task: { graders } }) => [
        name,
        { ...(manifest.selection[name] ?? asked), graders },
      ]),
    ),
  },
  grader_versions: versionsOf(manifest, planned),
});

const shardIn = ({ shard = null }: Selection): Pick<Manifest, 'shard'> =>
  shard === null ? {} : { shard: shardIdentity(shard) };

/** Of ids, those that the task has; whichever shard they are in. */
const writeSelection = (
  { task, samples, cut }: PlannedTask,
  { trials, limit, ids }: Selection,
): TaskSelection => ({
  trials,
  limit: writeLimit(limit),
  ids: ids === null ? null : (cut?.chosen ?? samples).map(({ id }) => id),
  graders: task.graders,
});

const versionsOf = (before: Manifest | null, planned: readonly PlannedTask[]): Record<string, number> => ({
  ...before?.grader_versions,
  ...Object.fromEntries(
    planned.flatMap(({ name, graders }) =>
      graders.map(({ name: grader, grader: { version } }) => [`${name}.${grader}`, version]),
    ),
  ),
});

const adaptersOf = (before: Manifest | null, planned: readonly PlannedTask[]): Pick<Manifest, 'adapters'> => {
  const now = planned.flatMap(({ task: { benchmark, adapter } }) =>
    adapter === undefined ? [] : [[benchmark.id, adapter] as const],
  );
  const adapters = { ...before?.adapters, ...Object.fromEntries(now) };
  return Object.keys(adapters).length === 0 ? {} : { adapters };
};

export const withSandbox = (manifest: Manifest, { name, python, slowdown }: SandboxFacts): Manifest => ({
  ...manifest,
  environment: {
    ...manifest.environment,
    sandbox: { name, python, slowdown: slowdown?.python ?? 1 },
  },
});

/** Writes the manifest of a run directory, whole or not at all. @throws EurusError `DISK_FULL` | `DISK_DENIED` */
export const writeManifest = (directory: string, manifest: Manifest): Promise<void> =>
  writeWhole(manifestPath(directory), `${JSON.stringify(manifest, null, 2)}\n`);

/**
 * The manifest of a run directory; null when there is none.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const readManifest = async (directory: string): Promise<Manifest | null> => {
  const path = manifestPath(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    const why = errnoOf(thrown) === 'ENOTDIR' ? 'it is not in a folder' : (errnoOf(thrown) ?? 'unreadable');
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${why}`, { cause: thrown });
  }
  const manifest = decodeManifest(text);
  if (typeof manifest !== 'string') return manifest;
  throw new EurusError('RECORDS_UNREADABLE', `${path} is not the manifest of a run: ${manifest}`, {
    hint: 'Choose another --run-name, or restore the file.',
  });
};

/** What the newest command on a task was about. */
export const selectionOf = ({ selection }: Manifest, name: string): Selection => {
  const { trials, limit, ids } = (Object.hasOwn(selection, name) ? selection[name] : undefined) ?? asked;
  return { trials, limit: limit === null ? null : readLimit(limit), ids };
};

/** Of a task that a manifest says nothing of. */
const asked: TaskSelection = { trials: 1, limit: null, ids: null, graders: [] };

/** Refuses to judge completions against other data than they were made from. */
export const refuseOtherData = (
  before: Manifest,
  planned: readonly PlannedTask[],
  data: DataSource,
  directory: string,
): void => {
  for (const task of planned) {
    const identity = Object.hasOwn(before.benchmarks, task.name) ? before.benchmarks[task.name] : undefined;
    if (identity === undefined) {
      throw new EurusError('USAGE', `${directory} has no completions of ${task.name}`, {
        hint: `It has ${Object.keys(before.benchmarks).join(', ') || 'none'}.`,
      });
    }
    const found = changes(task.name, identity.data, checksumsOf(task, data), 'data');
    if (found.length > 0) throw mismatch(directory, found);
  }
};

const checksumsOf = (planned: PlannedTask, data: DataSource): BenchmarkIdentity['data'] =>
  Object.fromEntries(filesOf(planned, data).map(file => [file.path, checksum(file, data)]));

const filesOf = ({ task: { benchmark, protocol } }: PlannedTask, data: DataSource): readonly DataFile[] => {
  const shots = (protocol.shots ?? 0) > 0 ? (benchmark.shots?.files ?? []) : [];
  return [...benchmark.dataset.files, ...shots].filter(file => data.has(file));
};

/** Only the files of a complete source have been compared with their checksum. */
const checksum = (file: DataFile, data: DataSource): string => (data.complete ? file.sha256 : 'unverified');

const refuseOther = (before: Manifest, parts: ManifestParts, directory: string): void => {
  const shards = changes(null, shownShard(before.shard), shownShard(shardIn(parts.selection).shard));
  const found = [
    ...changes(null, before.identity, parts.identity),
    ...otherServers(before, parts.endpoints),
    ...shards,
    ...Object.entries(parts.benchmarks).flatMap(([name, benchmark]) =>
      Object.hasOwn(before.benchmarks, name) ? changes(name, before.benchmarks[name], benchmark) : [],
    ),
    // Of another shard it goes without saying.
  ].filter(({ field }) => shards.length === 0 || field !== 'cut_sha256');
  if (found.length > 0) throw mismatch(directory, found, endpointHint(found));
};

/** A shard as a table of differences shows it: `2/4`, and how it was cut. */
export const shownShard = (shard: ShardIdentity | undefined) =>
  shard === undefined ? {} : { shard: shardName(shard), 'shard by': shard.by };
