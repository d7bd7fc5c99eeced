import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import type { Argv } from 'yargs';
import { EurusError, messageOf } from '../core/index.ts';

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
  const flags = Object.entries(value).map(([name, setting]) => [
    name.replaceAll('_', '-').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`),
    typeof setting === 'number' ? String(setting) : setting,
  ]);
  return parser.config(Object.fromEntries(flags)) as Argv<A>;
};

const load = async (file: string): Promise<unknown> => {
  try {
    if (/\.(ts|js)$/.test(file)) return (await import(pathToFileURL(resolve(file)).href)).default;
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw new EurusError('USAGE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};
