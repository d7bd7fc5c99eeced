import type { RewardOptions } from '../reward/options.ts';

/** How a server is asked for the log-probabilities of a text: it echoes the text with them, or lists them apart (vLLM). */
export const likelihoodWays = ['echo', 'prompt_logprobs'] as const;
export type LikelihoodWay = (typeof likelihoodWays)[number];

/** What the user chose about a policy and its server. */
export type LikelihoodOptions = Pick<
  RewardOptions,
  | 'baseUrl'
  | 'apiKeyEnv'
  | 'env'
  | 'timeoutMs'
  | 'connectTimeoutMs'
  | 'maxRetries'
  | 'patienceMs'
  | 'concurrency'
  | 'firstRetryDelayMs'
> & {
  /** `PROVIDER/NAME` */
  readonly model: string;
  /** Makes the text of prompt and answer: a name, a file or a folder. */
  readonly chatTemplate: string;
  readonly way: LikelihoodWay;
};
