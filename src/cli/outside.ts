import { isAbsolute, resolve } from 'node:path';
import { benchmarks, suites } from '../../benchmarks/index.ts';
import { type LoadedAdapter, loadAdapter, type Specifier, specifierOf } from '../adapter/index.ts';
import { EurusError, type Manifest } from '../core/index.ts';

/** An adapter from outside, and the name it can be loaded by again. */
export type OutsideAdapter = LoadedAdapter & { readonly from: string };

/** Adapters from outside by benchmark id. */
export type Outside = ReadonlyMap<string, OutsideAdapter>;

/**
 * Loads the adapters from outside among names: `./my-bench/benchmark.ts`, `./my-bench#pot`, `my-package`.
 * @returns the names with ids in their place, and what was loaded
 * @throws EurusError as `loadAdapter`; `USAGE` for an id that is taken
 */
export const withOutside = async (
  names: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly outside: Outside }> => {
  const outside = new Map<string, OutsideAdapter>();
  const resolved: string[] = [];
  for (const name of names) {
    const specifier = isKnown(name) ? null : specifierOf(name);
    const loaded = specifier === null ? null : await loadIfThere(specifier);
    if (specifier === null || loaded === null) resolved.push(name);
    else {
      const { kind, target, protocol } = specifier;
      const { id } = loaded.benchmark;
      refuseTaken(id, target, loaded, outside.get(id));
      outside.set(id, { ...loaded, from: kind === 'path' ? resolve(target) : target });
      resolved.push(protocol === null ? id : `${id}.${protocol}`);
    }
  }
  return { names: resolved, outside };
};

/** Null for a plain name that is no installed package: it may be a misspelt id, of which others know more. */
const loadIfThere = async (specifier: Specifier): Promise<LoadedAdapter | null> => {
  try {
    return await loadAdapter(specifier, process.cwd());
  } catch (thrown) {
    const mayBeId = specifier.kind === 'package' && !specifier.target.startsWith('@');
    if (mayBeId && thrown instanceof EurusError && thrown.code === 'UNKNOWN_NAME') return null;
    throw thrown;
  }
};

/** The adapters from outside that a run was made with, loaded again. */
export const outsideOf = async ({ adapters = {} }: Manifest): Promise<Outside> => {
  const { outside } = await withOutside(Object.values(adapters).map(({ from }) => from));
  const lost = Object.keys(adapters).find(id => !outside.has(id));
  if (lost === undefined) return outside;
  throw new EurusError('UNKNOWN_NAME', `${adapters[lost]?.from} is no longer the adapter of ${lost}.`);
};

/** Names of this package are never looked for outside. */
const isKnown = (name: string): boolean => {
  if (isAbsolute(name)) return false;
  const id = name.split('.')[0] ?? name;
  return Object.hasOwn(suites, name) || (id !== '' && benchmarks.some(benchmark => benchmark.id === id));
};

const refuseTaken = (
  id: string,
  target: string,
  loaded: LoadedAdapter,
  other: LoadedAdapter | undefined,
): void => {
  const ours = benchmarks.some(benchmark => benchmark.id === id) || Object.hasOwn(suites, id);
  if (!ours && (other === undefined || other.file === loaded.file)) return;
  throw new EurusError(
    'USAGE',
    `${target}: the id "${id}" is already that of ${other?.file ?? 'one of ours'}.`,
    {
      hint: 'Give the adapter an id of its own.',
    },
  );
};
