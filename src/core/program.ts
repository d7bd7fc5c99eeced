export type Limits = {
  /** Wall-clock deadline for the whole program, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Wall-clock limit for every single answer that the tests wait for, in milliseconds; where it is absent only the whole
   * deadline counts. For Python: js holds programs to their whole deadline only.
   */
  readonly callTimeoutMs?: number;
  /** Memory cap in MiB. */
  readonly memoryMb: number;
  /** Cap on stdout and on stderr, each, in bytes; what is beyond is counted, not kept. */
  readonly maxOutputBytes: number;
};

/**
 * Trusted test code of a data set. It runs in an interpreter of its own; the candidate is reached
 * through proxies that carry plain data only.
 */
export type Tests = {
  /** Runs first: imports and helpers that the tests need (for HumanEval the prompt with a stub body). */
  readonly prelude: string;
  /** Runs after the candidate: passes when its last line is reached. */
  readonly code: string;
  /**
   * Names always taken from the candidate, even when the prelude defines them. Any other free name
   * of the tests is the candidate's only if neither a builtin nor the prelude has it.
   */
  readonly entryPoints: readonly string[];
};

/** What runs in a sandbox. The candidate (`code` or `cells`) is untrusted, `tests` are trusted. */
export type Program = {
  readonly language: 'python' | 'javascript';
  /**
   * The candidate. One text runs as a script. A list runs cell by cell in one namespace, and the value
   * of a cell's last expression is printed when it is not None, as in a notebook.
   */
  readonly code: string | readonly string[];
  readonly tests?: Tests;
  readonly stdin?: string;
  readonly limits: Limits;
};
