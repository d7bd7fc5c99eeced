import { join } from 'node:path';
import { EurusError } from '../core/index.ts';
import {
  codeBenchmarks,
  type ExportFormat,
  type ExportFormatName,
  exportFormats,
} from '../exchange/index.ts';
import { openRun, type RunRecord, type TaskRecord } from '../record/index.ts';
import { onDisk } from '../run/index.ts';
import { commandLine, oneOf, oneText, parsed, textList } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { resultsRoot } from './paths.ts';
import { runDirectories } from './run-rows.ts';
import type { Terminal } from './terminal.ts';
import { trainingOf, trainingOptions } from './training-options.ts';
import { version } from './version.ts';

const formats = Object.keys(exportFormats) as ExportFormatName[];

const exportCommandLine = (argv: readonly string[]) =>
  trainingOptions(
    commandLine('export PATH… --format FORMAT [OPTIONS]', argv)
      .option('format', {
        describe: formats.map(name => `${name}: ${exportFormats[name].title}`).join('; '),
        type: 'string',
        choices: formats,
        coerce: oneOf('--format', formats),
      })
      .option('out', {
        describe:
          'File, or folder for lm-eval and inspect [default: stdout for csv, sft and preferences, else exports/ in the run]',
        type: 'string',
        coerce: oneText('--out'),
      })
      .option('benchmark', {
        describe: 'Only these: ID or ID.PROTOCOL, comma-separated',
        type: 'string',
        coerce: textList('--benchmark'),
      })
      .option('grader', {
        describe: 'Only the verdicts of these graders [default: all; for sft and preferences the headline]',
        type: 'string',
        coerce: textList('--grader'),
      })
      .option('spreadsheet', {
        describe: "With csv: put ' before texts that a spreadsheet would run as a formula",
        type: 'boolean',
        default: false,
      })
      .option('results', {
        describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
        type: 'string',
        coerce: oneText('--results'),
      }),
  );

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(exportCommandLine(argv)), terminal);
  if (args === null) return exitCode.complete;
  const { format } = args;
  if (format === undefined) {
    throw new EurusError('USAGE', 'export needs --format FORMAT.', {
      hint: `There are: ${formats.join(', ')}.`,
    });
  }
  const training = await trainingOf(args, format, args.grader);
  const named = args._.map(String);
  const paths = named.length > 0 ? named : [resultsRoot(args.results)];
  const directories = [...new Set((await Promise.all(paths.map(runDirectories))).flat())];
  const runs = await Promise.all(directories.map(openRun));
  const wanted = wantedBy(args.benchmark, args.grader, format);
  const isThere = runs.some(({ tasks }) =>
    tasks.some(task => task.graders.some(one => wanted(task, one.name))),
  );
  if (!isThere) throw nothingWanted(paths, runs, format);
  const { export: write, file, lines }: ExportFormat = exportFormats[format];
  const options = {
    ...{ runs, wanted, safe: args.spreadsheet, version: version() },
    note: (line: string) => terminal.note(line),
    ...(training === undefined ? {} : { training }),
  };
  if (lines !== undefined && args.out === undefined) {
    for await (const line of lines({ ...options, out: '' })) await terminal.printed(line);
    return exitCode.complete;
  }
  const out = args.out ?? placeFor(directories, format, file);
  const files = await onDisk(out, () => write({ ...options, out }));
  for (const file of files) terminal.print(file);
  return exitCode.complete;
};

type Wanted = (task: TaskRecord, grader: string) => boolean;

const codeFormats: ReadonlySet<ExportFormatName> = new Set(['evalplus', 'humaneval']);

const wantedBy =
  (
    benchmarks: readonly string[] | undefined,
    graders: readonly string[] | undefined,
    format: ExportFormatName,
  ): Wanted =>
  ({ name, benchmark }, grader) =>
    (benchmarks === undefined || benchmarks.includes(name) || benchmarks.includes(benchmark)) &&
    (graders === undefined || graders.includes(grader)) &&
    (!codeFormats.has(format) || codeBenchmarks.includes(benchmark));

const nothingWanted = (
  paths: readonly string[],
  runs: readonly RunRecord[],
  format: ExportFormatName,
): EurusError => {
  const has = [
    ...new Set(
      runs.flatMap(({ tasks }) =>
        tasks.flatMap(({ name, graders }) => graders.map(grader => `${name} by ${grader.name}`)),
      ),
    ),
  ];
  const only = codeFormats.has(format) ? `; ${format} is for ${codeBenchmarks.join(', ')}` : '';
  return new EurusError('USAGE', `${paths.join(', ')} holds no verdicts of what is asked for${only}.`, {
    hint: has.length === 0 ? 'eurus-eval score makes verdicts.' : `There are: ${has.join(', ')}.`,
  });
};

/** In the run itself; several runs have no place of their own. */
const placeFor = (directories: readonly string[], format: ExportFormatName, file: string | null): string => {
  const [directory, ...others] = directories;
  if (directory === undefined || others.length > 0) {
    throw new EurusError('USAGE', `--format ${format} of several runs needs --out PATH.`);
  }
  return join(directory, 'exports', file ?? format);
};
