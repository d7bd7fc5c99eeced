import { join } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { benchmarkIn, checkAdapter, importFrom, problemsOf, specifierOf } from '../adapter/index.ts';
import { type Benchmark, type DataSource, EurusError } from '../core/index.ts';
import { dataDirectory, sampleDirectory, samplesBeside } from '../dataset/index.ts';
import { lazySandbox } from '../run/index.ts';
import { commandLine, parsed } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { dataOptions, sandboxOpener, sandboxOptions } from './options.ts';
import { benchmarksFolder, dataRoot } from './paths.ts';
import type { Terminal } from './terminal.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    // Wasm, so that golden cases are judged alike on every machine.
    sandboxOptions(
      dataOptions(commandLine('check PATH|PACKAGE|ID [OPTIONS]', argv)),
      ['wasm', 'native'],
      'wasm',
    ).option('update', {
      describe: 'Write prompts.snapshot.json instead of comparing with it',
      type: 'boolean',
      default: false,
    }),
    terminal,
  );
  if (args === null) return 0;
  const [name, ...more] = args._.map(String);
  if (name === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'check takes one adapter: a path, a package or an id.');
  }
  const found = await find(name);
  const problems = problemsOf(found.value);
  for (const problem of problems) terminal.print(`wrong  adapter: ${problem}`);
  if (problems.length > 0) return verdict(problems.length, terminal);
  terminal.print(`ok     adapter: ${name}`);
  const sandbox = lazySandbox(sandboxOpener(args.sandbox ?? 'wasm', args.workers ?? 1));
  let wrong = 0;
  try {
    const findings = checkAdapter({
      benchmark: found.value as Benchmark,
      folder: found.folder,
      data: dataDirectory(dataRoot(args.dataDir)),
      samples: found.samples,
      execute: sandbox.execute,
      update: args.update,
    });
    for await (const { what, state, detail } of findings) {
      if (state === 'wrong') wrong += 1;
      terminal.print(`${state.padEnd(5)}  ${what}: ${detail}`);
    }
  } finally {
    await sandbox.close();
  }
  return verdict(wrong, terminal);
};

const verdict = (wrong: number, terminal: Terminal): number => {
  terminal.note(
    wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`,
  );
  return wrong === 0 ? exitCode.complete : exitCode.usage;
};

type Found = { readonly value: unknown; readonly folder: string; readonly samples: DataSource };

/** One of ours by id, else what the path or package exports, unchecked. */
const find = async (name: string): Promise<Found> => {
  const ours = benchmarks.find(({ id }) => id === name);
  if (ours !== undefined) {
    const root = benchmarksFolder();
    return { value: ours, folder: join(root, ours.id), samples: sampleDirectory(root) };
  }
  const specifier = specifierOf(name);
  if (specifier === null) throw new EurusError('UNKNOWN_NAME', `"${name}" is no path, package or benchmark.`);
  const { module, file } = await importFrom(specifier, process.cwd());
  const folder = join(file, '..');
  return { value: benchmarkIn(module, name), folder, samples: samplesBeside(folder) };
};
