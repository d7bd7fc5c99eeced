import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Program } from '../src/core/index.ts';

/** Reference solutions of a data set, for a sandbox and as one text each for a loop without one. */
export type References = {
  readonly title: string;
  readonly programs: readonly Program[];
  readonly texts: readonly string[];
};

export const limits = { timeoutMs: 20_000, memoryMb: 512, maxOutputBytes: 65_536 };

const rowsOf = <Row>(file: string): readonly Row[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as Row);

type HumanEvalRow = Readonly<Record<'prompt' | 'canonical_solution' | 'test' | 'entry_point', string>>;

const humaneval = (file: string): References => {
  const rows = rowsOf<HumanEvalRow>(file);
  return {
    title: 'HumanEval',
    programs: rows.map(row => ({
      language: 'python',
      code: row.prompt + row.canonical_solution,
      tests: {
        prelude: `${row.prompt}    pass\n`,
        code: `${row.test}\ncheck(${row.entry_point})`,
        entryPoints: [row.entry_point],
      },
      limits,
    })),
    texts: rows.map(
      row => `${row.prompt}${row.canonical_solution}\n${row.test}\ncheck(${row.entry_point})\n`,
    ),
  };
};

type MbppRow = {
  readonly task_id: number;
  readonly code: string;
  readonly test_setup_code: string;
  readonly test_list: readonly string[];
};

/** Its reference needs seconds of processor time, and would hide what all the others cost. */
const SLOW_ITEM = 123;
/** Tests may use what the reference imports. */
const importsOf = (code: string): string =>
  code
    .split(/\r?\n/)
    .filter(line => /^(?:import|from)\s/.test(line))
    .join('\n');

const mbpp = (file: string): References => {
  const rows = rowsOf<MbppRow>(file).filter(row => row.task_id !== SLOW_ITEM);
  const testsOf = (row: MbppRow) => [row.test_setup_code, ...row.test_list].join('\n');
  return {
    title: 'MBPP',
    programs: rows.map(row => ({
      language: 'python',
      code: row.code,
      tests: { prelude: importsOf(row.code), code: testsOf(row), entryPoints: definedIn(row) },
      limits,
    })),
    texts: rows.map(row => `${row.code}\n${testsOf(row)}\n`),
  };
};

/** Functions of the reference that the tests name; one of them is called like a builtin. */
const definedIn = ({ code, test_list }: MbppRow): readonly string[] =>
  [...code.matchAll(/^def\s+(\w+)/gm)]
    .map(([, name = '']) => name)
    .filter(name => test_list.some(test => test.includes(name)));

/** What of HumanEval and MBPP is in the data directory; tells what is not. */
export const referencesIn = (dataDirectory: string): readonly References[] =>
  [
    { file: join(dataDirectory, 'humaneval', 'HumanEval.jsonl.gz'), load: humaneval },
    { file: join(dataDirectory, 'mbpp', 'mbpp.jsonl.gz'), load: mbpp },
  ].flatMap(({ file, load }) => {
    if (existsSync(file)) return [load(file)];
    console.log(`sandbox       left out: no ${file}`);
    return [];
  });
