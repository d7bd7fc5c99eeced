import type { SandboxFacts } from '../../core/index.ts';

/** A run as its coordinator tells of it. */
export type QueueRun = {
  readonly id: string;
  readonly label: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly tasks: readonly string[];
  readonly sandbox: SandboxFacts | null;
  /** Trials; 0 while that is not known. */
  readonly planned: number;
  readonly done: number;
  /** Completions. */
  readonly out: number;
  readonly judged: number;
  readonly perSecond: number;
  readonly secondsLeft: number | null;
  /** Batches. */
  readonly waiting: number;
  readonly active: number;
  readonly unread: number;
  readonly again: number;
  readonly workers: number;
  readonly slots: number;
};

/** A worker as it tells of itself. */
export type QueueWorker = {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAtMs: number;
  readonly slots: number;
  readonly busy: number;
  readonly judged: number;
  readonly judgedLastMinute: number;
  readonly unscored: number;
  readonly back: number;
  readonly drains: boolean;
  readonly sandbox: SandboxFacts | null;
  readonly runs: readonly { readonly id: string; readonly why: string | null }[];
};

export type QueueServer = {
  readonly product: string;
  readonly version: string | null;
  readonly usedBytes: number | null;
  /** 0 for no limit. */
  readonly maxBytes: number | null;
  readonly policy: string | null;
  readonly appendOnly: boolean | null;
  readonly latencyMs: number;
};

/** What a queue is drawn from; that of `src/queue` is one. */
export type QueueView = {
  readonly queue: string;
  readonly atMs: number;
  readonly server: QueueServer;
  readonly problems: readonly string[];
  readonly runs: readonly QueueRun[];
  readonly workers: readonly QueueWorker[];
};
