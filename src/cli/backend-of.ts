import { type Backend, EurusError } from '../core/index.ts';
import { type BackendOptions, createBackend } from '../model/index.ts';
import { type MinuteLimits, maxWindow } from '../run/index.ts';
import { readLmEval, readModel } from './lm-eval.ts';
import {
  type BaseUrls,
  type Concurrency,
  defaultMaxRetries,
  defaultPatienceS,
  defaultTimeoutS,
  type Endpoint,
} from './model-options.ts';
import { outsideModel } from './outside-backend.ts';

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
    ...addressesOf(args.baseUrl ?? lmEval.baseUrl ?? null),
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

const addressesOf = (baseUrl: BaseUrls | null): Pick<BackendOptions, 'baseUrl' | 'replicas'> =>
  typeof baseUrl === 'object' && baseUrl !== null ? { baseUrl: null, replicas: baseUrl } : { baseUrl };

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

/** The limits of the user's own; undefined for none. */
export const minuteLimitsOf = ({
  requestsPerMinute,
  tokensPerMinute,
}: Pick<Endpoint, 'requestsPerMinute' | 'tokensPerMinute'>): MinuteLimits | undefined =>
  requestsPerMinute === undefined && tokensPerMinute === undefined
    ? undefined
    : { requestsPerMinute: requestsPerMinute ?? null, tokensPerMinute: tokensPerMinute ?? null };
