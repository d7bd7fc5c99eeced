import type { Backend } from '../core/index.ts';
import type { Checkable } from './check.ts';
import { createHttpBackend } from './http/backend.ts';
import type { BackendOptions } from './options.ts';
import { providers } from './provider.ts';
import { createReplayBackend } from './replay.ts';
import { parseModel } from './target.ts';

export { checkEndpoint, type EndpointCheck } from './check.ts';
export type { BackendOptions } from './options.ts';
export { templates } from './template.ts';

/** What `--model PROVIDER/NAME` may begin with, for `list backends`. */
export const backends: readonly BackendInfo[] = [
  ...providers.map(({ name, title, baseUrl, baseUrlVariable, keyVariable, prefill }) => ({
    name,
    title,
    baseUrl,
    baseUrlVariable,
    keyVariable,
    prefill,
  })),
  {
    name: 'replay',
    title: 'recorded completions: replay/PATH of a run directory or a JSONL file',
    baseUrl: null,
    baseUrlVariable: null,
    keyVariable: null,
    prefill: 'none',
  },
];

export type BackendInfo = {
  readonly name: string;
  readonly title: string;
  /** Where it is looked for unless told otherwise. */
  readonly baseUrl: string | null;
  readonly baseUrlVariable: string | null;
  readonly keyVariable: string | null;
  /** How its chat API continues a started answer. */
  readonly prefill: string;
};

/**
 * The way to the model that the user named. Sends nothing yet.
 * @throws EurusError `UNKNOWN_NAME` | `USAGE`
 */
export const createBackend = (options: BackendOptions): Backend & Checkable => {
  const recorded = options.model.startsWith(replayPrefix) ? options.model.slice(replayPrefix.length) : '';
  if (recorded !== '') return createReplayBackend(recorded);
  const { provider, model } = parseModel(options.model);
  return createHttpBackend(provider, model, options);
};

const replayPrefix = 'replay/';
