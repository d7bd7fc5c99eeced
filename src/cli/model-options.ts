import type { Argv } from 'yargs';
import { type Backend, EurusError, type Generation } from '../core/index.ts';
import { createBackend } from '../model/index.ts';
import { type MinuteLimits, maxWindow } from '../run/index.ts';
import { numberBetween, oneOf, oneText, wholeNumber } from './arguments.ts';
import { type LmEvalSettings, readLmEval, readModel } from './lm-eval.ts';
import { outsideModel } from './outside-backend.ts';

const apis = ['chat', 'completions'] as const;
const prefills = ['auto', 'none', 'continue_final_message', 'assistant-message'] as const;

/** With three tries in ten failing, one request in six million is given up: 0.3 ** 13. */
const defaultMaxRetries = 12;
const defaultTimeoutS = 600;
const longestS = 86_400;
const defaultPatienceS = 1_800;

/** Flags of every command that talks to a model, or shows what it would say. */
export const endpointOptions = <A>(parser: Argv<A>) =>
  parser
    .option('model', {
      describe: 'PROVIDER/NAME, e.g. vllm/my-model; a backend of your own: ./FILE.ts/NAME',
      type: 'string',
      coerce: oneText('--model'),
    })
    .option('base-url', {
      describe: "Root (…/v1) or full address of the endpoint [default: the provider's, see list backends]",
      type: 'string',
      coerce: oneText('--base-url'),
    })
    .option('api-key-env', {
      describe: "Environment variable that holds the key [default: the provider's]",
      type: 'string',
      coerce: oneText('--api-key-env'),
    })
    .option('api', {
      describe: 'API that is asked [default: chat]',
      type: 'string',
      choices: apis,
      coerce: oneOf('--api', apis),
    })
    .option('prefill', {
      describe:
        "How chat is asked to continue a started answer; auto: the provider's way, checked [default: auto]",
      type: 'string',
      choices: prefills,
      coerce: oneOf('--prefill', prefills),
    })
    .option('stream', { describe: 'Stream the answers', type: 'boolean', default: false })
    .option('batch-trials', {
      describe:
        'Draw several trials of a sample from one request where the server can (n); not with --seed or --stream',
      type: 'boolean',
      default: true,
    })
    .option('chat-template', {
      describe:
        'Chat template for the completions API: a name, a tokenizer_config.json, a .jinja, or the folder of one [default: plain]',
      type: 'string',
      coerce: oneText('--chat-template'),
    })
    .option('model-args', {
      describe: "lm-eval's NAME=VALUE,…: model, base_url, num_concurrent, max_retries, timeout",
      type: 'string',
      coerce: oneText('--model_args'),
    })
    .option('concurrency', {
      describe: 'Requests in flight; auto finds how many suit the server [default: auto]',
      type: 'string',
      coerce: readConcurrency,
    })
    .option('requests-per-minute', {
      describe: 'Most requests sent in a minute, retries included [default: no limit]',
      type: 'string',
      coerce: wholeNumber('--requests-per-minute', 1),
    })
    .option('tokens-per-minute', {
      describe: 'Most tokens in a minute, input and output [default: no limit]',
      type: 'string',
      coerce: wholeNumber('--tokens-per-minute', 1),
    })
    .option('max-retries', {
      describe: `Tries after the first, for failures that may pass; 429 and outages do not count [default: ${defaultMaxRetries}]`,
      type: 'string',
      coerce: wholeNumber('--max-retries', 0),
    })
    .option('timeout', {
      describe: `Seconds for one try of a request as a whole [default: ${defaultTimeoutS}]`,
      type: 'string',
      coerce: numberBetween('--timeout', 1, longestS),
    })
    .option('connect-timeout', {
      describe: 'Seconds for connecting, TLS included [default: 10]',
      type: 'string',
      coerce: numberBetween('--connect-timeout', 1, longestS),
    })
    .option('first-token-timeout', {
      describe: 'Seconds to the first text of a stream; with --stream [default: no limit but --timeout]',
      type: 'string',
      coerce: numberBetween('--first-token-timeout', 1, longestS),
    })
    .option('idle-timeout', {
      describe: 'Seconds between two pieces of a stream; with --stream [default: no limit but --timeout]',
      type: 'string',
      coerce: numberBetween('--idle-timeout', 1, longestS),
    })
    .option('server-patience', {
      describe: `Seconds to wait for a server that has gone away, or answers nothing but 429 [default: ${defaultPatienceS}]`,
      type: 'string',
      coerce: numberBetween('--server-patience', 0, longestS),
    });

/** Flags that shape a request. */
export const samplingOptions = <A>(parser: Argv<A>) =>
  parser
    .option('profile', {
      describe: 'Prompt profile: fixed, eurus, eurus-2404, official [default: fixed]',
      type: 'string',
      coerce: oneText('--profile'),
    })
    .option('system', {
      describe: 'System message put first [default: none]',
      type: 'string',
      coerce: oneText('--system'),
    })
    .option('temperature', {
      describe: "Sampling temperature; 0 is greedy [default: the protocol's]",
      type: 'string',
      coerce: numberBetween('--temperature', 0, 10),
    })
    .option('top-p', {
      describe: "Share of the probability that is sampled from, 0 to 1 [default: the protocol's]",
      type: 'string',
      coerce: numberBetween('--top-p', 0, 1),
    })
    .option('max-tokens', {
      describe: "Tokens an answer may have, reasoning included [default: the protocol's]",
      type: 'string',
      coerce: wholeNumber('--max-tokens', 1),
    })
    .option('stop', {
      describe: "Stop string, repeatable; takes the place of the protocol's [default: the protocol's]",
      type: 'string',
      array: true,
    })
    .option('seed', {
      describe: 'Sampling seed of trial 0; trial t has seed + t [default: none is sent]',
      type: 'string',
      coerce: wholeNumber('--seed', 0),
    })
    .option('gen-kwargs', {
      describe: "lm-eval's NAME=VALUE,…: temperature, top_p, max_gen_toks, until, do_sample",
      type: 'string',
      coerce: oneText('--gen_kwargs'),
    });

