import { availableParallelism } from 'node:os';
import { EurusError, type Generation } from '../core/index.ts';
import { commandLine, numberBetween, oneOf, oneText, textList, wholeNumber } from './arguments.ts';
import { scoreOptions } from './options.ts';

const apis = ['chat', 'completions'] as const;

/** `N` = the first N rows; `A-B` = rows A to B, counted from 1, both included. */
export const readLimit = (value: unknown): { from: number; to: number } | undefined => {
  const text = oneText('--limit')(value);
  if (text === undefined) return undefined;
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? Number.NaN)];
  if (match && match[2] === undefined && first > 0) return { from: 0, to: first };
  if (match && first > 0 && last >= first) return { from: first - 1, to: last };
  throw new EurusError('USAGE', `--limit is "${text}", expected N (the first N) or A-B (from 1).`);
};

const readConcurrency = (value: unknown): number => {
  const text = oneText('--concurrency')(value);
  if (text === undefined || text === 'auto') return defaultConcurrency;
  return wholeNumber('--concurrency', 1)(text) as number;
};

/** What `auto` stands for until the rate is found by measuring the server. */
const defaultConcurrency = 32;

/** The parser of `run`, with every flag. */
export const runCommandLine = (argv: readonly string[]) =>
  scoreOptions(commandLine('run BENCHMARK… --model PROVIDER/NAME [OPTIONS]', argv))
    .option('model', {
      describe: 'PROVIDER/NAME, e.g. vllm/my-model',
      type: 'string',
      coerce: oneText('--model'),
    })
    .option('base-url', {
      describe: 'Root (…/v1) or full address of the endpoint [default: $OPENAI_BASE_URL]',
      type: 'string',
      coerce: oneText('--base-url'),
    })
    .option('api-key-env', {
      describe: 'Environment variable that holds the key',
      type: 'string',
      coerce: oneText('--api-key-env'),
    })
    .option('api', {
      describe: 'chat or completions',
      type: 'string',
      choices: apis,
      coerce: oneOf('--api', apis),
    })
    .option('stream', { describe: 'Stream the answers', type: 'boolean', default: false })
    .option('chat-template', {
      describe: 'Named chat template for the completions API',
      type: 'string',
      coerce: oneText('--chat-template'),
    })
    .option('system', { describe: 'System message put first', type: 'string', coerce: oneText('--system') })
    .option('profile', {
      describe: 'Prompt profile: fixed, eurus, eurus-2404, official',
      type: 'string',
      coerce: oneText('--profile'),
    })
    .option('limit', { describe: 'The first N samples, or A-B', type: 'string', coerce: readLimit })
    .option('ids', { describe: 'Only these sample ids', type: 'string', coerce: textList('--ids') })
    .option('n', { describe: 'Trials a sample', type: 'string', default: '1', coerce: wholeNumber('--n', 1) })
    .option('temperature', { type: 'string', coerce: numberBetween('--temperature', 0, 10) })
    .option('top-p', { type: 'string', coerce: numberBetween('--top-p', 0, 1) })
    .option('max-tokens', { type: 'string', coerce: wholeNumber('--max-tokens', 1) })
    .option('stop', { describe: 'Stop text, repeatable', type: 'string', array: true })
    .option('seed', {
      describe: 'Sampling seed of trial 0',
      type: 'string',
      coerce: wholeNumber('--seed', 0),
    })
    .option('num-fewshot', {
      describe: "Must equal the protocol's own number of shots",
      type: 'string',
      coerce: wholeNumber('--num-fewshot', 0),
    })
    .option('concurrency', {
      describe: 'Requests in flight',
      type: 'string',
      default: 'auto',
      coerce: readConcurrency,
    })
    .option('max-retries', {
      describe: 'Tries after the first, for transient failures',
      type: 'string',
      default: '5',
      coerce: wholeNumber('--max-retries', 0),
    })
    .option('timeout', {
      describe: 'Seconds for one request',
      type: 'string',
      default: '600',
      coerce: numberBetween('--timeout', 1, 86_400),
    })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      alias: 'output-path',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('run-name', {
      describe: 'Directory of this run [default: model and settings]',
      type: 'string',
      coerce: oneText('--run-name'),
    })
    .option('tasks', {
      describe: "lm-eval's spelling of BENCHMARK…",
      type: 'string',
      coerce: textList('--tasks'),
    })
    .option('model-args', {
      describe: "lm-eval's NAME=VALUE,…",
      type: 'string',
      coerce: oneText('--model_args'),
    })
    .option('gen-kwargs', {
      describe: "lm-eval's NAME=VALUE,…",
      type: 'string',
      coerce: oneText('--gen_kwargs'),
    })
    .option('log-samples', { describe: 'Always on', type: 'boolean' })
    .option('dry-run', {
      describe: 'Show what would be done, send nothing',
      type: 'boolean',
      default: false,
    });

/** Sandbox processes when the flag is absent. */
export const defaultWorkers = (): number => availableParallelism();

/** What `runCommandLine` gives once parsed. */
export type RunArguments = Awaited<ReturnType<ReturnType<typeof runCommandLine>['parseAsync']>>;

/** Sampling settings of the user's own, always in the same order; flags win over lm-eval's spelling. */
export const generationOverrides = (
  args: Pick<RunArguments, 'temperature' | 'topP' | 'maxTokens' | 'stop'>,
  lmEval: Partial<Generation>,
): Partial<Generation> => {
  const temperature = args.temperature ?? lmEval.temperature;
  const topP = args.topP ?? lmEval.topP;
  const maxTokens = args.maxTokens ?? lmEval.maxTokens;
  const stop = args.stop?.map(String) ?? lmEval.stop;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(stop === undefined ? {} : { stop }),
  };
};
