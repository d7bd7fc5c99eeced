import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Completion,
  decodeRewardRecord,
  encodeCompletion,
  type RewardRecord,
} from '../../src/core/index.ts';
import { createRewarder, type RewardOptions } from '../../src/model/reward/index.ts';
import { type RewardRunOptions, rewardRun } from '../../src/reward/index.ts';
import { completionSha256 } from '../../src/run/canonical.ts';
import { completionsPath, rewardsPath, votesPath } from '../../src/run/layout.ts';
import { rewardFileName } from '../../src/run/rewards.ts';
import { type RewardServer, type RewardServerOptions, startRewardServer } from '../../src/scripted/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { taskOfWritten, type WrittenRun, writeRun, writtenCompletion } from '../support/written-run.ts';

/** A run directory whose answers say their own worth: `worth <0.5>`. */
export const worthyRun = async (given: Partial<WrittenRun> = {}): Promise<WrittenRun> => {
  const run: WrittenRun = {
    directory: temporaryFolder(),
    samples: 5,
    trials: 4,
    text: (sample, trial) => `worth <${sample + trial / 10}> of sample ${sample}`,
    ...given,
  };
  const whole: WrittenRun = {
    ...run,
    verdict: (sample, trial, grader) => ({
      completionSha256: completionSha256(writtenCompletion(run, sample, trial)),
      ...given.verdict?.(sample, trial, grader),
    }),
  };
  await writeRun(whole);
  return whole;
};

export const worthIn = (answer: string): number => Number((/worth <(-?[\d.]+)>/.exec(answer) ?? [])[1]);

export const serverOf = async (given: Partial<RewardServerOptions> = {}): Promise<RewardServer> => {
  const server = await startRewardServer({ reward: ({ answer }) => worthIn(answer), ...given });
  onTestFinished(() => server.close());
  return server;
};

export const rewarderAt = (url: string, given: Partial<RewardOptions> = {}) => {
  const rewarder = createRewarder({
    reward: 'vllm/rm',
    kind: 'score',
    baseUrl: url,
    apiKeyEnv: null,
    env: {},
    batchSize: 3,
    chatTemplate: null,
    timeoutMs: 5_000,
    maxRetries: 0,
    concurrency: 2,
    firstRetryDelayMs: 1,
    ...given,
  });
  onTestFinished(() => rewarder.close());
  return rewarder;
};

/** Rewards a run through a server. */
export const rewardThrough = (
  { directory }: Pick<WrittenRun, 'directory'>,
  url: string,
  given: Partial<RewardRunOptions> = {},
) =>
  rewardRun({
    ...{ directory, rewarder: rewarderAt(url), name: 'rm', version: '0.0.0', tasks: null, concurrency: 2 },
    ...given,
  });

export const rewardLines = (
  { directory }: Pick<WrittenRun, 'directory'>,
  name = 'rm',
): readonly RewardRecord[] => {
  const path = rewardsPath(directory, taskOfWritten, rewardFileName(name));
  if (!existsSync(path)) return [];
  return (
    readFileSync(path, 'utf8')
      .split('\n')
      // What stands behind the last line end is nothing, or a line that a kill has cut off.
      .slice(0, -1)
      .map(line => decodeRewardRecord(JSON.parse(line)) as RewardRecord)
  );
};

/** Puts another answer in the place of one. */
export const answerAnew = (
  run: WrittenRun,
  sample: number,
  trial: number,
  given: Partial<Completion>,
): void =>
  appendFileSync(
    completionsPath(run.directory, taskOfWritten),
    `${JSON.stringify(encodeCompletion({ ...writtenCompletion(run, sample, trial), ...given }))}\n`,
  );

/** Writes which trials of each sample say the same wrong thing. */
export const writeVotes = (
  { directory }: WrittenRun,
  rows: readonly { readonly id: string; readonly classes: readonly (readonly number[])[] }[],
  grader = 'exact',
): void => {
  const path = votesPath(directory, taskOfWritten, grader);
  mkdirSync(dirname(path), { recursive: true });
  const lines = rows.map(({ id, classes }) =>
    JSON.stringify({
      ...{ benchmark: 'made', protocol: 'cot', id, grader, ballots_sha256: '' },
      classes: classes.map(trials => ({ verdict: 'incorrect', answer: null, trials })),
      ...{ abstained: [], unscored: [] },
    }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
};
