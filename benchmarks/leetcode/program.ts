import type { Program } from '../../src/core/index.ts';
import { splitFutureImports } from '../humaneval/future-imports.ts';
import { type LeetcodeSample, nodeClassOf } from './sample.ts';

/** What the reference imports in front of every program; on one line, so that line numbers move by one only. */
const imports = [
  ...'math re sys copy datetime itertools collections heapq functools hashlib string'
    .split(' ')
    .map(name => `import ${name}`),
  ...['typing', 'collections', 'functools'].map(name => `from ${name} import *`),
].join('; ');

/**
 * The reference imports numpy too, used or not. Here it is imported when a program first takes something from it, so
 * that a sandbox without numpy fails only programs that need it, and a program without it does not pay for it.
 */
const numpy =
  "numpy = np = type('LateNumpy', (), {'__getattr__': lambda _, name: getattr(__import__('numpy'), name)})()";

const namesNumpy = (code: string): boolean => /\b(?:numpy|np)\b/.test(code);

const prelude = (code: string): string => `${imports}${namesNumpy(code) ? `; ${numpy}` : ''}\n`;

/** The tests make `Solution()` themselves and call it; the candidate's classes are all they take from it. */
const toProgram = (code: string, { target }: LeetcodeSample): Program => ({
  language: 'python',
  code,
  tests: { prelude: '', code: target, entryPoints: ['Solution'] },
  limits: { timeoutMs: 10_000, memoryMb: 1024, maxOutputBytes: 65_536 },
});

/** The reference's program: its imports, then the code. */
export const referenceProgram = (code: string, sample: LeetcodeSample): Program =>
  toProgram(prelude(code) + code, sample);

/** The same with the class that the skeleton defines, and with imports from `__future__` where Python wants them. */
export const strictProgram = (code: string, sample: LeetcodeSample): Program => {
  const { imports: future, rest } = splitFutureImports(code);
  return toProgram(future + prelude(code) + nodeClassOf(sample) + rest, sample);
};
