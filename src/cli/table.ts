import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EurusError } from '../core/index.ts';
import { paperOrder, publishedTable } from '../published/index.ts';
import { renderSheet, renderTable, type TableRow, tableFormats } from '../report/index.ts';
import { isBeingWritten, readRunDirectory } from '../run/index.ts';
import { commandLine, oneOf, oneText, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { resultsRoot } from './paths.ts';
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

const readRows = async (paths: readonly string[], terminal: Terminal): Promise<readonly TableRow[]> => {
  const directories = [
    ...new Set((await Promise.all(paths.map(runDirectories))).flat().map(path => resolve(path))),
  ];
  if (directories.length === 0) {
    throw new EurusError('USAGE', `There is no run in ${paths.join(', ')}.`, {
      hint: 'eurus-eval run makes one; --results DIR says where runs are kept.',
    });
  }
  const rows: TableRow[] = [];
  for (const directory of directories) {
    const { manifest, summary } = await readRunDirectory(directory);
    const busy = await isBeingWritten(directory);
    if (summary.cells.length === 0) {
      const then = busy ? 'a command is writing there' : `eurus-eval score ${directory} makes one`;
      terminal.note(`Left out: ${directory} has no summary yet; ${then}.`);
      continue;
    }
    if (busy) terminal.note(`${directory} is being written: these are the numbers of the command before.`);
    rows.push({ model: manifest.identity.model, directory: relative('.', directory) || '.', summary });
  }
  return rows;
};

/** The path itself when it is a run directory, else the run directories in it. */
const runDirectories = async (path: string): Promise<readonly string[]> => {
  if (await isRun(path)) return [path];
  const names = await readdir(path).catch(() => {
    throw new EurusError('USAGE', `${path} is neither a run directory nor a folder of runs.`, {
      hint: 'eurus-eval run makes one; --results DIR says where runs are kept.',
    });
  });
  const found = await Promise.all(
    names.sort().map(async name => ((await isRun(join(path, name))) ? join(path, name) : null)),
  );
  return found.filter(directory => directory !== null);
};

const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'run.json')).then(
    () => true,
    () => false,
  );
