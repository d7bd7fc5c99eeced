import type { Domain, Split } from './benchmark.ts';

/** What one benchmark of a run was, as far as it changes completions or scores. */
export type BenchmarkIdentity = {
  readonly version: number;
  readonly generation: {
    readonly max_tokens: number;
    readonly temperature: number;
    readonly top_p: number;
    readonly stop: readonly string[];
    /** Left out when none are asked for. */
    readonly logprobs?: number;
    /** Left out when those of all tokens are not asked for. */
    readonly answer_logprobs?: boolean;
  };
  /** SHA-256 of every data file read, by path; `unverified` for files of the user's own. */
  readonly data: Readonly<Record<string, string>>;
  /** How many turns, and who comments on them; left out where there is one turn. */
  readonly interaction?: {
    readonly max_steps: number;
    readonly max_proposals: number;
    /** Name of the grader by which the environment calls proposals right or wrong. */
    readonly judge?: string;
    /** Of its texts. */
    readonly version?: number;
    /** Left out without a critic. */
    readonly critique?: {
      readonly backend: string;
      readonly model: string;
      readonly endpoint: string;
      readonly sees_gold: boolean;
      readonly max_tokens?: number;
      readonly temperature?: number;
      /** Of what it is asked. */
      readonly version?: number;
    };
  };
  /** How the prefill was asked for; `none`: the prompts were sent without it; null when the protocol has none. */
  readonly prefill: string | null;
  /** What the first answers showed of it; left out where nothing was looked at. */
  readonly prefill_found?: PrefillFinding;
  /** The ways of asking that were tried before that was found. */
  readonly prefill_tried?: readonly string[];
  /** Names how its samples were dealt to shards; left out where there are none. */
  readonly cut_sha256?: string;
};

/** Which part of what a command is about a run directory holds. */
export type ShardIdentity = {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** What is alike in all shards: the number of samples, or what they are expected to take, or have taken before. */
  readonly by: 'hash' | 'expected' | 'measured';
};

/**
 * What a server does with the start of an answer: goes on from it (`continued`), sends it back and goes on (`echoed`),
 * lets the model begin anew (`restarted`), answers as if it were not there (`ignored`), refuses it (`refused`); `unclear`
 * when the answers do not tell.
 */
export type PrefillFinding = 'continued' | 'echoed' | 'restarted' | 'ignored' | 'refused' | 'unclear';

/** Where an adapter from outside was loaded from, so that its completions can be scored again. */
export type AdapterIdentity = {
  /** An absolute path, or the name of a package. */
  readonly from: string;
  /** SHA-256 of the file that was loaded last. */
  readonly sha256: string;
  /** What its benchmark is about; absent in older runs. */
  readonly domain?: Domain;
  /** Which part of its dataset it asks; absent for `test` and in older runs. */
  readonly split?: Split;
};

/** What the newest command on a task asked for; free to differ between commands on the same directory. */
export type TaskSelection = {
  readonly trials: number;
  /** `1-100`: rows from 1, both ends included. */
  readonly limit: string | null;
  readonly ids: readonly string[] | null;
  /** Grader names, headline first. */
  readonly graders: readonly string[];
};

/** One of several servers of a run's model. */
export type EndpointRecord = {
  readonly url: string;
  /** As the newest command that named it gave it. */
  readonly weight: number;
  /** Completions on disk that it answered, by `<benchmark>.<protocol>`; of an episode, its last turn. */
  readonly answered: Readonly<Record<string, number>>;
  /** Requests that failed for good and were last sent to it. */
  readonly failed: Readonly<Record<string, number>>;
};

/** A run directory that was joined with others. */
export type MergedRun = {
  /** Name of the directory. */
  readonly run: string;
  readonly created_at: string;
  readonly eurus_eval: string;
  /** Left out where it was none. */
  readonly shard?: ShardIdentity;
  readonly environment: Manifest['environment'];
};

/** `run.json`: all that is needed to repeat the run, no secret in it. */
export type Manifest = {
  readonly eurus_eval: string;
  readonly created_at: string;
  /** Must be equal for a run directory to be continued. */
  readonly identity: {
    readonly backend: string;
    readonly model: string;
    readonly endpoint: string;
    readonly api: string;
    readonly settings: Readonly<Record<string, string | number | boolean | null>>;
    readonly system: string | null;
    readonly seed: number | null;
  };
  /** The servers of all commands, where there were several; left out where there was one. */
  readonly endpoints?: readonly EndpointRecord[];
  /** Left out where the directory is for all that its commands ask for. Must be equal as well. */
  readonly shard?: ShardIdentity;
  /** The run directories whose records stand together here; left out where no others do. */
  readonly merged?: readonly MergedRun[];
  /** By `<benchmark>.<protocol>`; a later command may add some, never change one. */
  readonly benchmarks: Readonly<Record<string, BenchmarkIdentity>>;
  /** By `<benchmark>.<protocol>`. */
  readonly selection: Readonly<Record<string, TaskSelection>>;
  /** Version of each grader that wrote verdicts, by `<benchmark>.<protocol>.<grader>`: older verdicts are made anew. */
  readonly grader_versions?: Readonly<Record<string, number>>;
  /** By benchmark id; left out where all are of this package. */
  readonly adapters?: Readonly<Record<string, AdapterIdentity>>;
  readonly environment: {
    readonly node: string;
    readonly platform: string;
    readonly sandbox: {
      readonly name: string;
      readonly python: string | null;
      /** By what the time limits of Python programs were multiplied; 1 when absent. */
      readonly slowdown?: number;
    } | null;
  };
};
