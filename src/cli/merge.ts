import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { EurusError, type Manifest, oneLine } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { type Gap, type Merged, mergeRuns, partLabel } from '../merge/index.ts';
import type { Task } from '../run/index.ts';
import { commandLine, oneText, parsed, textList, wholeNumber } from './arguments.ts';
import { withConfig } from './config.ts';
import { findRun } from './find-run.ts';
import { finish } from './finish.ts';
import { withInterrupts } from './interrupts.ts';
import { dataOptions, scoreName } from './options.ts';
import { type Outside, outsideOf, withOutside } from './outside.ts';
import { dataRoot, resultsRoot } from './paths.ts';
import { progressPrinter } from './progress.ts';
import { runPrice } from './run-price.ts';
import { runDirectories } from './run-rows.ts';
import { keepHeapSmall } from './small-heap.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(mergeCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [out, ...named] = args._.map(String);
  if (out === undefined || named.length === 0) {
    throw new EurusError(
      'USAGE',
      'merge takes a folder to write and the run directories to join: merge OUT SHARD…',
    );
  }
  const directories = await namedRuns(out, named, resultsRoot(args.results));
  const outside = args.adapter === undefined ? null : (await withOutside(args.adapter)).outside;
  keepHeapSmall();
  const progress = progressPrinter(terminal, args.quiet);
  const goesOn = `${out} is as it was before.`;
  const merged = await withInterrupts(terminal, { drains: false, goesOn }, async signals => {
    progress.follow(signals);
    progress.phase('reading the manifests');
    return mergeRuns({
      ...{ out, directories, version: version() },
      data: dataDirectory(dataRoot(args.dataDir)),
      tasksOf: manifest => tasksOf(manifest, outside),
      ...{ ks: args.k, scoreField: args.scoreField, priceOf: runPrice },
      abort: signals.abort,
      ...{ onPhase: progress.phase, onNotice: progress.notice },
    });
  }).finally(progress.stop);
  if (!args.quiet) for (const note of merged.notes) terminal.note(note);
  const code = finish(merged.result, { ...args, beside: { merge: jsonOf(merged) } }, terminal);
  for (const line of linesOf(merged)) terminal.note(line);
  return code;
};

/** The parser of `merge`, with every flag. */
export const mergeCommandLine = (argv: readonly string[]) =>
  dataOptions(commandLine('merge OUT SHARD… [OPTIONS]', argv))
    .option('k', {
      describe: 'k of pass@k, comma-separated [default: those that the shards have]',
      type: 'string',
      coerce: (value: unknown) => textList('--k')(value)?.map(item => wholeNumber('--k', 1)(item) as number),
    })
    .option('score-field', {
      describe: 'A number recorded with each answer, for best@k [default: that of the shards]',
      type: 'string',
      coerce: scoreName,
    })
    .option('adapter', {
      describe:
        "Where an adapter from outside is here, repeatable [default: where the shards' manifests say]",
      type: 'string',
      coerce: textList('--adapter'),
    })
    .option('results', {
      describe: 'Where runs are looked for by name [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('json', { describe: 'Print the summary as JSON', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

/** Run directories, names of runs, and the runs in folders; never what is to be written. */
const namedRuns = async (out: string, named: readonly string[], root: string): Promise<readonly string[]> => {
  const own = await realpath(out).catch(() => null);
  const found: string[] = [];
  for (const name of named) {
    const paths = existsSync(name) ? await runDirectories(name) : [await findRun(name, root)];
    if (paths.length === 0) throw new EurusError('USAGE', `There is no run in ${name}.`);
    for (const path of paths) if ((await realpath(path)) !== own) found.push(path);
  }
  return found;
};

const tasksOf = async (manifest: Manifest, given: Outside | null): Promise<readonly Task[]> => {
  const outside = given ?? (await outsideOf(manifest));
  return Object.keys(manifest.benchmarks).flatMap(name => {
    const graders = manifest.selection[name]?.graders ?? [];
    return resolveTasks({ names: [name], outside, ...(graders.length === 0 ? {} : { graders }) });
  });
};

const jsonOf = ({ parts, gaps, missingShards, duplicates }: Merged) => ({
  runs: parts
    .filter(({ isOut }) => !isOut)
    .map(({ directory, manifest: { shard } }) => ({ directory, shard: shard ?? null })),
  missing_shards: missingShards,
  gaps: gaps.map(({ part, samples, answers, keys }) => ({
    ...{ directory: part === null ? null : (parts[part]?.directory ?? null), samples, answers, keys },
  })),
  duplicates,
});

/** What a user should know about what was joined. */
const linesOf = (merged: Merged): readonly string[] => [
  ...(merged.duplicates === 0
    ? []
    : [`${counted(merged.duplicates, 'answer')} stood in two runs, word for word: counted once.`]),
  ...merged.gaps.map(gap => gapLine(gap, merged)),
  ...missingLine(merged),
  ...(merged.gaps.length === 0
    ? []
    : [
        'What is done later may be merged into the same folder; the command without --shard, on this folder, asks for what is missing.',
      ]),
  ...(merged.result.unscored === 0
    ? []
    : [`What has no verdict: eurus-eval score ${merged.result.directory ?? ''} judges it.`]),
];

/** Shards that are not here and hold nothing. */
const missingLine = ({ missingShards, gaps }: Merged): readonly string[] =>
  missingShards.length === 0 || gaps.some(({ part }) => part === null)
    ? []
    : [
        `${shardsText(missingShards)} not here; no answer is missing without ${missingShards.length === 1 ? 'it' : 'them'}.`,
      ];

const gapLine = ({ part, samples, answers, keys }: Gap, { parts, missingShards }: Merged): string => {
  const whose = part === null ? undefined : parts[part];
  const what = `${counted(answers, 'answer')} to ${counted(samples, 'sample')}`;
  const missing = `${what} ${answers === 1 ? 'is' : 'are'} missing (${named(keys, answers)}).`;
  if (whose !== undefined) return `${sentence(partLabel(whose))} is not finished: ${missing}`;
  if (missingShards.length > 0) return `${shardsText(missingShards)} not here: ${missing}`;
  return `No run here was asked for all there is: ${missing}`;
};

/** Keys that are named, and the longest of one. */
const [shown, maxKey] = [4, 80];

const named = (keys: readonly string[], answers: number): string => {
  const first = keys.slice(0, shown).map(key => oneLine(key, maxKey));
  return `${first.join(', ')}${answers > first.length ? ` and ${answers - first.length} more` : ''}`;
};

const shownShards = 12;

const shardsText = (indexes: readonly number[]): string => {
  if (indexes.length === 1) return `Shard ${indexes[0]} is`;
  const more = indexes.length > shownShards ? ` and ${indexes.length - shownShards} more` : '';
  return `Shards ${indexes.slice(0, shownShards).join(', ')}${more} are`;
};

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
