import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../core/index.ts';
import { rewarderPath, rewardsFolder, rewardsPath } from '../run/layout.ts';
import { rewardFileName } from '../run/rewards.ts';
import type { TaskRecord } from './run-record.ts';

/** A reward that a run directory has of the answers to a task. */
export type NamedReward = {
  /** What the user calls it. */
  readonly name: string;
  /** `RewardRecord`s: of several with one key the newest that has a score counts, for the answer that it names. */
  readonly path: string;
  /** Who gave them. */
  readonly rewarder: string;
};

const ending = '.json';

/**
 * The rewards of a task, by the names that `rewards/*.json` give them, in the order of the alphabet. A file whose name
 * is not that of the reward it tells of is passed over.
 */
export const namedRewards = async (
  directory: string,
  { name: task }: TaskRecord,
): Promise<readonly NamedReward[]> => {
  const folder = rewardsFolder(directory);
  const files = await readdir(folder).catch((): string[] => []);
  const rewards: NamedReward[] = [];
  for (const file of files.filter(file => file.endsWith(ending))) {
    const name = await nameIn(join(folder, file));
    if (name === null || `${rewardFileName(name)}${ending}` !== file) continue;
    const path = rewardsPath(directory, task, rewardFileName(name));
    if (files.includes(path.slice(folder.length + 1)))
      rewards.push({ name, path, rewarder: rewarderPath(directory, rewardFileName(name)) });
  }
  return rewards.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** All files of rewards of a run directory, for one who looks whether they have changed. */
export const rewardFiles = async (directory: string): Promise<readonly string[]> => {
  const folder = rewardsFolder(directory);
  return (await readdir(folder).catch((): string[] => [])).sort().map(file => join(folder, file));
};

const nameIn = async (path: string): Promise<string | null> => {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isObject(value) && typeof value.reward === 'string' ? value.reward : null;
  } catch {
    return null;
  }
};
