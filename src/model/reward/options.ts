import type { RewardKind } from '../../core/index.ts';

/** How the numbers of an answer's tokens become one. */
export const reductions = ['last', 'mean', 'min', 'max'] as const;
export type Reduction = (typeof reductions)[number];

/** What a judge's two words become: the log of their odds, or the share of the first. */
export const judgeScores = ['log-odds', 'probability'] as const;
export type JudgeScore = (typeof judgeScores)[number];

/** What the user chose about a reward model and its server. */
export type RewardOptions = {
  /** `PROVIDER/NAME`, e.g. `vllm/openbmb/Eurus-RM-7b`. */
  readonly reward: string;
  /** Null: what the base URL ends in, else what the provider's servers usually have. */
  readonly kind: RewardKind | null;
  /** Root of the server (`http://host:8000`, with or without `/v1`) or its full endpoint; null: environment, default. */
  readonly baseUrl: string | null;
  /** Name of the environment variable that holds the key; null: the provider's own. */
  readonly apiKeyEnv: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Most answers of a request, where the API takes several. */
  readonly batchSize: number;
  /** Makes one text of a conversation: a name, a file or a folder; null: the server's own, or question and answer. */
  readonly chatTemplate: string | null;
  /** Which class is the reward, where the model has several: its number from 0, or its label (predict). */
  readonly className?: string | null | undefined;
  /** `last` when left out. */
  readonly reduction?: Reduction | undefined;
  /** True: the number after the model's activation (a probability); default: the one before it. */
  readonly activation?: boolean | undefined;
  /** Text with `{prompt}` and `{answer}` in it that asks for yes or no; null: one of ours. */
  readonly judgePrompt?: string | null | undefined;
  /** `log-odds` when left out. */
  readonly judgeScore?: JudgeScore | undefined;
  /** As those of a backend. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs?: number | undefined;
  readonly maxRetries: number;
  readonly patienceMs?: number | undefined;
  readonly concurrency: number;
  readonly firstRetryDelayMs?: number | undefined;
};
