import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EurusError } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import {
  type RunResult,
  readRunDirectory,
  recordedCompletions,
  type ScoreOptions,
  scoreDirectory,
  scoreRecorded,
} from '../run/index.ts';
import { commandLine, oneText, parsed, textList } from './arguments.ts';
import { withConfig } from './config.ts';
import { finish } from './finish.ts';
import { withInterrupts } from './interrupts.ts';
import { sandboxOpener, scoreOptions } from './options.ts';
import { dataRoot } from './paths.ts';
import { progressPrinter } from './progress.ts';
import { defaultWorkers } from './run-options.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const scoreCommandLine = (argv: readonly string[]) =>
  scoreOptions(commandLine('score PATH [OPTIONS]', argv))
    .option('benchmark', {
      describe: 'ID or ID.PROTOCOL of a recorded file; of a run directory: only these',
      type: 'string',
      coerce: textList('--benchmark'),
    })
    .option('profile', {
      describe: 'Prompt profile the answers were asked with',
      type: 'string',
      coerce: oneText('--profile'),
    })
    .option('map', {
      describe: 'OURS=THEIRS: a field of the rows that has another name, repeatable',
      type: 'string',
      coerce: (value: unknown) => readRenames(textList('--map')(value)),
    })
    .option('model-name', {
      describe: 'Model that wrote a recorded file, for --out [default: the file name]',
      type: 'string',
      coerce: oneText('--model-name'),
    })
    .option('out', { describe: 'Keep a run directory here', type: 'string', coerce: oneText('--out') });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(scoreCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [path, ...more] = args._.map(String);
  if (path === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'score takes one run directory or one file of recorded completions.');
  }
  const workers = args.workers ?? defaultWorkers();
  const progress = progressPrinter(terminal, args.quiet);
  const common = {
    data: dataDirectory(dataRoot(args.dataDir)),
    version: version(),
    ks: args.k,
    openSandbox: sandboxOpener(args.sandbox ?? 'auto', workers),
    scoreConcurrency: workers * 2,
    onProgress: progress.update,
  };
  const result = await withInterrupts(terminal, async signals => {
    const options = { ...common, ...signals };
    return (await isDirectory(path)) ? scoreRun(path, args, options) : scoreFile(path, args, options);
  }).finally(progress.stop);
  return finish(result, args, terminal);
};

type ScoreArguments = NonNullable<Awaited<ReturnType<typeof parsedArguments>>>;
const parsedArguments = (argv: readonly string[], terminal: Terminal) =>
  parsed(scoreCommandLine(argv), terminal);

type Common = Omit<ScoreOptions, 'tasks'>;

const scoreRun = async (directory: string, args: ScoreArguments, options: Common): Promise<RunResult> => {
  const { manifest } = await readRunDirectory(directory);
  const names = args.benchmark ?? Object.keys(manifest.benchmarks);
  if (args.out !== undefined) {
    throw new EurusError(
      'USAGE',
      '--out is for recorded files; the verdicts of a run stay in its directory.',
    );
  }
  return scoreDirectory({ ...options, directory, tasks: resolveTasks({ names, graders: args.grader }) });
};

const scoreFile = async (path: string, args: ScoreArguments, options: Common): Promise<RunResult> => {
  const [name, ...more] = args.benchmark ?? [];
  if (name === undefined || more.length > 0) {
    throw new EurusError('USAGE', `${path} is a recorded file: name its benchmark with one --benchmark ID.`);
  }
  const tasks = resolveTasks({ names: [name], profile: args.profile, graders: args.grader });
  const [task] = tasks;
  if (task === undefined || tasks.length > 1) {
    throw new EurusError('USAGE', `--benchmark ${name} is a suite: name one benchmark.`);
  }
  const { benchmark, protocolName } = task;
  return scoreRecorded({
    ...options,
    tasks,
    completions: recordedCompletions(path, {
      benchmark: benchmark.id,
      protocol: protocolName,
      idFields: benchmark.idFields ?? [],
      isCode: benchmark.domain === 'code',
      rename: args.map ?? {},
    }),
    directory: args.out ?? null,
    source: path,
    model: args.modelName ?? basename(path).replace(/\.jsonl(\.gz)?$/, ''),
  });
};

const readRenames = (pairs: readonly string[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (pairs ?? []).map(pair => {
      const [ours = '', theirs = ''] = pair.split('=');
      if (ours !== '' && theirs !== '') return [ours, theirs];
      throw new EurusError('USAGE', `--map is "${pair}", expected OURS=THEIRS.`);
    }),
  );

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new EurusError(
      'USAGE',
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}.`,
      {
        cause: error,
      },
    );
  }
};
