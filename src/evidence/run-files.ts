import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EurusError } from '../core/index.ts';
import { namedRewards, type RunRecord } from '../record/index.ts';
import { manifestPath, summaryPath } from '../run/index.ts';
import { isMemberName } from './member-names.ts';
import type { PackedFile } from './write-bundle.ts';

/**
 * What of a run directory goes into its bundle: manifest, summary, and of each task samples, completions,
 * turns of episodes, verdicts and rewards.
 * @throws EurusError `USAGE` for a name that no bundle may have
 */
export const filesOfRun = async ({ directory, tasks }: RunRecord): Promise<readonly PackedFile[]> => {
  const rewards = await Promise.all(tasks.map(task => namedRewards(directory, task)));
  const rewardFiles = new Set(rewards.flat().flatMap(({ path, rewarder }) => [path, rewarder]));
  const named: readonly PackedFile[] = [
    { name: 'run.json', path: manifestPath(directory) },
    { name: 'summary.json', path: summaryPath(directory) },
    ...tasks.flatMap(({ name, samples, completions, turns, graders }) => [
      { name: `samples/${name}.jsonl`, path: samples },
      { name: `completions/${name}.jsonl`, path: completions },
      { name: `turns/${name}.jsonl`, path: turns },
      ...graders.map(grader => ({ name: `verdicts/${name}.${grader.name}.jsonl`, path: grader.verdicts })),
    ]),
    ...[...rewardFiles].map(path => ({ name: `rewards/${basename(path)}`, path })),
  ];
  const strange = named.find(({ name }) => !isMemberName(name));
  if (strange !== undefined) {
    throw new EurusError('USAGE', `a bundle cannot hold a file called ${strange.name}`, {
      hint: 'Names of benchmarks and graders in it are letters, digits and . _ @ + -, at most 90 of them.',
    });
  }
  const there = await Promise.all(named.map(({ path }) => isFile(path)));
  return named.filter((_, index) => there[index]).sort((a, b) => (a.name < b.name ? -1 : 1));
};

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  );
