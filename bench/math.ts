import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { boxed } from '../src/extract/index.ts';
import { equal } from '../src/math/index.ts';

const dataDirectory =
  process.env.EURUS_DATA_DIR ?? fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));

/** Pairs that the reference compares: it takes its time. */
const referencePairs = 150;

/**
 * Pairs per CPU-second over the golds of MATH, each against itself in another spelling, beside a loop of sympy over
 * the same pairs when Python has it; and the CPU time of a first pair of numbers beside bare Node.
 */
export const benchMath = (): void => {
  const file = join(dataDirectory, 'math', 'test.jsonl.gz');
  if (!existsSync(file)) {
    console.log(`math          skipped: no ${file}`);
    return;
  }
  const pairs = goldsIn(file).map(gold => ({ gold, pred: respelled(gold) }));
  const rate = ourRate(pairs);
  // Every so many-th pair, so that the sample has all kinds.
  const step = Math.floor(pairs.length / referencePairs);
  const sample = pairs.filter((_, index) => index % step === 0);
  const reference = referenceRate(referenceProgram, sample);
  const beside =
    reference === null
      ? 'sympy is not there to compare with'
      : `sympy (${reference.what}) ${reference.rate.toFixed(0)} over ${sample.length} of them, ratio ${(rate / reference.rate).toFixed(0)}`;
  console.log(`math          ${Math.round(rate)} pairs per CPU-second over ${pairs.length} golds; ${beside}`);
  const mathVerify = referenceRate(mathVerifyProgram, sample);
  if (mathVerify !== null) {
    console.log(
      `math peer     Math-Verify ${mathVerify.what}: ${mathVerify.rate.toFixed(0)} of the same pairs, ratio ${(rate / mathVerify.rate).toFixed(0)} (at least 100)`,
    );
  }
  const [bare, first] = [
    nodeMs('0'),
    nodeMs(`import(${JSON.stringify(engine)}).then(m => m.equal('18', '18.0'))`),
  ];
  console.log(
    `math start    first pair of numbers ${(first - bare).toFixed(0)} ms of CPU time after bare Node (at most 60)`,
  );
};

const engine = new URL('../src/math/equal.ts', import.meta.url).href;

const goldsIn = (file: string): readonly string[] =>
  gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .flatMap(line => {
      const extraction = boxed(JSON.parse(line).solution);
      return extraction.found ? [extraction.value] : [];
    });

/** The same answer so that its text differs: what is equal has to be read. */
const respelled = (gold: string): string => `0 + ${gold.replaceAll('\\frac', '\\dfrac')}`;

type Pair = { readonly gold: string; readonly pred: string };

const rounds = 3;

const ourRate = (pairs: readonly Pair[]): number => {
  const run = (): void => {
    for (const { gold, pred } of pairs) equal(gold, pred, { textFirst: false });
  };
  run();
  const started = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) run();
  const used = process.cpuUsage(started);
  return (pairs.length * rounds * 1e6) / (used.user + used.system);
};

/** A loop as a grader with sympy would run it: LaTeX to an expression, then the difference simplified. */
const referenceProgram = `
import json, re, sys, time
from sympy import simplify
from sympy.parsing.sympy_parser import parse_expr, standard_transformations, implicit_multiplication_application
rules = standard_transformations + (implicit_multiplication_application,)
try:
    from sympy.parsing.latex import parse_latex
    parse_latex('1')
except Exception:
    parse_latex = None
def read(text):
    return parse_latex(text) if parse_latex else read_plain(text)
def read_plain(text):
    text = text.replace('\\\\dfrac', '\\\\frac').replace('\\\\left', '').replace('\\\\right', '').replace('\\\\pi', ' pi ')
    for _ in range(4):
        text = re.sub(r'\\\\frac\\{([^{}]*)\\}\\{([^{}]*)\\}', r'((\\1)/(\\2))', text)
        text = re.sub(r'\\\\sqrt\\{([^{}]*)\\}', r'sqrt(\\1)', text)
    return parse_expr(text.replace('^', '**').replace('{', '(').replace('}', ')'), transformations=rules)
pairs = json.load(sys.stdin)
read('1+x')
name = 'LaTeX parser' if parse_latex else 'plain parser'
started = time.process_time()
for pair in pairs:
    try:
        simplify(read(pair['gold']) - read(pair['pred'])) == 0
    except Exception:
        pair['gold'] == pair['pred']
print(len(pairs) / (time.process_time() - started), name)
`;

/** The public grader Math-Verify, where the Python at hand has it. */
const mathVerifyProgram = `
import json, logging, sys, time
from importlib.metadata import version
from math_verify import parse, verify
logging.disable(logging.CRITICAL)
pairs = json.load(sys.stdin)
verify(parse('$1$'), parse('$1+x$'))
started = time.process_time()
for pair in pairs:
    verify(parse('$' + pair['gold'] + '$'), parse('$' + pair['pred'] + '$'))
print(len(pairs) / (time.process_time() - started), version('math-verify'))
`;

type ReferenceRate = { readonly rate: number; readonly what: string };

/** Pairs per CPU-second of a Python program, and what it says it is; null where it does not run. */
const referenceRate = (program: string, pairs: readonly Pair[]): ReferenceRate | null => {
  const python = process.env.EURUS_BENCH_PYTHON ?? 'python3';
  const { status, stdout } = spawnSync(python, ['-c', program], {
    input: JSON.stringify(pairs),
    encoding: 'utf8',
    timeout: 300_000,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [number = '', what = ''] = stdout.trim().split(/ (.*)/);
  const rate = Number(number);
  return status === 0 && rate > 0 ? { rate, what } : null;
};

const starts = 7;

/** Median CPU time of a Node process that runs one line, with compiled code kept as the program keeps it. */
const nodeMs = (line: string): number => {
  const cache = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const program = [
    `process.getBuiltinModule('node:module').enableCompileCache(${JSON.stringify(cache)});`,
    `${line.startsWith('import') ? 'await ' : ''}${line};`,
    'const used = process.cpuUsage();console.log((used.user + used.system) / 1000)',
  ].join('');
  const run = (): number =>
    Number(spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout);
  run();
  const times = Array.from({ length: starts }, run);
  rmSync(cache, { recursive: true, force: true });
  return times.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN;
};

if (import.meta.main) benchMath();
