import { EurusError, type RewardKind, rewardKinds } from '../../core/index.ts';
import { type BaseUrl, parseBaseUrl } from '../base-url.ts';
import type { Dialect } from '../http/dialect.ts';
import { findProxy } from '../http/proxy.ts';
import { openAi } from '../openai/dialect.ts';
import { defineProvider, type Provider, providers } from '../provider.ts';
import { findKey, parseModel, splitOnce, type Target } from '../target.ts';
import type { RewardOptions } from './options.ts';

/** Servers of reward models, and the APIs that each has; the first is the one that is asked unless told otherwise. */
const served: Readonly<Record<string, readonly RewardKind[]>> = {
  vllm: ['classify', 'score', 'pooling', 'rerank', 'judge'],
  sglang: ['classify', 'rerank', 'judge'],
  'llama-cpp': ['judge', 'rerank'],
  tei: ['predict', 'rerank'],
  // Nothing that it answers holds log-probabilities.
  anthropic: [],
};

/** Those whose reward APIs stand at the root, also where the others stand below `/v1`. */
const atRoot: ReadonlySet<string> = new Set(['vllm', 'tei']);

const tei = defineProvider('tei', 'Hugging Face Text Embeddings Inference', 'http://127.0.0.1:8080');

/** Names that `--reward PROVIDER/NAME` may begin with. */
const rewardProviders: readonly string[] = [tei.name, ...providers.map(({ name }) => name)];

export type RewardTarget = {
  readonly provider: Provider;
  readonly model: string;
  readonly kind: RewardKind;
  /** The base URL that the user gave, if any. */
  readonly baseUrl: (BaseUrl & { readonly kind: RewardKind | null; readonly source: string }) | null;
};

/**
 * Whom the rewards come from, and by which API.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const findRewardTarget = (options: RewardOptions): RewardTarget => {
  const { provider, model } = parseReward(options.reward);
  const kinds = served[provider.name] ?? ['judge'];
  if (kinds.length === 0) {
    throw new EurusError('USAGE', `${provider.name} has no API that rewards can be taken from`, {
      hint: `A judge needs log-probabilities, e.g. of --reward openai/NAME; reward models: ${Object.keys(served).slice(0, 2).join(', ')}, tei`,
    });
  }
  const text = options.baseUrl ?? (options.env[provider.baseUrlVariable]?.trim() || null);
  const source = options.baseUrl === null ? provider.baseUrlVariable : '--base-url';
  const baseUrl = text === null ? null : readBaseUrl(text, source);
  const said = baseUrl?.kind ?? null;
  if (options.kind !== null && said !== null && options.kind !== said) {
    throw new EurusError(
      'USAGE',
      `--reward-api ${options.kind} contradicts the base URL, which ends in /${said}`,
      { hint: 'Leave one of the two out' },
    );
  }
  const kind = options.kind ?? said ?? kinds[0] ?? 'judge';
  if (!kinds.includes(kind)) {
    const whose = Object.entries(served).flatMap(([name, has]) => (has.includes(kind) ? [name] : []));
    throw new EurusError('USAGE', `${provider.name} has no ${kind} API for rewards`, {
      hint: `It has ${kinds.join(', ')}; ${kind} is of ${whose.join(', ')}: --reward ${whose[0]}/NAME`,
    });
  }
  return { provider, model, kind, baseUrl };
};

const parseReward = (text: string): { readonly provider: Provider; readonly model: string } => {
  const [name, rest] = splitOnce(text);
  if (name === tei.name && rest !== '') return { provider: tei, model: rest };
  if (rest === '' || !rewardProviders.includes(name)) {
    throw new EurusError(
      rest === '' ? 'USAGE' : 'UNKNOWN_NAME',
      rest === ''
        ? `--reward "${text}" must be PROVIDER/NAME`
        : `Unknown provider "${name}" in --reward "${text}"`,
      { hint: `Providers: ${rewardProviders.join(', ')}` },
    );
  }
  return parseModel(text);
};

const readBaseUrl = (text: string, source: string): NonNullable<RewardTarget['baseUrl']> => {
  const path = URL.canParse(text) ? new URL(text).pathname.replace(/\/$/, '') : '';
  const kind = rewardKinds.find(name => path.endsWith(name === 'judge' ? '/chat/completions' : `/${name}`));
  const endpoints =
    kind === undefined || kind === 'judge'
      ? openAi.apis.map(api => ({ api, path: openAi.path({ model: '', api, stream: false }) }))
      : [{ api: 'chat' as const, path: `/${kind}` }];
  return { ...parseBaseUrl(text, source, endpoints), kind: kind ?? null, source };
};

const plainDialect: Dialect = { ...openAi, apis: ['chat'] };

/**
 * Where an API other than the judge's is asked.
 * @throws EurusError `USAGE` for a key that is missing or cannot be one
 */
export const toHttpTarget = (found: RewardTarget, options: RewardOptions): Target => {
  const { provider, model, kind, baseUrl } = found;
  const given = baseUrl?.root ?? provider.baseUrl;
  if (given === null) {
    throw new EurusError('USAGE', `No server is named for --reward "${options.reward}"`, {
      hint: `Give --base-url http://HOST:PORT or set ${provider.baseUrlVariable}`,
    });
  }
  // A full endpoint is taken at its word.
  const root = baseUrl?.kind != null || !atRoot.has(provider.name) ? given : given.replace(/\/v1$/, '');
  const keyVariable = options.apiKeyEnv ?? provider.keyVariable;
  const place = { loopback: baseUrl?.loopback ?? true, given: baseUrl !== null };
  return {
    provider: { ...provider, dialect: plainDialect },
    ...{ model, api: 'chat', root, keyVariable, url: `${root}/${kind}` },
    speaking: { model, api: 'chat', stream: false },
    key: findKey(options, keyVariable, place),
    proxy: findProxy(root, options.env),
  };
};
