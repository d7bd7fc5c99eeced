import type { Program } from '../../src/core/index.ts';
import { splitFutureImports } from '../humaneval/future-imports.ts';
import { entryPointsOf, type MbppSample } from './sample.ts';

/** The reference solution of one problem needs seconds. */
const slowItems: ReadonlyMap<string, number> = new Map([['123', 30_000]]);

const program = (
  code: string,
  sample: MbppSample,
  { names, timeoutMs }: { readonly names: string; readonly timeoutMs: number },
): Program => ({
  language: 'python',
  code,
  tests: {
    prelude: names,
    code: [sample.setup, ...sample.tests].join('\n'),
    entryPoints: entryPointsOf(sample),
  },
  limits: { timeoutMs, memoryMb: 512, maxOutputBytes: 65_536 },
});

/** Modules that the reference imports: its tests may name them. */
const importsOf = (code: string): readonly string[] =>
  code.split(/\r?\n/).filter(line => /^(?:import|from)\s+(?!__future__)/.test(line));

/** The code with the imports of the tests in front, 10 s; the tests see what the reference imports too. */
export const strictProgram = (code: string, sample: MbppSample): Program => {
  const { imports: future, rest } = splitFutureImports(code);
  const imports = sample.imports.map(line => `${line}\n`).join('');
  return program(future + imports + rest, sample, {
    names: [...sample.imports, ...importsOf(sample.target)].join('\n'),
    timeoutMs: slowItems.get(sample.id) ?? 10_000,
  });
};

/** What the evaluator of the Eurus scripts has imported, and code and tests there therefore see. */
const evaluatorNames = 'import json, os, time, re, sys, argparse, contextlib, signal';

/** As the Eurus scripts run it, but in a process of its own: 3 s, no imports of the tests. */
export const eurusProgram = (code: string, sample: MbppSample): Program =>
  program(`${evaluatorNames}\n${code}`, sample, { names: evaluatorNames, timeoutMs: 3000 });

/** As the harnesses for the 500 problems run it: code and tests, nothing else, 3 s. */
export const plainProgram = (code: string, sample: MbppSample): Program =>
  program(code, sample, { names: '', timeoutMs: 3000 });
