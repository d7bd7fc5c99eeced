import type { DataSource, Manifest } from '../core/index.ts';
import { dataDirectory, sampleDirectory } from '../dataset/index.ts';
import { type ScoreOptions, scoreDirectory, taskName } from '../run/index.ts';
import { benchmarksFolder } from './paths.ts';
import type { From, RegradePlan } from './regrade-plan.ts';

/**
 * The manifest to judge by in a directory of ours: of tasks whose samples come from the bundle there is no data, and the
 * rows of a limit are not those of their file.
 */
export const manifestFor = (manifest: Manifest, { tasks }: RegradePlan): Manifest => {
  const names = tasks.filter(({ from }) => from === 'bundle').map(({ task }) => taskName(task));
  const changed = <T>(of: Readonly<Record<string, T>>, more: Partial<T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [name, names.includes(name) ? { ...value, ...more } : value]),
    );
  return {
    ...manifest,
    benchmarks: changed(manifest.benchmarks, { data: {} }),
    selection: changed(manifest.selection, { limit: null, ids: null }),
  };
};

/** Judges the completions in a directory of ours by all tasks of a plan. */
export const regrade = async (
  { tasks }: RegradePlan,
  directory: string,
  root: string,
  options: Omit<ScoreOptions, 'tasks' | 'data'>,
): Promise<boolean> => {
  const sources: Readonly<Record<From, DataSource>> = {
    data: dataDirectory(root),
    shipped: sampleDirectory(benchmarksFolder()),
    bundle: dataDirectory(root),
  };
  const alike = Map.groupBy(tasks, ({ from, scoreField }) => JSON.stringify([from, scoreField]));
  for (const its of alike.values()) {
    const [first] = its;
    if (first === undefined) continue;
    const { from, scoreField } = first;
    const { interrupted } = await scoreDirectory({
      ...options,
      ...{ directory, scoreField, data: sources[from], tasks: its.map(({ task }) => task) },
    });
    if (interrupted) return false;
  }
  return true;
};
