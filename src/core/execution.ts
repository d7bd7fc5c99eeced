/** How a program ended. `finished` = it reached its last line (and that of its tests) and said so on a private channel. */
export type Outcome =
  | 'finished'
  | 'raised'
  | 'exited-early'
  | 'timed-out'
  | 'out-of-memory'
  | 'output-limit'
  | 'crashed';

/**
 * Where the error arose: in the candidate, in the trusted tests (an assertion that failed), between them, or in
 * the prelude of the tests, before the candidate was asked anything: the last one is never the candidate's doing.
 */
export type ErrorOrigin = 'candidate' | 'tests' | 'sandbox' | 'prelude';

export type Execution = {
  readonly outcome: Outcome;
  readonly error: {
    /** Exception type, e.g. `AssertionError`. */
    readonly type: string;
    readonly message: string;
    /** Line from 1 in the text that raised (the candidate's or the tests'), where known. */
    readonly line: number | null;
    readonly origin: ErrorOrigin;
  } | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Per cell, when the program was a list of cells: what it printed and whether it raised. */
  readonly cells?: readonly { readonly stdout: string; readonly raised: boolean }[];
  /** A module the program wanted and this backend lacks (`numpy` in wasm): our gap, not the model's fault. */
  readonly missingModule: string | null;
  /** What a program that ended itself told the system, 0 to 255, where that is known. */
  readonly exitStatus?: number;
  /** How often it was begun anew because its worker was killed from outside; absent when it was not. */
  readonly reruns?: number;
  /** The wall-clock limit that was applied, where it is not the program's own but multiplied for a slower sandbox. */
  readonly allowedMs?: number;
  readonly durationMs: number;
  readonly cpuMs: number | null;
  /** How long it waited for a processor that others had, which its time limit leaves out; absent where nobody looked. */
  readonly waitedMs?: number;
  /** It ran out of time of the machine, not of its own: there was no processor for it. Never the program's fault. */
  readonly starved?: boolean;
  readonly peakMemoryMb: number | null;
  /** Which backend ran it: `wasm`, `native`, `js`. */
  readonly sandbox: string;
  /** Version of the Python that ran it, or null for other languages. */
  readonly python: string | null;
};
