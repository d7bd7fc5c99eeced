import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Benchmark, type DataSource, EurusError, type Sample } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import {
  filesOfBenchmark,
  harnessFilesIn,
  harnessRows,
  isHarnessFile,
  originOf,
  rowsOfFiles,
  sampleFilesIn,
} from '../exchange/index.ts';
import {
  commonIdFields,
  manifestPath,
  type RunResult,
  readRunManifest,
  recordedCompletions,
  type ScoreOptions,
  scoreDirectory,
  scoreRecorded,
  taskName,
  unfinishedFolder,
} from '../run/index.ts';
import { parsed } from './arguments.ts';
import { openCiFiles } from './ci-files.ts';
import { codeIdentity } from './code-identity.ts';
import { withConfig } from './config.ts';
import { isSuite, oneBenchmark } from './expand.ts';
import { fileProblem } from './file-problem.ts';
import { finish } from './finish.ts';
import { withInterrupts } from './interrupts.ts';
import { sandboxOpener } from './options.ts';
import { outsideOf, withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { progressPrinter } from './progress.ts';
import { queueOf } from './queue-options.ts';
import { defaultWorkers } from './run-options.ts';
import { runPrice } from './run-price.ts';
import { type ScoreArguments, scoreCommandLine } from './score-options.ts';
import { keepHeapSmall } from './small-heap.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(scoreCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [path, ...more] = args._.map(String);
  if (path === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'score takes one run directory or one file of recorded completions.');
  }
  const keeps = args.out !== undefined || existsSync(join(path, 'run.json'));
  const files = await openCiFiles(args, keeps);
  const workers = args.workers ?? defaultWorkers();
  const openJudging = await queueOf(args.queue, args.sandbox);
  // In this process nearly all that is made for an answer is gone with it; what is handed to workers lives for seconds.
  if (openJudging !== undefined) keepHeapSmall(100);
  const progress = progressPrinter(terminal, args.quiet);
  const common = {
    data: dataDirectory(dataRoot(args.dataDir)),
    version: version(),
    code: keeps ? codeIdentity() : undefined,
    sandboxName: args.sandbox === 'auto' ? undefined : args.sandbox,
    ks: args.k,
    scoreField: args.scoreField,
    openSandbox: sandboxOpener(args.sandbox ?? 'auto', workers),
    scoreConcurrency: workers * 2,
    openJudging,
    onProgress: progress.update,
    onNotice: progress.notice,
  };
  const goesOn = keeps
    ? 'What was judged is kept; the same command goes on from there.'
    : 'The same command judges from the start.';
  const result = await withInterrupts(terminal, { drains: true, goesOn }, async signals => {
    progress.follow(signals);
    progress.phase('reading the data');
    const options = { ...common, ...signals };
    const note = terminal.note;
    if (!(await isDirectory(path))) return scoreFile(path, [path], args, { ...options, note });
    if (existsSync(join(path, 'run.json'))) return scoreRun(path, args, options);
    // A folder that another harness has written is no run of ours.
    const files = await foreignFilesIn(path, args);
    return files.length > 0
      ? scoreFile(path, files, args, { ...options, note })
      : scoreRun(path, args, options);
  }).finally(progress.stop);
  const code = finish(result, args, terminal);
  await files.write(result, await modelOf(path, args), terminal);
  return code;
};

/** The model that wrote a recorded file, as far as it is known. */
const recordedModel = (path: string, { modelName }: ScoreArguments): string =>
  modelName ?? basename(path).replace(/\.jsonl(\.gz)?$/, '');

/** The model that wrote the answers: a run's is in its manifest, which a folder for recorded ones may not have yet. */
const modelOf = async (path: string, args: ScoreArguments): Promise<string> =>
  existsSync(join(path, 'run.json'))
    ? (await readRunManifest(path)).identity.model
    : recordedModel(path, args);

type Common = Omit<ScoreOptions, 'tasks'>;

