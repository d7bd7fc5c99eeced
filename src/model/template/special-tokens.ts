import { isObject } from '../../core/index.ts';
import { beside, kindOf, readJson } from './files.ts';

/** What a tokenizer's files say about its special tokens. */
export type SpecialTokens = {
  /** By the name that templates know them by: `bos_token`, `eos_token`, … */
  readonly tokens: Readonly<Record<string, string>>;
  /** False when the tokenizer is set not to put the beginning-of-sequence token before a text. */
  readonly addsBos: boolean;
  /** False when there is no such file at all. */
  readonly known: boolean;
};

type Config = Readonly<Record<string, unknown>>;

/**
 * Of a tokenizer_config.json that was read already, or of the one beside the path; a special_tokens_map.json there fills in
 * what it leaves open, as in Hugging Face's own code.
 * @throws EurusError `USAGE` for a file that is no JSON
 */
export const specialTokens = (path: string, read: Config | null): SpecialTokens => {
  const config = read ?? jsonBeside(path, 'tokenizer_config.json');
  const map = jsonBeside(path, 'special_tokens_map.json');
  return {
    tokens: { ...tokensOf(map ?? {}), ...tokensOf(config ?? {}) },
    addsBos: config?.add_bos_token !== false,
    known: config !== null || map !== null,
  };
};

const jsonBeside = (path: string, name: string): Config | null => {
  const file = beside(path, name);
  return kindOf(file) === 'file' ? readJson(file) : null;
};

/** A token is a text, or an object that holds it in `content`. */
const tokensOf = (config: Config): Readonly<Record<string, string>> => {
  const tokens: Record<string, string> = {};
  for (const [name, value] of Object.entries(config)) {
    const text = isObject(value) ? value.content : value;
    if (/^[a-z_]{1,40}_token$/.test(name) && typeof text === 'string') tokens[name] = text;
  }
  return tokens;
};
