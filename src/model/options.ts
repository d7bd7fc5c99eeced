import type { Provider } from './provider.ts';

/** One of several servers, as the user names it. */
export type ReplicaAddress = {
  readonly url: string;
  /** Its part of the requests, beside the weights of the others; above 0. */
  readonly weight: number;
};

/** What the user chose about the model and its server. */
export type BackendOptions = {
  /** `PROVIDER/NAME`, e.g. `vllm/meta-llama/Llama-3.1-8B`, or `replay/PATH`. */
  readonly model: string;
  /** Root of the API (`http://host:8000/v1`) or its full endpoint; null: the environment, then the provider's default. */
  readonly baseUrl: string | null;
  /** Servers of the same model that share the requests, in place of `baseUrl`; absent: one server. */
  readonly replicas?: readonly ReplicaAddress[] | undefined;
  /** Null: what the base URL ends in, else `chat`. */
  readonly api: 'chat' | 'completions' | null;
  /** Name of the environment variable that holds the key; null: the provider's own. */
  readonly apiKeyEnv: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stream: boolean;
  /** False: one request a trial, also where the server would draw several from one. Default true. */
  readonly batchTrials?: boolean | undefined;
  /** How the chat API is asked to continue a started answer; absent: the provider's way, and others where that fails. */
  readonly prefill?: Provider['prefill'] | undefined;
  /** Template for the completions API: a name, a file or a folder (docs/chat-templates.md); null: `plain`. */
  readonly chatTemplate: string | null;
  /**
   * Longest time of one try of a request as a whole, from connecting to the last byte of the answer. A try that is not over then has failed for a passing reason.
   */
  readonly timeoutMs: number;
  /** Longest time of connecting; 10 s when left out. */
  readonly connectTimeoutMs?: number | undefined;
  /** Longest time from sending to the first text of a stream; no limit of its own when left out. */
  readonly firstTokenTimeoutMs?: number | undefined;
  /** Longest time between two events of a stream once its text has begun; no limit of its own when left out. */
  readonly idleTimeoutMs?: number | undefined;
  /** How often a request that failed for a passing reason is sent again; waits for 429 and for outages do not count. */
  readonly maxRetries: number;
  /** How long a request may wait in all for a server that says 429; 30 min when left out. */
  readonly patienceMs?: number | undefined;
  /** A system message belongs to the prompt, not to the backend. */
  readonly system?: never;
  /** Most requests in flight, and so most connections. */
  readonly concurrency: number;
  /** False where requests are only shown: no key is needed then. Default true. */
  readonly sends?: boolean;
  /** Wait before the first retry; doubles with each further one. Default 500. */
  readonly firstRetryDelayMs?: number;
};
