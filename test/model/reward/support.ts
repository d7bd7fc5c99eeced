import { afterEach } from 'vitest';
import { type Rewarder, type RewardKind, userTurn } from '../../../src/core/index.ts';
import { createRewarder, type RewardOptions } from '../../../src/model/reward/index.ts';
import {
  type RewardServer,
  type RewardServerOptions,
  startRewardServer,
} from '../../../src/scripted/index.ts';

/** Whose server each API is looked for at. */
export const providerOf: Readonly<Record<RewardKind, string>> = {
  score: 'vllm',
  classify: 'vllm',
  pooling: 'vllm',
  rerank: 'tei',
  predict: 'tei',
  judge: 'openai',
};

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()));
});

export const serverOf = async (options: RewardServerOptions): Promise<RewardServer> => {
  const server = await startRewardServer(options);
  open.push(server);
  return server;
};

export const optionsOf = (
  kind: RewardKind,
  baseUrl: string,
  given: Partial<RewardOptions> = {},
): RewardOptions => ({
  reward: `${providerOf[kind]}/rm`,
  kind,
  baseUrl: kind === 'judge' ? `${baseUrl}/v1` : baseUrl,
  apiKeyEnv: null,
  env: {},
  batchSize: 4,
  chatTemplate: null,
  timeoutMs: 5_000,
  maxRetries: 0,
  concurrency: 4,
  firstRetryDelayMs: 1,
  ...given,
});

export const rewarderOf = (...given: Parameters<typeof optionsOf>): Rewarder => {
  const rewarder = createRewarder(optionsOf(...given));
  open.push(rewarder);
  return rewarder;
};

/** Answers to as many questions; the number in each answer is its reward. */
export const answersOf = (numbers: readonly number[], questions = 1) =>
  numbers.map((number, at) => ({
    prompt: userTurn(`What is asked in question ${at % questions}?`),
    answer: `worth <${number}>`,
  }));

/** The reward that a scripted model gives: the number that stands in the answer. */
export const numberIn = ({ answer }: { readonly answer: string }): number =>
  Number((/worth <(-?[\d.]+)>/.exec(answer) ?? [])[1]);
