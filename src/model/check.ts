import { addressOf, type Backend, EurusError, isObject, userTurn } from '../core/index.ts';
import type { Client } from './http/client.ts';
import type { ModelList } from './http/dialect.ts';
import { quoted } from './http/failure.ts';
import type { Target } from './target.ts';

/** What one cheap request showed. */
export type EndpointCheck = {
  readonly reachable: true;
  /** False when the server did not say so: it has no list of models, or did not give it now. */
  readonly authorised: boolean;
  /** Fit to be shown: each on one line and not long. Absent when the server does not list its models. */
  readonly models?: readonly string[];
};

export type Checkable = {
  check(signal?: AbortSignal): Promise<EndpointCheck>;
};

/** A server that has not listed its models after this time is left in peace. */
const checkTimeoutMs = 10_000;
/** What one name of a model may add to a hint. */
const maxNameLength = 100;

/**
 * Asks the server one cheap question, so that a run fails at once with one line instead of sample by sample.
 * Only what is certain is an error; a server without a list of models passes.
 * @throws EurusError `ENDPOINT_UNREACHABLE` | `ENDPOINT_UNAUTHORIZED` | `ENDPOINT_REFUSED` (no such model) |
 * `RECORDS_UNREADABLE` (replay)
 */
export const checkEndpoint = async (
  backend: Backend & Partial<Checkable>,
  signal?: AbortSignal,
): Promise<EndpointCheck> =>
  backend.check === undefined ? { reachable: true, authorised: true } : await backend.check(signal);

/** What was found, and the root below which the server really listens. */
type Found = { readonly check: EndpointCheck; readonly root: string };

export const checkTarget = async (
  target: Target,
  client: Client,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Found> => {
  const { root } = target;
  const { path, read } = target.provider.dialect.models ?? openAiModels;
  const tried = await client.get(root + path, Math.min(checkTimeoutMs, timeoutMs), signal);
  if (signal?.aborted) throw new EurusError('INTERRUPTED', 'The check of the server was stopped');
  if (!tried.ok) {
    const { error, status } = tried.failure;
    // 403 is no proof: keys may be allowed to generate and not to list.
    if (error.code === 'ENDPOINT_UNREACHABLE' || status === 401) throw error;
    return { root, check: { reachable: true, authorised: false } };
  }
  const models = read(parseJson(tried.value));
  if (models === null) return { root, check: { reachable: true, authorised: false } };
  if (models.length > 0 && !models.includes(target.model)) await askForModel(target, client, models, signal);
  const shown = models.map(name => quoted(name, target, maxNameLength));
  return { root, check: { reachable: true, authorised: true, models: shown } };
};

/** Servers know models under more names than they list, so the model itself is asked for one token. */
const askForModel = async (
  { provider, speaking, url, ...target }: Target,
  client: Client,
  models: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const request = {
    ...addressOf('check', 'model', '0', 0),
    prompt: speaking.api === 'chat' ? userTurn('Hi') : { kind: 'text' as const, text: 'Hi' },
    generation: { maxTokens: 1, temperature: 0, topP: 1, stop: [] },
    seed: null,
  };
  const wiring = { ...speaking, stream: false, prefill: provider.prefill, conceded: new Set<string>() };
  const patience = AbortSignal.timeout(checkTimeoutMs);
  const tried = await client.generate(
    url,
    JSON.stringify(provider.dialect.toBody(request, wiring)),
    signal === undefined ? patience : AbortSignal.any([signal, patience]),
  );
  if (tried.ok || tried.failure.status !== 404) return;
  const shown = models.slice(0, 5).map(name => quoted(name, target, maxNameLength));
  const more = models.length > 5 ? ', …' : '';
  throw new EurusError('ENDPOINT_REFUSED', tried.failure.error.message, {
    hint: `It serves: ${shown.join(', ')}${more}`,
  });
};

const openAiModels: ModelList = {
  path: '/models',
  read: value => {
    const data = isObject(value) ? value.data : null;
    if (!Array.isArray(data)) return null;
    return data
      .map((one: unknown) => (isObject(one) ? one.id : null))
      .filter((id): id is string => typeof id === 'string');
  },
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
