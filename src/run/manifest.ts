import { readFile } from 'node:fs/promises';
import {
  type Backend,
  type BenchmarkIdentity,
  type DataFile,
  type DataSource,
  EurusError,
  type Manifest,
  type Sandbox,
} from '../core/index.ts';
import { errnoOf, writeWhole } from './disk.ts';
import { manifestPath } from './layout.ts';
import { differences, mismatch } from './mismatch.ts';
import type { PlannedTask } from './plan.ts';
import { prefillOf } from './prompt.ts';
import type { Selection } from './task.ts';

export type ManifestParts = {
  readonly version: string;
  readonly identity: Manifest['identity'];
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
): BenchmarkIdentity => ({
  version: planned.task.benchmark.version,
  generation: {
    max_tokens: planned.generation.maxTokens,
    temperature: planned.generation.temperature,
    top_p: planned.generation.topP,
    stop: planned.generation.stop,
  },
  data: checksumsOf(planned, data),
  prefill: prefillOf(planned, prefill),
});

/**
 * The manifest of a command on a directory that may hold an earlier one.
 * @throws EurusError `RUN_MISMATCH` when the earlier one is of another run
 */
export const mergeManifest = (before: Manifest | null, parts: ManifestParts, directory: string): Manifest => {
  const { identity, benchmarks, planned, selection } = parts;
  if (before !== null) refuseOther(before, parts, directory);
  return {
    eurus_eval: parts.version,
    created_at: before?.created_at ?? new Date().toISOString(),
    identity,
    benchmarks: { ...before?.benchmarks, ...benchmarks },
    selection: {
      trials: selection.trials,
      limit: writeLimit(selection.limit),
      ids: selection.ids,
      graders: gradersOf(before, planned),
    },
    grader_versions: versionsOf(before, planned),
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
  selection: { ...manifest.selection, graders: gradersOf(manifest, planned) },
  grader_versions: versionsOf(manifest, planned),
});

const gradersOf = (
  before: Manifest | null,
  planned: readonly PlannedTask[],
): Manifest['selection']['graders'] => ({
  ...before?.selection.graders,
  ...Object.fromEntries(planned.map(({ name, task }) => [name, task.graders])),
});

const versionsOf = (before: Manifest | null, planned: readonly PlannedTask[]): Record<string, number> => ({
  ...before?.grader_versions,
  ...Object.fromEntries(
    planned.flatMap(({ name, graders }) =>
      graders.map(({ name: grader, grader: { version } }) => [`${name}.${grader}`, version]),
    ),
  ),
});

export const withSandbox = (manifest: Manifest, { name, python }: Sandbox): Manifest => ({
  ...manifest,
  environment: { ...manifest.environment, sandbox: { name, python } },
});

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
  if (manifest !== null) return manifest;
  throw new EurusError('RECORDS_UNREADABLE', `${path} is not the manifest of a run`, {
    hint: 'Choose another --run-name, or restore the file.',
  });
};

/** `1-100`: rows from 1, both ends included, as the command line has them. */
const writeLimit = (limit: Selection['limit']): string | null =>
  limit === null ? null : `${limit.from + 1}-${limit.to}`;

/** What the newest command on a directory was about. */
export const selectionOf = ({ selection }: Manifest): Selection => {
  const match = /^(\d+)-(\d+)$/.exec(selection.limit ?? '');
  return {
    trials: selection.trials,
    limit: match === null ? null : { from: Number(match[1]) - 1, to: Number(match[2]) },
    ids: selection.ids,
  };
};

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
    const found = differences(`${task.name} data`, identity.data, checksumsOf(task, data));
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
  const found = [
    ...differences('', before.identity, parts.identity),
    ...Object.entries(parts.benchmarks).flatMap(([name, benchmark]) =>
      Object.hasOwn(before.benchmarks, name) ? differences(name, before.benchmarks[name], benchmark) : [],
    ),
  ];
  if (found.length > 0) throw mismatch(directory, found);
};

const decodeManifest = (text: string): Manifest | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isPlainObject(value) || !isPlainObject(value.identity) || !isPlainObject(value.benchmarks))
      return null;
    if (!isPlainObject(value.selection) || !isPlainObject(value.environment)) return null;
    if (typeof value.identity.model !== 'string' || !isPlainObject(value.selection.graders)) return null;
    if (!Number.isSafeInteger(value.selection.trials)) return null;
    return value as Manifest;
  } catch {
    return null;
  }
};

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
