import { benchmarks } from '../../benchmarks/index.ts';
import { type Benchmark, type DataFile, EurusError } from '../core/index.ts';
import { pullFiles, verifyFiles } from '../dataset/index.ts';
import { renderColumns } from '../report/index.ts';
import { commandLine, listed, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { benchmarksOf, suiteNotes } from './expand.ts';
import { withInterrupts } from './interrupts.ts';
import { dataOptions } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { findBenchmark } from './tasks.ts';
import type { Terminal } from './terminal.ts';

const actions = ['list', 'pull', 'verify', 'path'] as const;

const dataCommandLine = (argv: readonly string[]) =>
  dataOptions(commandLine(`data ${actions.join('|')} [BENCHMARK…]`, argv))
    .option('json', { describe: 'Print JSON (list, verify)', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(dataCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [action, ...ids] = listed(args._);
  const { names, outside } = await withOutside(ids);
  const named = [...new Set(names.flatMap(benchmarksOf))].map(id => findBenchmark(id, outside));
  const chosen = ids.length === 0 ? benchmarks : named;
  for (const note of suiteNotes(names)) terminal.note(note);
  const root = dataRoot(args.dataDir);
  switch (action) {
    case 'path':
      terminal.print(root);
      return 0;
    case 'list':
    case 'verify':
      return showFiles(chosen, root, { ...args, verify: action === 'verify' }, terminal);
    case 'pull':
      return pull(chosen, root, args.quiet, terminal);
    default:
      throw new EurusError('USAGE', action ? `There is no "data ${action}".` : 'data needs an action.', {
        hint: `There are: ${actions.join(', ')}.`,
      });
  }
};

/** Every file a benchmark may read, once. */
const filesOf = (benchmark: Benchmark): readonly DataFile[] => [
  ...new Map(
    [...benchmark.dataset.files, ...(benchmark.shots?.files ?? [])].map(file => [file.path, file]),
  ).values(),
];

const showFiles = async (
  chosen: readonly Benchmark[],
  root: string,
  options: { json: boolean; verify: boolean; quiet: boolean },
  terminal: Terminal,
): Promise<number> => {
  const rows: { benchmark: string; file: DataFile; state: string; detail: string | null }[] = [];
  for (const benchmark of chosen) {
    const states = await verifyFiles(filesOf(benchmark), root);
    for (const { file, state, detail } of states) rows.push({ benchmark: benchmark.id, file, state, detail });
  }
  if (options.json) {
    terminal.print(
      JSON.stringify(
        rows.map(({ benchmark, file, state, detail }) => ({ benchmark, ...file, state, detail })),
        null,
        2,
      ),
    );
  } else {
    terminal.print(
      renderColumns(
        rows.map(({ benchmark, file, state }) => ({
          benchmark,
          file: file.path,
          source: file.source,
          licence: file.licence,
          bytes: file.bytes,
          sha256: file.sha256.slice(0, 12),
          state,
        })),
        { width: terminal.columns },
      ),
    );
    if (!options.quiet) terminal.note(`Data directory: ${root}`);
  }
  const bad = rows.filter(({ state }) => state !== 'present');
  if (!options.verify || bad.length === 0) return exitCode.complete;
  terminal.note(
    `${bad.length} of ${rows.length} files are missing or not as published: eurus-eval data pull`,
  );
  return exitCode.missing;
};

const pull = async (
  chosen: readonly Benchmark[],
  root: string,
  quiet: boolean,
  terminal: Terminal,
): Promise<number> => {
  const files = [...new Map(chosen.flatMap(filesOf).map(file => [file.path, file])).values()];
  await withInterrupts(terminal, { drains: false }, ({ drain }) =>
    pullFiles(files, root, {
      signal: drain,
      onProgress: ({ file, receivedBytes, totalBytes, done }) => {
        if (quiet) return;
        const line = `${file.path}  ${receivedBytes.toLocaleString('en')} of ${totalBytes.toLocaleString('en')} bytes`;
        if (done) terminal.note(line);
        else terminal.status(line);
      },
    }),
  );
  terminal.print(root);
  return exitCode.complete;
};
