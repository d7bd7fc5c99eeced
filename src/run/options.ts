import type { Backend, DataSource, Generation, Price } from '../core/index.ts';
import type { Critic } from './episode/critic.ts';
import type { OpenJudging } from './judging.ts';
import type { MaxErrors } from './luck.ts';
import type { MinuteLimits } from './rate/minute-limit.ts';
import type { ServerPatience } from './server-patience.ts';
import type { SessionOptions } from './session.ts';
import type { Retry } from './store.ts';
import type { Selection, Task } from './task.ts';

/** What is to be done, and where. */
export type PlanOptions = {
  /** The run directory; made when missing, continued when there. */
  readonly directory: string;
  /** Version of eurus-eval, for the manifest. */
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly selection: Selection;
  /** Not closed here. */
  readonly backend: Backend;
  readonly data: DataSource;
  /** Sampling settings of the user's own. */
  readonly overrides: Partial<Generation>;
  /** System message of the user's own. */
  readonly system: string | null;
  /** Sampling seed of trial 0; trial t has seed + t. */
  readonly seed: number | null;
  /** What is done anew of what an earlier command could not do; `failed` when left out. */
  readonly retry?: Retry | undefined;
  /** Run directories, and files of completions, whose answers to equal requests are taken instead of asking. */
  readonly reuse?: readonly string[] | undefined;
  /** Comments on the turns of episodes; nobody does when left out. */
  readonly critic?: Critic | undefined;
};

export type RunOptions = PlanOptions &
  SessionOptions & {
    /** The k of the pass@k wanted; pass@1 is always given. */
    readonly ks?: readonly number[] | undefined;
    /** The score of answers that `best@k` and `weighted@k` go by; none when left out. */
    readonly scoreField?: string | undefined;
    /** What the model costs; null where that is not known. */
    readonly price?: Price | null | undefined;
    /** Most that the answers in the directory may cost, earlier ones included; needs a price. */
    readonly maxCost?: number | undefined;
    /** Requests under way at the same time; `auto` finds how many suit the server. */
    readonly concurrency: number | 'auto';
    /** Requests and tokens that may be sent in a minute, retries included. */
    readonly minuteLimits?: MinuteLimits | undefined;
    /** Completions judged at the same time. */
    readonly scoreConcurrency: number;
    /** Judges elsewhere; in this process when left out. */
    readonly openJudging?: OpenJudging | undefined;
    /** Called when all that is asked can be sent, before anything is; what it throws ends the run. */
    readonly beforeSending?: (() => Promise<void>) | undefined;
    /** How long a server is waited for that has answered before; 30 minutes when left out. */
    readonly serverPatience?: ServerPatience | undefined;
    /** Ends a run with so many requests that failed for good; null or left out: none of the user's own. */
    readonly maxErrors?: MaxErrors | null | undefined;
  };
