import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  addressOf,
  type Completion,
  decodeCompletion,
  encodeRewardRecord,
  encodeTurn,
  type RewardRecord,
  type Turn,
} from '../../src/core/index.ts';
import { completionSha256 } from '../../src/run/canonical.ts';
import { completionsPath, rewarderPath, rewardsPath, turnsPath } from '../../src/run/layout.ts';
import { rewardFileName } from '../../src/run/rewards.ts';
import {
  episodesTask,
  turnsOf,
  type WrittenEpisode,
  type WrittenEpisodes,
  writeEpisodes,
} from '../tree/written-episodes.ts';

export const episodeTask = episodesTask;

export type WrittenReward = {
  readonly name: string;
  /** A number, or why there is none; null: nothing stands in the file. */
  readonly of: (episode: WrittenEpisode) => number | string | null;
  /** Of the answers that these name, not of those that are there. */
  readonly stale?: boolean;
};

export type EpisodeRun = WrittenEpisodes & {
  /** Turns without a completion. */
  readonly unfinished?: readonly WrittenEpisode[];
  readonly rewards?: readonly WrittenReward[];
  /** What is changed of each turn. */
  readonly turn?: (turn: Turn) => Turn;
};

/** A run of episodes with what only a page shows: rewards, and episodes that are under way. */
export const writeEpisodeRun = (run: EpisodeRun): void => {
  const { directory, episodes, unfinished = [], rewards = [], turn = all => all } = run;
  writeEpisodes(run);
  const path = turnsPath(directory, episodeTask);
  if (run.single !== true) {
    writeFileSync(path, '');
    for (const episode of [...episodes, ...unfinished]) {
      const turns = turnsOf(episode).map(turn);
      // The last turn of an episode that goes on has not ended it.
      appendTurns(directory, unfinished.includes(episode) ? turns.slice(0, -1) : turns);
    }
  }
  for (const reward of rewards) writeReward(directory, reward, episodes);
};

export const appendTurns = (directory: string, turns: readonly Turn[]): void => {
  const lines = turns.map(turn => `${JSON.stringify(encodeTurn(turn))}\n`);
  appendFileSync(turnsPath(directory, episodeTask), lines.join(''));
};

const completionsIn = (directory: string): readonly Completion[] =>
  readFileSync(completionsPath(directory, episodeTask), 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap(line => {
      const completion = decodeCompletion(JSON.parse(line));
      return completion === null ? [] : [completion];
    });

const writeReward = (
  directory: string,
  { name, of, stale = false }: WrittenReward,
  episodes: readonly WrittenEpisode[],
): void => {
  const completions = completionsIn(directory);
  const records = episodes.flatMap((episode): readonly RewardRecord[] => {
    const given = of(episode);
    const { id, trial } = episode;
    const completion = completions.find(one => one.id === id && one.trial === trial);
    if (given === null || completion === undefined) return [];
    return [
      {
        ...addressOf('made', 'cot', id, trial),
        ...{ reward: name, completionSha256: stale ? 'of another' : completionSha256(completion) },
        ...(typeof given === 'number'
          ? { score: given, error: null }
          : { score: null, error: { code: 'REWARD_UNUSABLE', message: given } }),
        ...{ model: 'rm', latencyMs: 3 },
      },
    ];
  });
  const path = rewardsPath(directory, episodeTask, rewardFileName(name));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(rewarderPath(directory, rewardFileName(name)), JSON.stringify({ reward: name }));
  writeFileSync(path, records.map(record => `${JSON.stringify(encodeRewardRecord(record))}\n`).join(''));
};
