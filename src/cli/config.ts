import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import type { Argv } from 'yargs';
import { EurusError, messageOf } from '../core/index.ts';
import { flagsOf } from './arguments.ts';
import { nearest } from './nearest.ts';
import { runCommandLine } from './run-options.ts';
import { scoreCommandLine } from './score-options.ts';

const names = [
  'eurus.config.ts',
  'eurus.config.js',
  'eurus.config.json',
  'eurus.config.yaml',
  'eurus.config.yml',
];

/**
 * Lets a config file in the working directory set any flag of the command; flags given win.
 * @throws EurusError `USAGE` when the file cannot be read or is no object
 */
export const withConfig = async <A>(parser: Argv<A>): Promise<Argv<A>> => {
  const file = names.find(name => existsSync(name));
  if (file === undefined) return parser;
  const value = await load(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EurusError('USAGE', `${file} holds no object of flags.`);
  }
  const flags = Object.entries(value).map(
    ([name, setting]) => [flagOf(name), typeof setting === 'number' ? String(setting) : setting] as const,
  );
  const known = flagsOf(parser);
  const anywhere = new Set([...known, ...flagsOf(runCommandLine([])), ...flagsOf(scoreCommandLine([]))]);
  for (const [flag] of flags) {
    if (anywhere.has(flag)) continue;
    const guess = nearest(flag, [...anywhere]);
    throw new EurusError('USAGE', `${file}: there is no flag "${flag}".`, {
      hint: guess ? `Did you mean "${guess}"?` : 'eurus-eval run --help shows the flags.',
    });
  }
  // Flags of other commands are for them.
  return parser.config(Object.fromEntries(flags.filter(([flag]) => known.has(flag)))) as Argv<A>;
};

const flagOf = (name: string): string =>
  name.replaceAll('_', '-').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const load = async (file: string): Promise<unknown> => {
  try {
    if (/\.(ts|js)$/.test(file)) return (await import(pathToFileURL(resolve(file)).href)).default;
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw new EurusError('USAGE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};
