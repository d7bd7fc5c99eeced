import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type ResolveFnOutput, registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Benchmark, EurusError, messageOf } from '../core/index.ts';
import type { Specifier } from './specifier.ts';
import { isBenchmarkLike, problemsOf } from './validate.ts';

/** A benchmark from outside, and where it came from. */
export type LoadedAdapter = {
  readonly benchmark: Benchmark;
  /** The file that was loaded. */
  readonly file: string;
  /** Its folder: golden cases, samples and snapshots lie there. */
  readonly folder: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
};

const entryNames = ['benchmark.ts', 'benchmark.js', 'benchmark.mjs'];

/**
 * Loads an adapter. It is code of the user's own and runs with the user's rights. What it imports from `eurus-eval`
 * is the program that is running, wherever the adapter lies.
 * @param directory where relative paths and packages are looked for
 * @throws EurusError `UNKNOWN_NAME` when there is none, `USAGE` when it is no adapter
 */
export const loadAdapter = async (specifier: Specifier, directory: string): Promise<LoadedAdapter> => {
  const { module, file } = await importFrom(specifier, directory);
  const benchmark = benchmarkIn(module, specifier.target);
  const [problem, ...more] = problemsOf(benchmark);
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    throw new EurusError('USAGE', `${specifier.target} is no adapter: ${problem}${others}`, {
      hint: `eurus-eval check ${specifier.target} lists every problem; docs/adding-a-benchmark.md shows a whole adapter.`,
    });
  }
  return { benchmark: benchmark as Benchmark, file, folder: dirname(file), sha256: sha256Of(file) };
};

/** The one benchmark that a module exports, unchecked. @throws EurusError `USAGE` when there is none or several */
export const benchmarkIn = (module: Readonly<Record<string, unknown>>, name: string): unknown => {
  if (module.default !== undefined) return module.default;
  const found = Object.values(module).filter(isBenchmarkLike);
  if (found.length === 1) return found[0];
  const what = found.length === 0 ? 'no benchmark' : `${found.length} benchmarks`;
  throw new EurusError('USAGE', `${name} exports ${what}.`, {
    hint: 'Export one value of type Benchmark, by any name or as default.',
  });
};

type Imported = { readonly module: Readonly<Record<string, unknown>>; readonly file: string };

/** Imports the module of an adapter. @throws EurusError as `loadAdapter` */
export const importFrom = async ({ target, kind }: Specifier, directory: string): Promise<Imported> => {
  const url = kind === 'path' ? pathToFileURL(entryOf(resolve(directory, target), target)).href : target;
  let file = kind === 'path' ? fileURLToPath(url) : '';
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'eurus-eval') return { url: ourselves, shortCircuit: true };
      if (kind === 'path') return asModule(next(specifier, context), url);
      if (specifier !== target) return next(specifier, context);
      const found = next(specifier, { ...context, parentURL: pathToFileURL(join(directory, 'any.js')).href });
      file = fileURLToPath(found.url);
      return found;
    },
  });
  try {
    return { module: await import(url), file };
  } catch (thrown) {
    throw notImported(thrown, target, kind, directory);
  } finally {
    hooks.deregister();
  }
};

/** An adapter in a folder is an ES module, also where a package.json above it says otherwise. */
const asModule = (found: ResolveFnOutput, entry: string): ResolveFnOutput => {
  const format = /\.ts$/.test(found.url) ? 'module-typescript' : /\.js$/.test(found.url) ? 'module' : null;
  const beside = found.url.startsWith(new URL('.', entry).href) && !found.url.includes('/node_modules/');
  return beside && format !== null ? { ...found, format } : found;
};

/** The public API of the program that is running; published packages hold compiled sources. */
const ourselves = new URL(`../index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href;

const entryOf = (path: string, target: string): string => {
  if (!existsSync(path)) throw new EurusError('UNKNOWN_NAME', `There is no adapter at ${target}.`);
  if (!statSync(path).isDirectory()) return path;
  const entry = entryNames.map(name => join(path, name)).find(existsSync);
  if (entry !== undefined) return entry;
  throw new EurusError('UNKNOWN_NAME', `The folder ${target} holds none of ${entryNames.join(', ')}.`);
};

const notImported = (
  thrown: unknown,
  target: string,
  kind: Specifier['kind'],
  directory: string,
): EurusError => {
  if (thrown instanceof EurusError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return new EurusError(
      'USAGE',
      `The package ${target} holds TypeScript, which Node runs from folders only.`,
      {
        hint: 'Publish it compiled to JavaScript, or name the path of its file outside node_modules.',
        cause: thrown,
      },
    );
  }
  if (kind === 'package' && code === 'ERR_MODULE_NOT_FOUND' && messageOf(thrown).includes(`'${target}'`)) {
    return new EurusError('UNKNOWN_NAME', `There is no benchmark, suite or installed package "${target}".`, {
      cause: thrown,
      ...(existsSync(join(directory, target)) ? { hint: `For the folder or file, write ./${target}.` } : {}),
    });
  }
  return new EurusError('USAGE', `${target} cannot be loaded: ${messageOf(thrown)}`, {
    hint: '--debug shows where.',
    cause: thrown,
  });
};

const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
