import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Program } from '../../src/core/index.ts';
import type { PackagePaths } from '../messages.ts';
import { findPrograms, searchFolders } from '../programs.ts';

/** Packages in pure Python that no npm package ships: they are read from a Python or wheels of this machine. */
export const PACKAGES = ['sympy', 'mpmath'] as const;
type PackageName = (typeof PACKAGES)[number];
export type PackageFinding =
  | { readonly paths: PackagePaths; readonly detail: string }
  | { readonly paths: null; readonly detail: string };

const VARIABLE = 'EURUS_PYTHON_PACKAGES';
/** What to do when they are nowhere. */
export const INSTALL_PACKAGES = `install them for a python3 on the PATH (pip install ${PACKAGES[0]}), or name a folder with their wheels in ${VARIABLE}`;

const TIMEOUT_MS = 10_000;
/** Prints the folders the packages would be imported from; imports neither. */
const QUESTION = `import json; from importlib.util import find_spec
print(json.dumps([getattr(find_spec(name), 'origin', None) for name in ${JSON.stringify(PACKAGES)}]))`;
const WORDS = new RegExp(`\\b(?:${PACKAGES.join('|')})\\b`);

/** Whether a text may want the packages; naming one where it is not imported costs only time. */
export const namesPackage = (text: string): boolean => WORDS.test(text);

/** Whether the candidate of a program, or its tests, may want the packages. */
export const wantsPackages = ({ code, tests }: Program): boolean =>
  [...(typeof code === 'string' ? [code] : code), tests?.prelude ?? '', tests?.code ?? ''].some(namesPackage);

/** The packages in what the variable names, else of the first python3 that has them all. */
export const findPackages = async (
  named = process.env[VARIABLE] ?? '',
  folders = searchFolders(),
): Promise<PackageFinding> => {
  if (named !== '') {
    const paths = inFolders(named.split(delimiter));
    return paths === null
      ? { paths, detail: `${VARIABLE} (${named}) does not hold ${PACKAGES.join(' and ')}` }
      : { paths, detail: describe(paths) };
  }
  for (const python of findPrograms('python3', folders)) {
    const paths = await ask(python);
    if (paths !== null) return { paths, detail: describe(paths) };
  }
  return { paths: null, detail: `no python3 has ${PACKAGES.join(' and ')}` };
};

let found: Promise<PackageFinding> | null = null;
/** Once per process: where they are does not change under it. */
export const findPackagesOnce = (): Promise<PackageFinding> => {
  found ??= findPackages();
  return found;
};

/** All packages from somewhere, or null. */
const complete = (pathOf: (name: PackageName) => string | undefined): PackagePaths | null => {
  const [sympy, mpmath] = PACKAGES.map(pathOf);
  return sympy === undefined || mpmath === undefined ? null : { sympy, mpmath };
};

/** Among folders that hold wheels or package folders, and wheels that are named themselves. */
const inFolders = (places: readonly string[]): PackagePaths | null => {
  const files = places.flatMap(place => [place, ...namesIn(place).map(name => join(place, name))]);
  return complete(name => files.find(path => wheelOf(path)?.name === name || isPackage(path, name)));
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
const isPackage = (path: string, name: PackageName): boolean =>
  path.endsWith(name) && isFile(join(path, '__init__.py'));

/** Name and version of a wheel in pure Python for any system. */
export const wheelOf = (path: string): { readonly name: string; readonly version: string } | null => {
  const [, name, version] = /(\w+)-([\w.]+)-(?:py2\.)?py3-none-any\.whl$/.exec(path) ?? [];
  return name === undefined || version === undefined ? null : { name, version };
};

const ask = (python: string): Promise<PackagePaths | null> =>
  new Promise(resolve => {
    execFile(python, ['-c', QUESTION], { timeout: TIMEOUT_MS, cwd: '/' }, (error, stdout) => {
      resolve(error === null ? readAnswer(stdout) : null);
    });
  });

const readAnswer = (text: string): PackagePaths | null => {
  try {
    const origins = JSON.parse(text) as unknown[];
    return complete(name => {
      const origin = origins[PACKAGES.indexOf(name)];
      const folder = typeof origin === 'string' ? dirname(origin) : '';
      return isPackage(folder, name) ? folder : undefined;
    });
  } catch {
    return null;
  }
};

const VERSION_FILES: PackagePaths = { sympy: 'release.py', mpmath: '__init__.py' };
const describe = (paths: PackagePaths): string => {
  const versions = PACKAGES.map(name => `${name} ${versionOf(name, paths[name])}`);
  return `${versions.join(', ')} from ${[...new Set(Object.values(paths).map(path => dirname(path)))].join(', ')}`;
};

const versionOf = (name: PackageName, path: string): string => {
  const wheel = wheelOf(path);
  if (wheel !== null) return wheel.version;
  try {
    const text = readFileSync(join(path, VERSION_FILES[name]), 'utf8');
    return /^__version__ *= *["']([\w.]+)["']/m.exec(text)?.[1] ?? '?';
  } catch {
    return '?';
  }
};
