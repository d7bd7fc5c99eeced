import { join } from 'node:path';

/** Where the files of a run directory are. */
export const manifestPath = (directory: string): string => join(directory, 'run.json');
export const summaryPath = (directory: string): string => join(directory, 'summary.json');
export const lockPath = (directory: string): string => join(directory, 'run.lock');

export const completionsFolder = (directory: string): string => join(directory, 'completions');

/** @param name `<benchmark>.<protocol>` */
export const completionsPath = (directory: string, name: string): string =>
  join(completionsFolder(directory), `${name}.jsonl`);

/** @param name `<benchmark>.<protocol>` */
export const samplesPath = (directory: string, name: string): string =>
  join(directory, 'samples', `${name}.jsonl`);

export const turnsFolder = (directory: string): string => join(directory, 'turns');

/** @param name `<benchmark>.<protocol>` */
export const turnsPath = (directory: string, name: string): string =>
  join(turnsFolder(directory), `${name}.jsonl`);

export const rewardsFolder = (directory: string): string => join(directory, 'rewards');

/**
 * @param reward name of the reward, as `rewardFileName` writes it
 * @param name `<benchmark>.<protocol>`
 */
export const rewardsPath = (directory: string, name: string, reward: string): string =>
  join(rewardsFolder(directory), `${name}.${reward}.jsonl`);

/** Who gives a reward. @param reward as `rewardFileName` writes it */
export const rewarderPath = (directory: string, reward: string): string =>
  join(rewardsFolder(directory), `${reward}.json`);

/** @param name `<benchmark>.<protocol>` */
export const panelPath = (directory: string, name: string): string =>
  join(directory, 'panel', `${name}.jsonl`);

/** @param name `<benchmark>.<protocol>` */
export const verdictsPath = (directory: string, name: string, grader: string): string =>
  join(directory, 'verdicts', `${name}.${grader}.jsonl`);

/** @param name `<benchmark>.<protocol>` */
export const votesPath = (directory: string, name: string, grader: string): string =>
  join(directory, 'votes', `${name}.${grader}.jsonl`);

/** Where `score` writes its files until all is done; laid out as the run directory is. */
export const unfinishedFolder = (directory: string): string => join(directory, 'unfinished-score');

/** What work the files there are of. @param folder as `unfinishedFolder` gives it */
export const workPath = (folder: string): string => join(folder, 'work.json');
