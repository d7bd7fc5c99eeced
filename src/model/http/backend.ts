import type { Backend, Generated, GenerateRequest, PrefillWay } from '../../core/index.ts';
import { type Checkable, checkTarget, type EndpointCheck } from '../check.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { resolveTarget, urlIn } from '../target.ts';
import type { Answer } from './answer.ts';
import { createAsking } from './asking.ts';
import { createClient } from './client.ts';
import type { Conceded, Wiring } from './dialect.ts';
import { honouredPrefill } from './prefill.ts';
import type { HttpProxy } from './proxy.ts';
import { aboutField } from './refused-field.ts';
import { type Tried, withRetries } from './retry.ts';

const defaultFirstRetryDelayMs = 500;

/**
 * A server whose API is one of the dialects.
 * @param named the provider, as `--model` names it
 * @param model what stands behind the provider in `--model`
 * @throws EurusError `USAGE`
 */
export const createHttpBackend = (
  named: Provider,
  model: string,
  options: BackendOptions,
): Backend & Checkable => {
  const provider = options.prefill === undefined ? named : { ...named, prefill: options.prefill };
  const { dialect } = provider;
  let target = resolveTarget(provider, model, options);
  const { api, speaking } = target;
  const { settings, ask } = createAsking(provider, target, options);
  let conceded: Conceded = new Set<string>();
  let answered = false;
  const wiringOf = ({ prefillWay = provider.prefill }: GenerateRequest, without: Conceded): Wiring => ({
    ...speaking,
    prefill: prefillWay,
    conceded: without,
  });
  const client = createClient(target, options, dialect);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
    patienceMs: options.patienceMs,
  };

  const tryOnce = async (request: GenerateRequest, signal?: AbortSignal): Promise<Tried<Answer>> => {
    for (let without = conceded; ; ) {
      const wiring = wiringOf(request, without);
      const body = JSON.stringify(dialect.toBody(request, wiring));
      const tried = await client.generate(target.url, body, signal);
      if (tried.ok) {
        // Only what worked is kept; requests in flight may have learnt something else meanwhile.
        if (without !== conceded) conceded = new Set([...conceded, ...without]);
        answered = true;
        return tried;
      }
      const { failure } = tried;
      if (failure.refusal === undefined) return tried;
      const more = dialect.concede?.(failure.refusal, request, wiring) ?? null;
      if (more === null || without.has(more)) {
        return { ok: false, failure: aboutField(failure, request, answered) };
      }
      without = new Set([...without, more]);
    }
  };

  return {
    name: provider.name,
    model,
    endpoint: target.root,
    api,
    prefill: api === 'completions' && options.prefill !== 'none' ? 'text' : provider.prefill,
    otherPrefills: options.prefill === undefined && api === 'chat' ? otherPrefills(provider) : [],
    settings: {
      ...settings,
      ...(provider.sha256 === undefined ? {} : { backend_sha256: provider.sha256 }),
    },
    prepare: request => ({
      method: 'POST',
      url: target.url,
      body: dialect.toBody(ask(request), wiringOf(request, conceded)),
    }),
    generate: async (request, context = {}) => {
      const sent = ask(request);
      let startedAt = 0;
      const { value: answer, retries } = await withRetries(
        () => {
          startedAt = performance.now();
          return tryOnce(sent, context.signal);
        },
        policy,
        context,
        ({ usage }) => (usage.outputTokens === null ? null : (usage.inputTokens ?? 0) + usage.outputTokens),
      );
      return {
        ...generatedOf(answer, model),
        latencyMs: Math.round(performance.now() - startedAt),
        retries,
        prefill: honouredPrefill(request.prompt, answer.text, api, dialect),
      };
    },
    check: async signal => {
      const found = await checkTarget(target, client, options.timeoutMs, signal);
      target = { ...target, root: found.root, url: urlIn(target, found.root) };
      return target.proxy === null ? found.check : noteProxy(found.check, target.proxy);
    },
    close: () => client.close(),
  };
};

/** Ways to ask for a started answer beside the usual one; a server that continues none has none. */
const otherPrefills = ({ dialect, prefill }: Provider): readonly PrefillWay[] =>
  prefill === 'none' ? [] : (dialect.prefills ?? []).filter(way => way !== prefill);

const generatedOf = (
  { text, reasoning, finishReason, usage, logprobs, model }: Answer,
  asked: string,
): Omit<Generated, 'latencyMs' | 'retries' | 'prefill'> => ({
  text,
  reasoning,
  finishReason,
  usage,
  model: model ?? asked,
  ...(logprobs === null ? {} : { logprobs }),
});

const noteProxy = (check: EndpointCheck, { shown, variable }: HttpProxy): EndpointCheck => ({
  ...check,
  notes: [...(check.notes ?? []), `Requests go through the proxy ${shown} (${variable})`],
});
