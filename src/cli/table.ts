import { EurusError } from '../core/index.ts';
import { paperOrder, publishedTable } from '../published/index.ts';
import { renderSheet, renderTable, rowLabel, type TableRow } from '../report/index.ts';
import { parsed } from './arguments.ts';
import { chosenRows } from './chosen-cells.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { resultsRoot } from './paths.ts';
import { readRows } from './run-rows.ts';
import { type TableArguments, tableCommandLine } from './table-options.ts';
import type { Terminal } from './terminal.ts';
import { belowThresholds, concerns, type Threshold } from './thresholds.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(tableCommandLine(argv)), terminal);
  if (args === null) return 0;
  if (args.errata) {
    const { printErrata } = await import('./errata.ts');
    return printErrata(formatOf(args) === 'json', terminal);
  }
  if (args.bestOf !== undefined) {
    terminal.print(await bestOfText(args.bestOf, args, terminal));
    return exitCode.complete;
  }
  refuseIdle(args);
  refuseMixed(args);
  const rows = chosenRows(await namedRows(args, terminal), args);
  terminal.print(await tableText(rows, args, terminal));
  const low = belowInRows(rows, args.failUnder ?? []);
  for (const line of low) terminal.note(line);
  return low.length > 0 ? exitCode.belowThreshold : exitCode.complete;
};

const bestOfText = async (
  ns: readonly number[],
  args: TableArguments,
  terminal: Terminal,
): Promise<string> => {
  const { metric, paper, sort, truncation, failUnder, published, transpose, ci: interval } = args;
  const idle = Object.entries({ metric, paper, sort, truncation, 'fail-under': failUnder }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (idle !== undefined) {
    throw new EurusError('USAGE', `--best-of has rows and numbers of its own: --${idle[0]} is not for it.`);
  }
  const { bestOfTable } = await import('./best-of.ts');
  const named = args._.map(String);
  const paths = named.length > 0 ? named : [resultsRoot(args.results)];
  const choice = { benchmarks: args.benchmark, graders: args.grader, scores: args.scoreField };
  const shape = { format: formatOf(args), interval, transpose, published };
  return bestOfTable(paths, { ns, ...choice, ...shape }, terminal);
};

const refuseIdle = ({ scoreField }: TableArguments): void => {
  if (scoreField === undefined) return;
  throw new EurusError('USAGE', '--score-field chooses among the rows of --best-of.', {
    hint: 'Add --best-of; or choose a number with --metric, such as best@8',
  });
};

/** Rows that a threshold is not about are passed over; one that is about no row is refused. */
const belowInRows = (rows: readonly TableRow[], thresholds: readonly Threshold[]): readonly string[] =>
  thresholds.flatMap(threshold => {
    const judged = rows.filter(row => concerns(row.summary, threshold));
    return (judged.length > 0 ? judged : rows.slice(0, 1)).flatMap(row =>
      belowThresholds(row.summary, [threshold]).map(line => `${rowLabel(row, rows)}: ${line}`),
    );
  });

const formatOf = ({ json, format }: TableArguments) => (json ? 'json' : (format ?? 'terminal'));

const namedRows = async (args: TableArguments, terminal: Terminal): Promise<readonly TableRow[]> => {
  const named = args._.map(String);
  try {
    return await readRows(named.length > 0 ? named : [resultsRoot(args.results)], terminal);
  } catch (error) {
    // The paper's rows stand by themselves where no run was named.
    const none = named.length === 0 && error instanceof EurusError && error.code === 'USAGE';
    if (args.published && none) return [];
    throw error;
  }
};

const tableText = async (
  rows: readonly TableRow[],
  args: TableArguments,
  { columns: width, styled }: Terminal,
): Promise<string> => {
  const { metric, sort, transpose, published, paper } = args;
  const beside = { interval: args.ci, truncation: args.truncation };
  const format = formatOf(args);
  if (!published && !paper) {
    const options = { width, styled, transpose, metric, sort, beside };
    return renderTable(rows, format, { ...options, order: paperOrder });
  }
  // It knows every benchmark; a plain table needs none.
  const { paperSheet } = await import('./paper-table.ts');
  const sheet = paperSheet(rows, await publishedTable('table-3'), { published, metric, sort, beside });
  return renderSheet(sheet, format, { width, styled, transpose });
};

/** The paper's columns are its own. */
const refuseMixed = ({ published, paper, benchmark, grader, metric }: TableArguments): void => {
  const flag = published ? '--published' : '--paper';
  const other = benchmark !== undefined ? '--benchmark' : grader !== undefined ? '--grader' : undefined;
  if ((published || paper) && other !== undefined) {
    throw new EurusError(
      'USAGE',
      `${flag} has the paper's columns and graders: ${other} cannot choose others.`,
      {
        hint: `Leave out ${flag}, or ${other}.`,
      },
    );
  }
  if (published && metric !== undefined && metric !== 'pass@1') {
    throw new EurusError('USAGE', `The paper's rows are pass@1: --published cannot show ${metric}.`, {
      hint: '--paper has the same columns for the runs alone.',
    });
  }
};
