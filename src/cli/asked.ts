import {
  allCells,
  bestSettings,
  joinProtocol,
  type Manifest,
  type Summary,
  splitProtocol,
  takenFrom,
} from '../core/index.ts';
import { keyOf } from '../report/index.ts';

/**
 * Of each number of a run which samples were asked and by what they were judged, as a text: two numbers are over the
 * same samples only where it is equal. How many there are stands beside every number, so the end of `--limit` is left out.
 */
export const askedOf = (manifest: Manifest, summary: Summary): Readonly<Record<string, string>> =>
  Object.fromEntries(
    allCells(summary).map(cell => {
      const { setting, profile } = splitProtocol(cell.protocol);
      // The better of several settings was chosen from all of them.
      const settings = takenFrom(cell) === null ? [setting] : bestSettings;
      const tasks = settings.map(name => `${cell.benchmark}.${joinProtocol(name, profile)}`);
      return [keyOf(cell), JSON.stringify(tasks.map(task => askedOfTask(manifest, task, cell.grader)))];
    }),
  );

const askedOfTask = (
  { benchmarks, selection, grader_versions = {} }: Manifest,
  task: string,
  grader: string,
) => {
  const { version, data = {} } = benchmarks[task] ?? {};
  const { limit = null, ids = null } = selection[task] ?? {};
  return {
    version,
    data: Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)),
    from: limit?.split('-')[0] ?? '1',
    ids: ids === null ? null : [...ids].sort(),
    grader: grader_versions[`${task}.${grader}`],
  };
};
