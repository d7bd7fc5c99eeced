import yargs, { type Argv } from 'yargs';
import { EurusError } from '../core/error.ts';
import { nearest } from './nearest.ts';
import type { Terminal } from './terminal.ts';

/**
 * A yargs parser set up as every command wants it: unknown flags refused with the nearest name,
 * underscores accepted for hyphens (lm-eval's spelling), nothing printed and no exit by itself.
 */
export const commandLine = (usage: string, argv: readonly string[]): Argv =>
  yargs([...hyphenated(argv)])
    .scriptName('eurus-eval')
    .usage(`Usage: eurus-eval ${usage}`)
    .parserConfiguration({
      'greedy-arrays': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
      'strip-dashed': true,
      'boolean-negation': true,
    })
    .exitProcess(false)
    .help(false)
    .version(false)
    .option('help', { type: 'boolean', describe: 'Show the options of this command', alias: 'h' })
    .option('debug', { type: 'boolean', describe: 'Show where an error arose', default: false })
    .fail((message, error) => {
      if (error instanceof EurusError) throw error;
      const flag = /^Not enough arguments following: (\S+)/.exec(message ?? '')?.[1];
      throw new EurusError('USAGE', flag ? `--${flag} needs a value.` : message || String(error));
    });

/**
 * Parses, or prints the help and returns null.
 * @throws EurusError `USAGE` for an unknown flag
 */
export const parsed = async <A>(parser: Argv<A>, terminal: Terminal) => {
  parser.requiresArg([...internals(parser).string]);
  const args = await parser.parseAsync();
  if ((args as { help?: boolean }).help) {
    const { helpText } = await import('./help-text.ts');
    terminal.print(helpText(await parser.wrap(Math.min(widestHelp, terminal.columns)).getHelp()));
    return null;
  }
  refuseUnknown(parser, args as Record<string, unknown>);
  return args;
};

const widestHelp = 110;

/** Every name of every option of a parser, hyphenated. */
export const flagsOf = (parser: unknown): ReadonlySet<string> => {
  const { key, alias } = internals(parser);
  return new Set(Object.keys({ ...key, ...alias }).flatMap(name => [name, ...(alias[name] ?? [])]));
};

/** What yargs knows of its options; public at run time, missing in its types. */
const internals = (parser: unknown): YargsOptions => (parser as { getOptions(): YargsOptions }).getOptions();

type YargsOptions = {
  readonly key: Readonly<Record<string, unknown>>;
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly string: readonly string[];
};

/** yargs names unknown flags in several lines; here it is one, with the nearest known name. */
const refuseUnknown = (parser: Argv<unknown>, args: Record<string, unknown>): void => {
  const known = flagsOf(parser);
  const camel = (name: string): string =>
    name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const camelNames = new Set([...known].map(camel));
  for (const name of Object.keys(args)) {
    if (name === '_' || name === '$0' || known.has(name) || camelNames.has(name)) continue;
    const flag = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
    const guess = nearest(flag, [...known]);
    throw new EurusError('USAGE', `There is no flag --${flag} here.`, {
      hint: guess ? `Did you mean --${guess}?` : 'Add --help to see the flags of this command.',
    });
  }
};

/** `--num_fewshot` → `--num-fewshot`; values and everything after `--` stay as they are. */
const hyphenated = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    if ((end >= 0 && index > end) || !word.startsWith('--')) return word;
    const [flag = '', ...value] = word.split('=');
    return [flag.replaceAll('_', '-'), ...value].join('=');
  });
};

const once = (flag: string, value: unknown): unknown => {
  if (Array.isArray(value))
    throw new EurusError('USAGE', `${flag} is a list, expected one value given once.`);
  return value;
};

/** Positional words; `gsm8k,bbh` is two of them. */
export const listed = (words: readonly (string | number)[]): readonly string[] =>
  words.flatMap(word => String(word).split(',')).filter(word => word !== '');

/** Coerces to a whole number of at least `least`, or refuses in one line. */
export const wholeNumber =
  (flag: string, least: number) =>
  (value: unknown): number | undefined => {
    if (once(flag, value) === undefined) return undefined;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < least || String(value).trim() === '') {
      throw new EurusError('USAGE', `${flag} is "${value}", expected a whole number from ${least}.`);
    }
    return number;
  };

/** Coerces to a number within bounds, or refuses in one line. */
export const numberBetween =
  (flag: string, least: number, most: number) =>
  (value: unknown): number | undefined => {
    if (once(flag, value) === undefined) return undefined;
    const number = Number(value);
    if (!(number >= least && number <= most) || String(value).trim() === '') {
      throw new EurusError('USAGE', `${flag} is "${value}", expected a number from ${least} to ${most}.`);
    }
    return number;
  };

/** Coerces to one text. */
export const oneText =
  (flag: string) =>
  (value: unknown): string | undefined => {
    if (once(flag, value) === undefined) return undefined;
    if (value === '') throw new EurusError('USAGE', `${flag} is empty.`);
    return String(value);
  };

/** Coerces a repeatable, comma-separated flag to its items. */
export const textList =
  (flag: string) =>
  (value: unknown): readonly string[] | undefined => {
    if (value === undefined) return undefined;
    const items = [value]
      .flat()
      .flatMap(item => String(item).split(','))
      .map(item => item.trim());
    if (items.length === 0 || items.includes('')) throw new EurusError('USAGE', `${flag} has an empty item.`);
    return items;
  };

/** Coerces to one of the given words. */
export const oneOf =
  <const Words extends readonly string[]>(flag: string, words: Words) =>
  (value: unknown): Words[number] | undefined => {
    if (once(flag, value) === undefined) return undefined;
    const word = words.find(known => known === value);
    if (word !== undefined) return word;
    throw new EurusError('USAGE', `${flag} is "${value}", expected one of: ${words.join(', ')}.`);
  };
