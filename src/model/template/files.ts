import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EurusError, isObject, messageOf } from '../../core/index.ts';

/** Far more than any tokenizer_config.json; a wrong path may lead to the weights. */
const maxFileBytes = 32 * 1024 * 1024;

const flag = '--chat-template';

/** @throws EurusError `USAGE` */
export const usage = (message: string, hint: string, cause?: unknown): EurusError =>
  new EurusError('USAGE', message, cause === undefined ? { hint } : { hint, cause });

/** `missing` when nothing is there, else what is. */
export const kindOf = (path: string): 'file' | 'folder' | 'other' | 'missing' => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'missing';
  return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
};

/** @throws EurusError `USAGE` */
export const readText = (path: string): string => {
  const hint = 'Give a tokenizer_config.json, a .jinja file, or the folder of one';
  try {
    const { size } = statSync(path);
    if (size > maxFileBytes) throw new Error(`it has ${size} bytes, more than ${maxFileBytes}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw usage(`${flag} ${path}: ${problemOf(error)}`, hint, error);
  }
};

const problemOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return messageOf(error);
};

/** @throws EurusError `USAGE` */
export const readJson = (path: string): Readonly<Record<string, unknown>> => {
  const text = readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw usage(`${flag} ${path}: not JSON: ${messageOf(error)}`, 'Was the download complete?', error);
  }
  throw usage(`${flag} ${path}: a JSON object was expected`, 'Give the tokenizer_config.json of the model');
};

export const beside = (path: string, name: string): string => join(dirname(path), name);
export const nameOf = (path: string): string => basename(path);
