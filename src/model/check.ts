import { addressOf, type Backend, EurusError, userTurn } from '../core/index.ts';
import type { Client } from './http/client.ts';
import { quoted } from './http/failure.ts';
import { openAiModels } from './http/models.ts';
import type { Failure, Tried } from './http/retry.ts';
import { isPlainThere, isSecureThere, plainThere, secureThere } from './http/scheme.ts';
import { mostSimilarFirst } from './similar.ts';
import { type Target, urlIn } from './target.ts';

/** What one cheap request showed. */
export type EndpointCheck = {
  readonly reachable: true;
  /** False when the server did not say so: it has no list of models, or did not give it now. */
  readonly authorised: boolean;
  /** Fit to be shown: each on one line and not long. Absent when the server does not list its models. */
  readonly models?: readonly string[];
  /** What the user ought to know: a proxy, or a server found elsewhere than where the base URL points. */
  readonly notes?: readonly string[];
};

export type Checkable = {
  check(signal?: AbortSignal): Promise<EndpointCheck>;
};

/** A server that has not listed its models after this time is left in peace. */
const checkTimeoutMs = 10_000;
/** What one name of a model may add to a hint, and how many names stand there. */
const maxNameLength = 100;
const shownModels = 5;

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
  const list = async (below: string): Promise<Listed> => {
    const { path, read } = target.provider.dialect.models ?? openAiModels;
    const tried = await client.get(below + path, Math.min(checkTimeoutMs, timeoutMs), signal);
    if (signal?.aborted) throw new EurusError('INTERRUPTED', 'The check of the server was stopped');
    return { tried, models: tried.ok ? read(parseJson(tried.value)) : null };
  };
  const { tried, models } = await list(root);
  if (models !== null) return await withModels(target, root, models, client, signal);
  if (!tried.ok) {
    const { error, status } = tried.failure;
    if (await isSecureThere(root, tried.failure, client, signal)) throw secureThere(root);
    if (await isPlainThere(root, tried.failure, client, signal)) throw plainThere(root);
    // 403 is no proof: keys may be allowed to generate and not to list.
    if (error.code === 'ENDPOINT_UNREACHABLE' || status === 401) throw error;
  }
  const versioned = hasVersion(root) ? null : `${root}/v1`;
  const there = versioned === null ? null : await list(versioned);
  if (there?.tried.ok === false && there.tried.failure.status === 401) throw there.tried.failure.error;
  if (versioned === null || there === null || there.models === null) {
    return { root, check: { reachable: true, authorised: false } };
  }
  const found = await withModels(target, versioned, there.models, client, signal);
  const note = `${root} has no models but ${versioned} has, so that is used; --base-url ${versioned} says it outright`;
  return { ...found, check: { ...found.check, notes: [note, ...(found.check.notes ?? [])] } };
};

type Listed = { readonly tried: Tried<string>; readonly models: readonly string[] | null };

/** `/v1`, `/v1beta`, wherever in the path: gateways put more behind it. */
const hasVersion = (root: string): boolean => /\/v\d/.test(new URL(root).pathname);

const withModels = async (
  target: Target,
  root: string,
  models: readonly string[],
  client: Client,
  signal: AbortSignal | undefined,
): Promise<Found> => {
  const shown = models.map(name => quoted(name, target, maxNameLength));
  const check = { reachable: true, authorised: true, models: shown } as const;
  if (models.length === 0 || models.includes(target.model)) return { root, check };
  const answers = await askForModel({ ...target, root, url: urlIn(target, root) }, client, models, signal);
  if (!answers) return { root, check };
  const note = `The server lists no model ${target.model} but answers to that name; it lists: ${servedText(target, models)}`;
  return { root, check: { ...check, notes: [note] } };
};

/**
 * Servers know models under more names than they list, or take any name, so the model itself is asked for one token.
 * @returns whether it answered
 */
const askForModel = async (
  { provider, speaking, url, ...target }: Target,
  client: Client,
  models: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> => {
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
    provider.dialect.createReader,
    signal === undefined ? patience : AbortSignal.any([signal, patience]),
  );
  if (tried.ok) return true;
  if (!refusesModel(tried.failure, target.model)) return false;
  throw new EurusError('ENDPOINT_REFUSED', tried.failure.error.message, {
    hint: `It serves: ${servedText(target, models)}`,
  });
};

/** The names most like the one asked for. */
const servedText = (target: Pick<Target, 'key' | 'model'>, models: readonly string[]): string => {
  const nearest = mostSimilarFirst(models, target.model).slice(0, shownModels);
  const shown = nearest.map(name => quoted(name, target, maxNameLength));
  return `${shown.join(', ')}${models.length > shownModels ? `, … (${models.length} in all)` : ''}`;
};

/** Most servers answer 404; some call the request bad and name the model in it. */
const refusesModel = ({ status, refusal }: Failure, model: string): boolean =>
  status === 404 || (refusal !== undefined && names(refusal.said, model.toLowerCase()));

/** Whether a text names a model: not within a word, as `m` in `maximum`. */
const names = (said: string, model: string): boolean => {
  for (let at = said.indexOf(model); at >= 0; at = said.indexOf(model, at + 1)) {
    if (!/\w/.test((said[at - 1] ?? '') + (said[at + model.length] ?? ''))) return true;
  }
  return false;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
