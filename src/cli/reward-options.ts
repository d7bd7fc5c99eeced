import { readFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { EurusError, maxScoreName, type Rewarder, rewardKinds } from '../core/index.ts';
import { createRewarder, judgeScores, reductions } from '../model/reward/index.ts';
import { numberBetween, oneOf, oneText, wholeNumber } from './arguments.ts';
import { fileProblem } from './file-problem.ts';
import { defaultMaxRetries, defaultPatienceS, defaultTimeoutS } from './model-options.ts';

const defaultBatchSize = 8;
export const defaultConcurrency = 8;
const longestS = 86_400;

/** Flags of every command that asks a reward model. */
export const rewardOptions = <A>(parser: Argv<A>) =>
  parser
    .option('reward', {
      describe: 'PROVIDER/NAME of the reward model, e.g. vllm/openbmb/Eurus-RM-7b, tei/NAME, openai/NAME',
      type: 'string',
      coerce: oneText('--reward'),
    })
    .option('reward-api', {
      describe:
        'How it is asked [default: what --base-url ends in; else vllm, sglang: classify, tei: predict, others: judge]',
      type: 'string',
      choices: rewardKinds,
      coerce: oneOf('--reward-api', rewardKinds),
    })
    .option('base-url', {
      describe: "Root or full address of the endpoint [default: the provider's]",
      type: 'string',
      coerce: oneText('--base-url'),
    })
    .option('api-key-env', {
      describe: "Environment variable that holds the key [default: the provider's]",
      type: 'string',
      coerce: oneText('--api-key-env'),
    })
    .option('batch-size', {
      describe: `Answers in a request, where the API takes several [default: ${defaultBatchSize}]`,
      type: 'string',
      coerce: wholeNumber('--batch-size', 1),
    })
    .option('concurrency', {
      describe: `Requests in flight [default: ${defaultConcurrency}]`,
      type: 'string',
      coerce: wholeNumber('--concurrency', 1),
    })
    .option('chat-template', {
      describe:
        "classify, pooling, predict: the reward model's chat template, as for run [default: the server's; predict: question and answer as a pair]",
      type: 'string',
      coerce: oneText('--chat-template'),
    })
    .option('reward-class', {
      describe:
        'Which class is the reward, where there are several: its number from 0, for predict its label',
      type: 'string',
      coerce: oneText('--reward-class'),
    })
    .option('reward-tokens', {
      describe: 'pooling: how the numbers of the tokens become one [default: last]',
      type: 'string',
      choices: reductions,
      coerce: oneOf('--reward-tokens', reductions),
    })
    .option('reward-activation', {
      describe: 'The number after the activation (a probability) in place of the one before it',
      type: 'boolean',
    })
    .option('judge-prompt', {
      describe:
        'judge: a file with {prompt} and {answer} in it that asks for yes or no [default: one of ours]',
      type: 'string',
      coerce: oneText('--judge-prompt'),
    })
    .option('judge-score', {
      describe: 'judge: what the two words become [default: log-odds]',
      type: 'string',
      choices: judgeScores,
      coerce: oneOf('--judge-score', judgeScores),
    })
    .option('max-retries', {
      describe: `Tries after the first, for failures that may pass; 429 does not count [default: ${defaultMaxRetries}]`,
      type: 'string',
      coerce: wholeNumber('--max-retries', 0),
    })
    .option('timeout', {
      describe: `Seconds for one try of a request as a whole [default: ${defaultTimeoutS}]`,
      type: 'string',
      coerce: numberBetween('--timeout', 1, longestS),
    })
    .option('connect-timeout', {
      describe: 'Seconds for connecting, TLS included [default: 10]',
      type: 'string',
      coerce: numberBetween('--connect-timeout', 1, longestS),
    })
    .option('server-patience', {
      describe: `Seconds to wait for a server that answers nothing but 429 [default: ${defaultPatienceS}]`,
      type: 'string',
      coerce: numberBetween('--server-patience', 0, longestS),
    });

/** What they are read as. */
export type RewardFlags = Awaited<ReturnType<ReturnType<typeof rewardOptions>['parseAsync']>>;

type RewardFlag =
  | 'reward'
  | 'rewardApi'
  | 'baseUrl'
  | 'apiKeyEnv'
  | 'batchSize'
  | 'concurrency'
  | 'chatTemplate'
  | 'rewardClass'
  | 'rewardTokens'
  | 'rewardActivation'
  | 'judgePrompt'
  | 'judgeScore'
  | 'maxRetries'
  | 'timeout'
  | 'connectTimeout'
  | 'serverPatience';

/**
 * The reward model that the flags name.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const rewarderOf = (
  args: Pick<RewardFlags, RewardFlag>,
): { readonly rewarder: Rewarder; readonly concurrency: number } => {
  if (args.reward === undefined) {
    throw new EurusError('USAGE', 'No reward model is named.', {
      hint: 'e.g. --reward vllm/openbmb/Eurus-RM-7b --base-url http://127.0.0.1:8000',
    });
  }
  const concurrency = args.concurrency ?? defaultConcurrency;
  const rewarder = createRewarder({
    reward: args.reward,
    kind: args.rewardApi ?? null,
    baseUrl: args.baseUrl ?? null,
    apiKeyEnv: args.apiKeyEnv ?? null,
    env: process.env,
    batchSize: args.batchSize ?? defaultBatchSize,
    chatTemplate: args.chatTemplate ?? null,
    className: args.rewardClass,
    reduction: args.rewardTokens,
    activation: args.rewardActivation,
    judgePrompt: args.judgePrompt === undefined ? null : readPrompt(args.judgePrompt),
    judgeScore: args.judgeScore,
    timeoutMs: (args.timeout ?? defaultTimeoutS) * 1000,
    connectTimeoutMs: args.connectTimeout === undefined ? undefined : args.connectTimeout * 1000,
    maxRetries: args.maxRetries ?? defaultMaxRetries,
    patienceMs: (args.serverPatience ?? defaultPatienceS) * 1000,
    concurrency,
  });
  return { rewarder, concurrency };
};

/** What a reward is called unless told otherwise: the end of the model's name, `Eurus-RM-7b`. */
export const rewardNameOf = (given: string | undefined, { model }: Rewarder): string => {
  const name = given ?? model.split('/').findLast(part => part !== '') ?? model;
  if (name.length <= maxScoreName) return name;
  throw new EurusError('USAGE', `The name of the reward is longer than ${maxScoreName} characters.`, {
    hint: 'Give a shorter one with --reward-name',
  });
};

const readPrompt = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new EurusError('USAGE', `--judge-prompt ${path} cannot be read: ${fileProblem(thrown)}.`);
  }
};
