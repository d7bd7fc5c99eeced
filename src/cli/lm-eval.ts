import { EurusError, type Generation } from '../core/index.ts';
import { backends } from '../model/index.ts';
import { numberBetween, wholeNumber } from './arguments.ts';

/** What lm-eval's `--model`, `--model_args` and `--gen_kwargs` say, in our words. */
export type LmEvalSettings = {
  /** The model's name within its provider, or with it. */
  readonly model?: string;
  readonly baseUrl?: string;
  readonly concurrency?: number;
  readonly maxRetries?: number;
  readonly timeoutS?: number;
  readonly generation: Partial<Generation>;
};

/**
 * Reads `--model_args` (`model=…,base_url=…,num_concurrent=8`) and `--gen_kwargs` (`temperature=0,max_gen_toks=512`).
 * @throws EurusError `USAGE` for a name that has no meaning here: nothing is dropped silently
 */
export const readLmEval = (modelArgs: string | undefined, genKwargs: string | undefined): LmEvalSettings => ({
  ...Object.assign({}, ...pairs('--model_args', modelArgs).map(([name, value]) => readModelArg(name, value))),
  generation: Object.assign(
    {},
    ...pairs('--gen_kwargs', genKwargs).map(([name, value]) => readGenKwarg(name, value)),
  ),
});

/** lm-eval's names for servers of the OpenAI protocol; `local-` ones have no address of their own. */
const lmEvalModels: Readonly<Record<string, 'chat' | 'completions'>> = {
  'local-completions': 'completions',
  'local-chat-completions': 'chat',
  'openai-completions': 'completions',
  'openai-chat-completions': 'chat',
};

/**
 * `--model vllm/NAME`, or lm-eval's `--model local-chat-completions --model_args model=NAME,base_url=…`.
 * The inner name is taken as it stands, slashes included.
 * @throws EurusError `USAGE` when that names no model
 */
export const readModel = (
  flag: string | undefined,
  { model: inner, baseUrl }: Pick<LmEvalSettings, 'model' | 'baseUrl'>,
): { model: string; api: 'chat' | 'completions' | null } => {
  if (flag?.includes('/')) return { model: flag, api: null };
  if (flag !== undefined && inner !== undefined) {
    const api = Object.hasOwn(lmEvalModels, flag) ? lmEvalModels[flag] : undefined;
    if (flag.startsWith('local-') && api !== undefined && baseUrl === undefined) {
      throw new EurusError('USAGE', `--model ${flag} needs base_url=… in --model_args.`);
    }
    if (api !== undefined) return { model: `openai/${inner}`, api };
    if (backends.some(({ name }) => name === flag)) return { model: `${flag}/${inner}`, api: null };
  }
  const message = flag ? `--model is "${flag}", expected PROVIDER/NAME.` : '--model is missing.';
  throw new EurusError('USAGE', message, {
    hint: 'eurus-eval list backends shows the providers; e.g. --model vllm/my-model --base-url http://127.0.0.1:8000/v1',
  });
};

const readModelArg = (name: string, value: string): Omit<LmEvalSettings, 'generation'> => {
  const flag = `--model_args ${name}`;
  switch (name) {
    case 'model':
    case 'pretrained':
      return { model: value };
    case 'base_url':
      return { baseUrl: value };
    case 'num_concurrent':
      return { concurrency: wholeNumber(flag, 1)(value) as number };
    case 'max_retries':
      return { maxRetries: wholeNumber(flag, 0)(value) as number };
    case 'timeout':
      return { timeoutS: numberBetween(flag, 1, 86_400)(value) as number };
    default:
      throw new EurusError('USAGE', `${flag} has no meaning here.`, {
        hint: 'Known: model, base_url, num_concurrent, max_retries, timeout.',
      });
  }
};

const readGenKwarg = (name: string, value: string): Partial<Generation> => {
  const flag = `--gen_kwargs ${name}`;
  switch (name) {
    case 'temperature':
      return { temperature: numberBetween(flag, 0, 10)(value) as number };
    case 'top_p':
      return { topP: numberBetween(flag, 0, 1)(value) as number };
    case 'max_gen_toks':
    case 'max_tokens':
      return { maxTokens: wholeNumber(flag, 1)(value) as number };
    case 'until':
      return { stop: stops(flag, value) };
    case 'do_sample':
      if (/^(true|1)$/i.test(value)) return {};
      return { temperature: 0 };
    default:
      throw new EurusError('USAGE', `${flag} has no meaning here.`, {
        hint: 'Known: temperature, top_p, max_gen_toks, until, do_sample.',
      });
  }
};

/** Splits at commas outside of brackets and quotes: `until=["\\n\\n","Q:"],temperature=0`. */
const pairs = (flag: string, text: string | undefined): readonly (readonly [string, string])[] =>
  [...(text ?? '').matchAll(/(?:\[[^\]]*\]|"[^"]*"|[^,["]|[["])+/g)].map(([pair]) => {
    const equals = pair.indexOf('=');
    if (equals > 0) return [pair.slice(0, equals).trim(), pair.slice(equals + 1)] as const;
    throw new EurusError('USAGE', `${flag} has "${pair}", expected NAME=VALUE.`);
  });

/** lm-eval's `until`: a text, or a JSON list of texts. */
const stops = (flag: string, value: string): readonly string[] => {
  if (!value.startsWith('[')) return [value];
  try {
    const list: unknown = JSON.parse(value);
    if (Array.isArray(list) && list.every(stop => typeof stop === 'string')) return list;
  } catch {
    // Said below.
  }
  throw new EurusError('USAGE', `${flag} is ${value}, expected a text or a JSON list of texts.`);
};
