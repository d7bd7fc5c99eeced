import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Limits, Program } from '../../src/core/index.ts';

/** A reference solution with its tests: for a sandbox, and as one text for a loop without one. */
export type Reference = { readonly id: string; readonly program: Program; readonly text: string };

const limits: Limits = { timeoutMs: 20_000, memoryMb: 512, maxOutputBytes: 65_536 };
/** For references and tests that count for long: up to 20 s alone, and more beside other tests. */
const slowLimits: Limits = { ...limits, timeoutMs: 120_000 };

const rowsOf = <Row>(dataDirectory: string, file: string): readonly Row[] =>
  gunzipSync(readFileSync(join(dataDirectory, file)))
    .toString()
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as Row);

type HumanEvalRow = Readonly<
  Record<'task_id' | 'prompt' | 'canonical_solution' | 'test' | 'entry_point', string>
>;

/** The program of a HumanEval row, with another body than the reference's where one is given. */
const humanevalProgram = (row: HumanEvalRow, within: Limits, body = row.canonical_solution): Program => ({
  language: 'python',
  code: row.prompt + body,
  tests: {
    prelude: `${row.prompt}    pass\n`,
    code: `${row.test}\ncheck(${row.entry_point})`,
    entryPoints: [row.entry_point],
  },
  limits: within,
});

const humanevalFiles = {
  HumanEval: 'humaneval/HumanEval.jsonl.gz',
  'HumanEval+': 'humaneval-plus/HumanEvalPlus-OriginFmt.jsonl.gz',
} as const;

/** @param body in place of the reference's own */
export const humanevalReferences = (
  dataDirectory: string,
  set: keyof typeof humanevalFiles = 'HumanEval',
  body?: string,
): readonly Reference[] =>
  rowsOf<HumanEvalRow>(dataDirectory, humanevalFiles[set]).map(row => ({
    id: row.task_id,
    program: humanevalProgram(row, set === 'HumanEval+' ? slowLimits : limits, body),
    text: `${row.prompt}${row.canonical_solution}\n${row.test}\ncheck(${row.entry_point})\n`,
  }));

type MbppRow = {
  readonly task_id: number;
  readonly code: string;
  readonly test_setup_code: string;
  readonly test_list: readonly string[];
  readonly challenge_test_list: readonly string[];
};

/** Takes seconds where all others take milliseconds. */
export const SLOW_MBPP = 'MBPP/123';

/** @param list which of a row's lists of tests; rows without any are left out */
export const mbppReferences = (
  dataDirectory: string,
  list: 'test_list' | 'challenge_test_list' = 'test_list',
): readonly Reference[] =>
  rowsOf<MbppRow>(dataDirectory, 'mbpp/mbpp.jsonl.gz')
    .filter(row => row[list].length > 0)
    .map(row => {
      const id = `MBPP/${row.task_id}`;
      // The set-up makes objects of the candidate's classes, so it comes after the code.
      const tests = [row.test_setup_code, ...row[list]].join('\n');
      return {
        id,
        program: {
          language: 'python',
          code: row.code,
          tests: { prelude: importsOf(row.code), code: tests, entryPoints: testedIn(row.code, tests) },
          limits: id === SLOW_MBPP ? slowLimits : limits,
        },
        text: `${row.code}\n${tests}\n`,
      };
    });

/** Tests may use what the reference imports. */
const importsOf = (code: string): string =>
  code
    .split(/\r?\n/)
    .filter(line => /^(?:import|from)\s/.test(line))
    .join('\n');

/** Functions of the reference that the tests name; one of them is called like a builtin. */
const testedIn = (code: string, tests: string): readonly string[] =>
  [...code.matchAll(/^def\s+(\w+)/gm)]
    .map(([, name = '']) => name)
    .filter(name => new RegExp(`\\b${name}\\b`).test(tests));

/** Whether a set is in the data directory. */
export const hasReferences = (
  dataDirectory: string,
  file: 'humaneval' | 'humaneval-plus' | 'mbpp',
): boolean => existsSync(join(dataDirectory, file));
