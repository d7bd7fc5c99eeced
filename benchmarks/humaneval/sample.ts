import type { Program, Sample } from '../../src/core/index.ts';

/** `input` is the prompt (imports, helpers, signature, docstring), `target` the reference body. */
export type HumanEvalSample = Sample & {
  readonly entryPoint: string;
  /** Defines `check(candidate)`. */
  readonly tests: string;
};

/** Wall-clock limit of the reference scorer, for the whole program. */
const referenceTimeoutMs = 3000;

/** The candidate apart from the tests, which see the prompt's helpers through a stub of the prompt. */
export const toProgram = (code: string, { input, entryPoint, tests }: HumanEvalSample): Program => ({
  language: 'python',
  code,
  tests: {
    prelude: `${input}    pass\n`,
    code: `${tests}\ncheck(${entryPoint})`,
    entryPoints: [entryPoint],
  },
  limits: { timeoutMs: referenceTimeoutMs, memoryMb: 512, maxOutputBytes: 65_536 },
});
