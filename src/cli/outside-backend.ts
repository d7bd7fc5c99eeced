import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { importFrom } from '../adapter/index.ts';
import { EurusError, isObject } from '../core/index.ts';
import type { Provider } from '../model/index.ts';

/** A provider from outside, and the name of the model behind it. */
export type OutsideModel = { readonly provider: Provider; readonly model: string };

/** `./my-backend.ts/NAME`: a file of code, and the model as it is named to the server. */
const fileAndModel = /^((?:\.{1,2}[\\/]|[\\/]|[A-Za-z]:[\\/]).*?\.[cm]?[jt]s)\/(.+)$/;

/**
 * The provider that stands in a file, where `--model` names one; null where it names one of ours.
 * @throws EurusError `UNKNOWN_NAME` when there is no such file, `USAGE` when it holds no provider
 */
export const outsideModel = async (text: string): Promise<OutsideModel | null> => {
  const [, file, model] = fileAndModel.exec(text) ?? [];
  if (file === undefined || model === undefined) return null;
  if (!existsSync(file)) {
    throw new EurusError('UNKNOWN_NAME', `There is no backend at ${file}, which --model names.`);
  }
  const { module } = await importFrom({ target: file, kind: 'path', protocol: null }, process.cwd());
  const found = Object.values(module).filter(isProvider);
  const [provider] = found;
  if (provider === undefined || new Set(found).size > 1) {
    const what = provider === undefined ? 'no backend' : 'several backends';
    throw new EurusError('USAGE', `${file} exports ${what}.`, {
      hint: 'Export one value made with defineProvider; docs/adding-a-backend.md shows a whole one.',
    });
  }
  const sha256 = createHash('sha256')
    .update(readFileSync(resolve(file)))
    .digest('hex');
  return { provider: { ...provider, sha256 }, model };
};

const isProvider = (value: unknown): value is Provider =>
  isObject(value) &&
  [value.name, value.title, value.keyVariable, value.baseUrlVariable].every(one => typeof one === 'string') &&
  isObject(value.limits) &&
  isObject(value.dialect) &&
  [value.dialect.path, value.dialect.headers, value.dialect.toBody, value.dialect.createReader].every(
    one => typeof one === 'function',
  );