type Endpoint = Awaited<ReturnType<ReturnType<typeof endpointOptions>['parseAsync']>>;
type Sampling = Awaited<ReturnType<ReturnType<typeof samplingOptions>['parseAsync']>>;

/** The backend that the flags name; explicit flags win over lm-eval's `--model_args`. */
export const backendOf = async (
  args: Pick<Endpoint, EndpointFlag>,
  { sends = true }: { readonly sends?: boolean } = {},
): Promise<{ readonly backend: Backend; readonly concurrency: Concurrency }> => {
  refuseIdleFlags(args);
  const lmEval = readLmEval(args.modelArgs, undefined);
  const { model, api } = readModel(args.model, lmEval);
  const concurrency = args.concurrency ?? lmEval.concurrency ?? 'auto';
  const outside = await outsideModel(model);
  const options = {
    model: outside?.model ?? model,
    baseUrl: args.baseUrl ?? lmEval.baseUrl ?? null,
    api: args.api ?? api,
    apiKeyEnv: args.apiKeyEnv ?? null,
    env: process.env,
    stream: args.stream,
    batchTrials: args.batchTrials,
    ...(args.prefill === undefined || args.prefill === 'auto' ? {} : { prefill: args.prefill }),
    chatTemplate: args.chatTemplate ?? null,
    timeoutMs: (args.timeout ?? lmEval.timeoutS ?? defaultTimeoutS) * 1000,
    connectTimeoutMs: milliseconds(args.connectTimeout),
    firstTokenTimeoutMs: milliseconds(args.firstTokenTimeout),
    idleTimeoutMs: milliseconds(args.idleTimeout),
    maxRetries: args.maxRetries ?? lmEval.maxRetries ?? defaultMaxRetries,
    patienceMs: patienceMsOf(args),
    concurrency: concurrency === 'auto' ? maxWindow() : concurrency,
    sends,
  };
  const backend = createBackend(options, outside?.provider);
  return { backend, concurrency };
};

/** How long a run waits for a server that has answered before. */
export const patienceMsOf = ({ serverPatience }: Pick<Endpoint, 'serverPatience'>): number =>
  (serverPatience ?? defaultPatienceS) * 1000;

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;

/** A flag that could do nothing would be believed to. */
const refuseIdleFlags = (args: Pick<Endpoint, 'stream' | 'firstTokenTimeout' | 'idleTimeout'>): void => {
  const flag = args.firstTokenTimeout === undefined ? '--idle-timeout' : '--first-token-timeout';
  if (args.stream || (args.firstTokenTimeout === undefined && args.idleTimeout === undefined)) return;
  throw new EurusError('USAGE', `${flag} watches a stream, and the answers are not streamed.`, {
    hint: 'Add --stream, or leave the flag out.',
  });
};

type EndpointFlag =
  | 'model'
  | 'baseUrl'
  | 'apiKeyEnv'
  | 'api'
  | 'prefill'
  | 'stream'
  | 'batchTrials'
  | 'chatTemplate'
  | 'modelArgs'
  | 'concurrency'
  | 'maxRetries'
  | 'timeout'
  | 'connectTimeout'
  | 'firstTokenTimeout'
  | 'idleTimeout'
  | 'serverPatience';

/** True when the command line names a model in any spelling. */
export const namesModel = (args: Pick<Endpoint, 'model' | 'modelArgs'>): boolean =>
  args.model !== undefined || readLmEval(args.modelArgs, undefined).model !== undefined;

/** Sampling settings of the user's own, always in the same order; flags win over lm-eval's spelling. */
export const generationOverrides = (
  args: Pick<Sampling, 'temperature' | 'topP' | 'maxTokens' | 'stop' | 'genKwargs'>,
): Partial<Generation> => {
  const lmEval: LmEvalSettings['generation'] = readLmEval(undefined, args.genKwargs).generation;
  const temperature = args.temperature ?? lmEval.temperature;
  const topP = args.topP ?? lmEval.topP;
  const maxTokens = args.maxTokens ?? lmEval.maxTokens;
  const stop = args.stop?.map(String) ?? lmEval.stop;
  // Every text holds the empty one: some servers would end each answer at once.
  if (stop?.includes('')) throw new EurusError('USAGE', 'A stop string is empty; --stop needs a text.');
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(stop === undefined ? {} : { stop }),
  };
};

/** The limits of the user's own; undefined for none. */
export const minuteLimitsOf = ({
  requestsPerMinute,
  tokensPerMinute,
}: Pick<Endpoint, 'requestsPerMinute' | 'tokensPerMinute'>): MinuteLimits | undefined =>
  requestsPerMinute === undefined && tokensPerMinute === undefined
    ? undefined
    : { requestsPerMinute: requestsPerMinute ?? null, tokensPerMinute: tokensPerMinute ?? null };

type Concurrency = number | 'auto';

function readConcurrency(value: unknown): Concurrency | undefined {
  const text = oneText('--concurrency')(value);
  if (text === undefined) return undefined;
  if (text === 'auto') return text;
  const number = wholeNumber('--concurrency', 1)(text);
  if (number === undefined) throw new EurusError('USAGE', '--concurrency is empty.');
  return number;
}