const scoreRun = async (directory: string, args: ScoreArguments, options: Common): Promise<RunResult> => {
  const manifest = await readRunManifest(directory);
  const names = args.benchmark ?? Object.keys(manifest.benchmarks);
  if (args.out !== undefined) {
    throw new EurusError(
      'USAGE',
      '--out is for recorded files; the verdicts of a run stay in its directory.',
    );
  }
  if (args.map !== undefined) {
    throw new EurusError('USAGE', '--map is for recorded files; the records of a run have our own names.');
  }
  const tasks = resolveTasks({ names, graders: args.grader, outside: await outsideOf(manifest) });
  // Of a suite, what the run has.
  const kept = tasks.filter(task => Object.hasOwn(manifest.benchmarks, taskName(task)));
  return scoreDirectory({
    ...options,
    directory,
    price: await runPrice(manifest),
    tasks: names.some(isSuite) && kept.length > 0 ? kept : tasks,
  });
};

/** Files that lm-evaluation-harness has written in a folder, else those of the benchmark's own harness. */
const foreignFilesIn = async (
  folder: string,
  { benchmark: names }: ScoreArguments,
): Promise<readonly string[]> => {
  const files = await sampleFilesIn(folder);
  const [name] = names ?? [];
  if (files.length > 0 || name === undefined) return files;
  const { outside } = await withOutside([oneBenchmark(name)]);
  const records = resolveTasks({ names: [oneBenchmark(name)], outside })[0]?.benchmark.records;
  return records === undefined ? [] : harnessFilesIn(folder, records);
};

/** @param found the file itself, or those of a folder */
const scoreFile = async (
  path: string,
  found: readonly string[],
  args: ScoreArguments,
  { note, ...options }: Common & { note(line: string): void },
): Promise<RunResult> => {
  const [name, ...more] = args.benchmark ?? [];
  if (name === undefined || more.length > 0) {
    throw new EurusError('USAGE', `${path} is a recorded file: name its benchmark with one --benchmark ID.`);
  }
  const { names, outside } = await withOutside([oneBenchmark(name)]);
  const tasks = resolveTasks({ names, outside, profile: args.profile, graders: args.grader });
  const [task] = tasks;
  if (task === undefined || tasks.length > 1) {
    throw new EurusError(
      'USAGE',
      `--benchmark ${name} stands for several: name one benchmark, or id.protocol.`,
    );
  }
  const { benchmark, protocolName } = task;
  if (args.out !== undefined) await refuseForeignFolder(args.out);
  const own = benchmark.idFields ?? [];
  const { records } = benchmark;
  const [first = path] = found;
  const isHarness = records !== undefined && (await isHarnessFile(first, records));
  const files = isHarness
    ? found
    : filesOfBenchmark(found, { benchmark: benchmark.id, protocol: protocolName });
  const foreign = isHarness || files.length > 1 || files[0] !== path || (await originOf(path)) !== 'rows';
  const idFields = [...own, ...commonIdFields, ...(args.map?.id === undefined ? [] : [args.map.id])];
  const rows = isHarness
    ? harnessRows(files, { records, samples: await samplesOf(benchmark, options.data), note })
    : foreign
      ? rowsOfFiles(files, { benchmark: benchmark.id, idFields })
      : undefined;
  return scoreRecorded({
    ...options,
    tasks,
    completions: recordedCompletions(path, {
      benchmark: benchmark.id,
      protocol: protocolName,
      idFields: own,
      isCode: benchmark.domain === 'code',
      rename: args.map ?? {},
      scoreField: args.scoreField,
      rows,
    }),
    directory: args.out ?? null,
    source: path,
    sourceFiles: foreign ? files : undefined,
    model: recordedModel(path, args),
  });
};

const samplesOf = async (benchmark: Benchmark, data: DataSource): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for await (const row of benchmark.dataset.rows(data)) samples.push(benchmark.sample(row));
  return samples;
};

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new EurusError('USAGE', `${path} cannot be read: ${fileProblem(error)}.`, { cause: error });
  }
};

/** A run directory is made in a folder of its own. One that was begun has a lock, or unfinished work, and no manifest yet. */
const refuseForeignFolder = async (path: string): Promise<void> => {
  const names = await readdir(path).catch((): string[] => []);
  if (names.every(name => name.startsWith('run.lock')) || names.some(name => ours.includes(name))) return;
  throw new EurusError('USAGE', `--out ${path} holds other files and is no run directory.`, {
    hint: 'Name a folder that is new or empty.',
  });
};

const ours: readonly string[] = [manifestPath(''), unfinishedFolder('')];
