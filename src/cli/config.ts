import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Argv } from 'yargs';
import { EurusError, isObject, messageOf } from '../core/index.ts';
import { flagsOf } from './arguments.ts';
import { nearest } from './nearest.ts';
import { type PriceTable, readPrices } from './prices.ts';
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
  const config = await readConfig();
  if (config === null) return parser;
  const { file, settings } = config;
  const flags = Object.entries(settings)
    .filter(([name]) => !tables.has(name))
    .map(
      ([name, setting]) => [flagOf(name), typeof setting === 'number' ? String(setting) : setting] as const,
    );
  const known = flagsOf(parser);
  const anywhere = new Set([...known, ...flagsOf(runCommandLine([])), ...flagsOf(scoreCommandLine([]))]);
  for (const [flag] of flags) {
    if (anywhere.has(flag)) continue;
    const guess = nearest(flag, [...anywhere, ...tables]);
    throw new EurusError('USAGE', `${file}: there is no flag "${flag}".`, {
      hint: guess ? `Did you mean "${guess}"?` : 'eurus-eval run --help shows the flags.',
    });
  }
  // Flags of other commands are for them.
  return parser.config(Object.fromEntries(flags.filter(([flag]) => known.has(flag)))) as Argv<A>;
};

/** Settings that are no flags. */
const tables: ReadonlySet<string> = new Set(['prices', 'currency']);

/**
 * What models cost, from the config file; empty without one.
 * @throws EurusError `USAGE`
 */
export const pricesInConfig = async (): Promise<PriceTable> => {
  const config = await readConfig();
  return config === null
    ? new Map()
    : readPrices(config.settings.prices, config.settings.currency, config.file);
};

type Config = { readonly file: string; readonly settings: Readonly<Record<string, unknown>> };

const readConfig = async (): Promise<Config | null> => {
  const file = names.find(name => existsSync(name));
  if (file === undefined) return null;
  const settings = await load(file);
  if (isObject(settings)) return { file, settings };
  throw new EurusError('USAGE', `${file} holds no object of flags.`);
};

const flagOf = (name: string): string =>
  name.replaceAll('_', '-').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const load = async (file: string): Promise<unknown> => {
  try {
    if (/\.(ts|js)$/.test(file)) return (await import(pathToFileURL(resolve(file)).href)).default;
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text);
  } catch (error) {
    throw new EurusError('USAGE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};
