import { realpath } from 'node:fs/promises';
import { compareRuns } from '../compare/index.ts';
import { type ComparedCell, EurusError } from '../core/index.ts';
import { openRun, type RunRecord } from '../record/index.ts';
import { renderComparison, tableFormats } from '../report/index.ts';
import { isBeingWritten } from '../run/index.ts';
import { commandLine, oneOf, oneText, parsed, textList } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { findRun } from './find-run.ts';
import { resultsRoot } from './paths.ts';
import type { Terminal } from './terminal.ts';

const compareCommandLine = (argv: readonly string[]) =>
  commandLine('compare A B [OPTIONS]', argv)
    .option('format', {
      describe: 'Output format',
      type: 'string',
      choices: tableFormats,
      default: 'terminal',
      coerce: oneOf('--format', tableFormats),
    })
    .option('benchmark', {
      describe: 'ID or ID.PROTOCOL, repeatable: only these',
      type: 'string',
      coerce: textList('--benchmark'),
    })
    .option('grader', {
      describe: 'Grader, repeatable: only these [default: every one that judged both]',
      type: 'string',
      coerce: textList('--grader'),
    })
    .option('groups', {
      describe: 'Lines by level, subject, task, … (csv and json always have them)',
      type: 'boolean',
      default: false,
    })
    .option('flips', {
      describe: 'Every sample that one got right and the other not, with both verdicts',
      type: 'boolean',
      default: false,
    })
    .option('fail-if-worse', {
      describe: 'Exit code 100 when B is worse than A on a line, with a p (Holm) of at most 0.05',
      type: 'boolean',
      default: false,
    })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('json', { describe: 'The same as --format json', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(compareCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [first, second, ...more] = args._.map(String);
  if (first === undefined || second === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'compare takes two runs: directories, or names of runs below --results.');
  }
  const format = args.json ? 'json' : (args.format ?? 'terminal');
  if (args.flips && format === 'latex') {
    throw new EurusError('USAGE', '--flips has no LaTeX form; use md, csv or json.');
  }
  const root = resultsRoot(args.results);
  const [a, b] = [await openNamed(first, root, terminal), await openNamed(second, root, terminal)];
  await refuseSame(a, b);
  const comparison = await compareRuns(a, b, { benchmarks: args.benchmark, graders: args.grader });
  if (format === 'csv' || args.flips) {
    for (const line of comparison.left_out) terminal.note(`Not compared: ${line}`);
    for (const line of comparison.warnings) terminal.note(`Warning: ${line}`);
  }
  const { columns: width, styled } = terminal;
  terminal.print(
    renderComparison(comparison, format, { width, styled, groups: args.groups, flips: args.flips }),
  );
  const worse = args.failIfWorse ? comparison.cells.filter(isWorse) : [];
  for (const { benchmark, protocol, grader, difference, p_holm } of worse) {
    const points = Math.abs(100 * difference).toFixed(1);
    terminal.note(
      `Worse (--fail-if-worse): ${benchmark}.${protocol} (${grader}) by ${points} points, p (Holm) ${p_holm.toPrecision(2)}`,
    );
  }
  return worse.length > 0 ? exitCode.belowThreshold : exitCode.complete;
};

const isWorse = ({ difference, p_holm }: ComparedCell): boolean => difference < 0 && p_holm <= 0.05;

const openNamed = async (name: string, root: string, terminal: Terminal): Promise<RunRecord> => {
  const directory = await findRun(name, root);
  if (await isBeingWritten(directory)) {
    terminal.note(`${directory} is being written: these are the verdicts of this moment.`);
  }
  return openRun(directory);
};

const refuseSame = async (a: RunRecord, b: RunRecord): Promise<void> => {
  if ((await realpath(a.directory)) !== (await realpath(b.directory))) return;
  throw new EurusError('USAGE', `${a.directory} and ${b.directory} are the same run.`);
};
