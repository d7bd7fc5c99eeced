/** What the user chose about the model and its server. */
export type BackendOptions = {
  /** `PROVIDER/NAME`, e.g. `vllm/meta-llama/Llama-3.1-8B`, or `replay/PATH`. */
  readonly model: string;
  /** Root of the API (`http://host:8000/v1`) or its full endpoint; null: the environment, then the provider's default. */
  readonly baseUrl: string | null;
  /** Null: what the base URL ends in, else `chat`. */
  readonly api: 'chat' | 'completions' | null;
  /** Name of the environment variable that holds the key; null: the provider's own. */
  readonly apiKeyEnv: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stream: boolean;
  /** Template for the completions API: a name, a file or a folder (docs/chat-templates.md); null: `plain`. */
  readonly chatTemplate: string | null;
  /**
   * Longest time of one try of a request as a whole, from connecting to the last byte of the answer; connecting alone
   * may take 10 s of it at most. A try that is not over then has failed for a passing reason.
   */
  readonly timeoutMs: number;
  /** How often a request that failed for a passing reason is sent again. */
  readonly maxRetries: number;
  /** A system message belongs to the prompt, not to the backend. */
  readonly system?: never;
  /** Most requests in flight, and so most connections. */
  readonly concurrency: number;
  /** False where requests are only shown: no key is needed then. Default true. */
  readonly sends?: boolean;
  /** Wait before the first retry; doubles with each further one. Default 500. */
  readonly firstRetryDelayMs?: number;
};
