import { EurusError } from '../core/index.ts';
import { paperOrder, publishedTable } from '../published/index.ts';
import { renderSheet, renderTable, tableFormats } from '../report/index.ts';
import { commandLine, oneOf, oneText, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { resultsRoot } from './paths.ts';
import { readRows } from './run-rows.ts';
import type { Terminal } from './terminal.ts';

const tableCommandLine = (argv: readonly string[]) =>
  commandLine('table [PATH…] [OPTIONS]', argv)
    .option('format', {
      describe: 'Output format',
      type: 'string',
      choices: tableFormats,
      default: 'terminal',
      coerce: oneOf('--format', tableFormats),
    })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('published', {
      describe: "The paper's columns, with its rows beside the runs",
      type: 'boolean',
      default: false,
    })
    .option('paper', {
      describe: "The paper's columns in its order, with its Avg; the runs alone",
      type: 'boolean',
      default: false,
    })
    .option('errata', {
      describe: 'Published numbers that cannot be right, and why',
      type: 'boolean',
      default: false,
    })
    .option('json', { describe: 'The same as --format json', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(tableCommandLine(argv)), terminal);
  if (args === null) return 0;
  const format = args.json ? 'json' : (args.format ?? 'terminal');
  if (args.errata) {
    const { printErrata } = await import('./errata.ts');
    return printErrata(format === 'json', terminal);
  }
  const named = args._.map(String);
  const rows = await readRows(named.length > 0 ? named : [resultsRoot(args.results)], terminal).catch(
    error => {
      // The paper's rows stand by themselves where no run was named.
      if (args.published && named.length === 0 && error instanceof EurusError && error.code === 'USAGE')
        return [];
      throw error;
    },
  );
  const options = { width: terminal.columns, styled: terminal.styled };
  if (args.published || args.paper) {
    // It knows every benchmark; a plain table needs none.
    const { paperSheet } = await import('./paper-table.ts');
    const sheet = paperSheet(rows, await publishedTable('table-3'), args.published);
    terminal.print(renderSheet(sheet, format, options));
  } else terminal.print(renderTable(rows, format, { ...options, order: paperOrder }));
  return 0;
};
