import type { Execution } from './execution.ts';
import type { Program } from './program.ts';
import type { OpenSession } from './session.ts';

/** A scorer's only way to the world. */
export type Execute = (program: Program) => Promise<Execution>;

/** A pool of worker processes that run untrusted programs. Safe to call concurrently; queues inside. */
export type Sandbox = {
  readonly name: 'wasm' | 'native' | 'js';
  /** How many programs run at the same time. */
  readonly workers: number;
  /** Python version the guests see, e.g. `3.14.2`; null for JavaScript. */
  readonly python: string | null;
  /** `SandboxKind.slowdown` by language; 1 for a language that is not named. */
  readonly slowdown?: Partial<Readonly<Record<Program['language'], number>>>;
  /** @throws EurusError `SANDBOX_FAULT` only when the fault is provably ours. */
  run: Execute;
  /** Stateful Python, for the turns of an episode; absent where there is none. */
  readonly openSession?: OpenSession;
  /** Kills the workers and removes what they left. Running programs reject. */
  close(): Promise<void>;
};

/** What is known of the sandbox that programs ran in. */
export type SandboxFacts = Pick<Sandbox, 'name' | 'python' | 'slowdown'>;

export type SandboxAvailability =
  | { readonly available: true; readonly detail: string }
  | { readonly available: false; readonly reason: string; readonly hint: string };

/** A kind of sandbox: whether it can work here, and how to start one. */
export type SandboxKind = {
  readonly name: 'wasm' | 'native' | 'js';
  readonly title: string;
  /** What it runs; Python when absent. */
  readonly language?: Program['language'];
  /**
   * How many times as long a program takes here as in the native interpreter that benchmarks make their limits for.
   * Scoring gives programs so much more time; `run` itself takes limits as they are. 1 when absent.
   */
  readonly slowdown?: number;
  /** Cheap: starts nothing heavy. */
  check(): Promise<SandboxAvailability>;
  /** What programs can have beyond the library of their language, where that depends on this machine; for `doctor`. */
  packages?(): Promise<SandboxAvailability>;
  /** @throws EurusError `SANDBOX_MISSING` when it cannot work here. */
  open(options: {
    readonly workers: number;
    /** Folder for files that are dear to make and safe to lose (snapshots); made when missing. */
    readonly cacheDirectory: string;
  }): Promise<Sandbox>;
};
