import { join } from 'node:path';
import { isObject } from '../../core/index.ts';
import { beside, kindOf, nameOf, readJson, readText, usage } from './files.ts';
import { type SpecialTokens, specialTokens } from './special-tokens.ts';

/** A template as it stands in a file. */
export type Source = SpecialTokens & {
  /** Where it was found, for messages. */
  readonly path: string;
  /** Name of the file without its folder. */
  readonly name: string;
  readonly text: string;
};

const endings = /\.(?:jinja2?|j2|json|txt)$/i;

/** True for what can only be a path, and for what is there. */
export const isPath = (text: string): boolean =>
  /[\\/]/.test(text) || endings.test(text) || kindOf(text) !== 'missing';

/** @throws EurusError `USAGE` */
export const readSource = (path: string): Source => {
  const file = kindOf(path) === 'folder' ? fileIn(path) : path;
  if (kindOf(file) === 'other') {
    throw usage(`--chat-template ${file}: it is neither a file nor a folder`, 'Give a .jinja file');
  }
  const isJson = /\.json$/i.test(file);
  const config = isJson ? readJson(file) : null;
  const text = config === null ? readText(file) : templateIn(config, file);
  // What holds the template need not be the tokenizer's own file: chat_template.json has no tokens.
  const tokens = specialTokens(file, nameOf(file) === 'chat_template.json' ? null : config);
  return { path: file, name: nameOf(file), text, ...tokens };
};

/** As Hugging Face does, a chat_template.jinja comes before what stands in the tokenizer_config.json. */
const fileIn = (folder: string): string => {
  const names = ['chat_template.jinja', 'tokenizer_config.json', 'chat_template.json'];
  const [found] = names.map(name => join(folder, name)).filter(file => kindOf(file) === 'file');
  if (found !== undefined) return found;
  throw usage(
    `--chat-template ${folder}: the folder holds neither ${names.slice(0, 2).join(' nor ')}`,
    'Give the folder of a model, or a file',
  );
};

const templateIn = ({ chat_template: found }: Readonly<Record<string, unknown>>, file: string): string => {
  if (typeof found === 'string') return found;
  if (Array.isArray(found)) return defaultOf(found, file);
  const other = beside(file, 'chat_template.jinja');
  throw usage(
    `--chat-template ${file}: it has no chat_template`,
    kindOf(other) === 'file'
      ? `Give ${other}, which is beside it`
      : 'A base model has none: use --chat-template plain, or the name of a form',
  );
};

/** A list has a template for each purpose; ours is `default`, or the only one. */
const defaultOf = (list: readonly unknown[], file: string): string => {
  const named = list.flatMap(item =>
    isObject(item) && typeof item.name === 'string' && typeof item.template === 'string'
      ? [{ name: item.name, template: item.template }]
      : [],
  );
  const chosen = named.find(({ name }) => name === 'default') ?? (named.length === 1 ? named[0] : undefined);
  if (chosen !== undefined) return chosen.template;
  const names = named.map(({ name }) => `"${name}"`).join(', ') || 'none';
  throw usage(
    `--chat-template ${file}: its chat_template is a list without "default" (it has ${names})`,
    'Copy the one you mean into a .jinja file beside it, and give that',
  );
};
