import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveTasks } from '../src/cli/tasks.ts';
import type { Summary } from '../src/core/index.ts';
import { type Measured, measureCli } from './measured-cli.ts';
import { type RecordedTask, writeRecordedRun } from './recorded-run.ts';

/** The suite `eurus`, and what its authors report beside it. */
const names = [
  'eurus',
  ...['humaneval-plus', 'mbpp-test', 'gsm8k.cot', 'gsm8k.pot', 'math-500.cot', 'math-500.pot', 'mmlu'],
];

const limits = { wallS: 300, mathS: 30, peakMb: 400 };
const MB = 1024 * 1024;

/**
 * Scoring recorded answers to every sample of the suite with the real program: all in one command, mathematics in words
 * by itself, each benchmark by itself, and some of the programs in wasm.
 */
export const benchSuite = async (data: string): Promise<void> => {
  if (!existsSync(data)) return say(`left out: no benchmark files in ${data}`);
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const directory = join(folder, 'made-up');
  try {
    const recorded = await writeRecordedRun(resolveTasks({ names }), { data, directory });
    tellAnswers(recorded, directory);
    const bench = { directory, data, recorded };
    say(head);
    tell('all, in one command', await score(bench, recorded), {
      wallS: limits.wallS,
      peakMb: limits.peakMb,
    });
    const inWords = recorded.filter(({ task }) => task.benchmark.domain === 'math' && !runs(task));
    tell('mathematics in words', await score(bench, inWords), { wallS: limits.mathS });
    for (const one of recorded) tell(one.name, await score(bench, [one]));
    const programs = recorded.filter(({ name }) => inWasm.includes(name));
    tell('some programs, wasm', await score(bench, programs, ['--sandbox', 'wasm']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** wasm is slower; these say by how much. */
const inWasm = ['humaneval.code', 'mbpp.code', 'svamp.pot', 'asdiv.pot'];

type Bench = {
  readonly directory: string;
  readonly data: string;
  readonly recorded: readonly RecordedTask[];
};

type Scored = {
  readonly measured: Measured;
  readonly answers: number;
  readonly endless: number;
  readonly correct: number;
};

/** @throws where a right answer is not judged correct, or anything is left unscored */
const score = async (
  { directory, data }: Bench,
  tasks: readonly RecordedTask[],
  flags: readonly string[] = [],
): Promise<Scored> => {
  const measured = await measureCli([
    ...['score', directory, '--data-dir', data, '--json', '--quiet', ...flags],
    ...tasks.flatMap(({ name }) => ['--benchmark', name]),
  ]);
  if (measured.code !== 0) throw new Error(`score ended with ${measured.code}: ${measured.stderr}`);
  const { cells }: Summary = JSON.parse(measured.stdout);
  for (const task of tasks) refuseWrongVerdicts(task, directory);
  return {
    measured,
    answers: tasks.reduce((sum, { answers }) => sum + answers, 0),
    endless: tasks.reduce((sum, { endless }) => sum + endless, 0),
    correct: cells.reduce((sum, { counts }) => sum + counts.correct, 0),
  };
};

const refuseWrongVerdicts = ({ name, right, answers }: RecordedTask, directory: string): void => {
  const folder = join(directory, 'verdicts');
  const files = readdirSync(folder).filter(file => file.startsWith(`${name}.`));
  for (const file of files) {
    const verdicts = readFileSync(join(folder, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const keys = new Set(verdicts.map(({ key }) => key));
    if (keys.size !== answers) throw new Error(`${file} has ${keys.size} verdicts of ${answers}`);
    const bad = verdicts.find(({ key, verdict }) => right.has(key) && verdict !== 'correct');
    if (bad) throw new Error(`${bad.key} is right and was judged ${bad.verdict}: ${bad.reason}`);
  }
};

const runs = ({ benchmark, protocolName }: RecordedTask['task']): boolean =>
  benchmark.domain === 'code' || protocolName.startsWith('pot');

const say = (text: string): void => console.log(`suite         ${text}`);

const columns = ['answers', 'correct', 'endless', 'wall s', 'CPU s', 'own MB', 'peak MB'];
const head = `${''.padEnd(24)}${columns.map(name => name.padStart(9)).join('')}   targets`;

const tell = (
  what: string,
  { measured, answers, endless, correct }: Scored,
  targets: { readonly wallS?: number; readonly peakMb?: number } = {},
): void => {
  const { wallS, cpuS, ownPeakMb, peakMb } = measured;
  const figures = [
    answers,
    correct,
    endless,
    wallS.toFixed(1),
    cpuS.toFixed(1),
    ownPeakMb.toFixed(0),
    peakMb.toFixed(0),
  ];
  const asked = [
    ...(targets.wallS === undefined ? [] : [verdictOn(wallS, targets.wallS, 's')]),
    ...(targets.peakMb === undefined ? [] : [verdictOn(peakMb, targets.peakMb, 'MB')]),
  ];
  say(
    `${what.padEnd(24)}${figures.map(figure => String(figure).padStart(9)).join('')}   ${asked.join(', ')}`.trimEnd(),
  );
};

const verdictOn = (value: number, most: number, unit: string): string =>
  `at most ${most} ${unit}${value <= most ? '' : ': FALLS SHORT'}`;

const tellAnswers = (recorded: readonly RecordedTask[], directory: string): void => {
  const answers = recorded.reduce((sum, one) => sum + one.answers, 0);
  const programs = recorded.filter(({ task }) => runs(task)).reduce((sum, one) => sum + one.answers, 0);
  const folder = join(directory, 'completions');
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  say(
    `${answers.toLocaleString('en')} made-up answers in ${recorded.length} protocols, ${programs.toLocaleString('en')} of them programs, ${Math.round(bytes / MB)} MB; endless: programs that take all the time they may have`,
  );
};

if (import.meta.main) {
  const beside = fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));
  await benchSuite(process.argv[2] ?? process.env.EURUS_DATA_DIR ?? beside);
}
