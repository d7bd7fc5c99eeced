import { type Backend, EurusError } from '../core/index.ts';
import type { Checkable } from './check.ts';
import { createHttpBackend } from './http/backend.ts';
import { mostTogether } from './http/trials-together.ts';
import type { BackendOptions } from './options.ts';
import { type Provider, providers } from './provider.ts';
import { createReplayBackend } from './replay.ts';
import { parseModel } from './target.ts';

export { checkEndpoint, type EndpointCheck } from './check.ts';
export type { AnswerKind, AnswerReader } from './http/answer.ts';
export type { Dialect, ModelList, Speaking, Wiring } from './http/dialect.ts';
export { countIn, objectsIn, type Piece, pieceReader, textIn } from './http/pieces.ts';
export { type Refusal, readServerError, type ServerError } from './http/server-error.ts';
export { openAi } from './openai/dialect.ts';
export type { BackendOptions, ReplicaAddress } from './options.ts';
export { type ProbeFinding, type ProbeReport, probeEndpoint } from './probe/index.ts';
export { defineProvider, type Limits, type Provider } from './provider.ts';

/** What `--model PROVIDER/NAME` may begin with, for `list backends`. */
export const backends: readonly BackendInfo[] = [
  ...providers.map(({ dialect, limits, ...provider }) => ({
    name: provider.name,
    title: provider.title,
    apis: dialect.apis,
    baseUrl: provider.baseUrl,
    baseUrlVariable: provider.baseUrlVariable,
    keyVariable: provider.keyVariable,
    prefill: provider.prefill,
    stops: limits.stops ?? null,
    seed: limits.seed ?? true,
    n: Math.min(provider.n ?? 1, mostTogether),
  })),
  {
    name: 'replay',
    title: 'recorded completions: replay/PATH of a run directory or a JSONL file',
    ...{ apis: [], baseUrl: null, baseUrlVariable: null, keyVariable: null },
    ...{ prefill: 'none', stops: null, seed: true, n: 1 },
  },
];

export type BackendInfo = {
  readonly name: string;
  readonly title: string;
  readonly apis: readonly ('chat' | 'completions')[];
  /** Where it is looked for unless told otherwise. */
  readonly baseUrl: string | null;
  readonly baseUrlVariable: string | null;
  readonly keyVariable: string | null;
  /** How its chat API continues a started answer. */
  readonly prefill: string;
  /** Most stop strings; null when no limit is known. */
  readonly stops: number | null;
  /** Whether it has a sampling seed. */
  readonly seed: boolean;
  /** Most answers to one prompt that are asked for at once. */
  readonly n: number;
};

/**
 * The way to the model that the user named. Sends nothing yet.
 * @param outside a provider that is not of this package; the model is then named without it
 * @throws EurusError `UNKNOWN_NAME` | `USAGE`
 */
export const createBackend = (options: BackendOptions, outside?: Provider): Backend & Checkable => {
  if (outside !== undefined) return createHttpBackend(outside, options.model, options);
  const recorded = options.model.startsWith(replayPrefix) ? options.model.slice(replayPrefix.length) : '';
  if (recorded !== '' && options.replicas !== undefined) {
    throw new EurusError('USAGE', `--base-url names servers, and ${options.model} is recorded answers.`);
  }
  if (recorded !== '') return createReplayBackend(recorded);
  const { provider, model } = parseModel(options.model);
  return createHttpBackend(provider, model, options);
};

const replayPrefix = 'replay/';
