import type { Backend, GenerateRequest } from '../../core/index.ts';
import { type Checkable, checkTarget } from '../check.ts';
import type { Answer } from '../http/answer.ts';
import { createClient } from '../http/client.ts';
import { type Tried, withRetries } from '../http/retry.ts';
import type { BackendOptions } from '../options.ts';
import { resolveTarget } from '../target.ts';
import { templateFor } from '../template/index.ts';
import { createAnswerReader } from './answer.ts';
import { concede, type Dialect, learn, usualDialect } from './dialect.ts';
import { honouredPrefill, toWire } from './wire.ts';

const defaultFirstRetryDelayMs = 500;

/** A server that speaks the OpenAI protocol, through its chat or its completions API. */
export const createOpenAiBackend = (options: BackendOptions): Backend & Checkable => {
  const target = resolveTarget(options);
  const { api, model, provider } = target;
  const template = templateFor(options.chatTemplate, api, provider);
  const wiring = { stream: options.stream, template: template?.render ?? null };
  let spoken = usualDialect;
  const wire = (request: GenerateRequest, dialect: Dialect = spoken) =>
    toWire(target, { ...wiring, ...dialect }, request);
  const client = createClient(target, options, createAnswerReader);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
  };

  const tryOnce = async (request: GenerateRequest, signal?: AbortSignal): Promise<Tried<Answer>> => {
    for (let dialect = spoken; ; ) {
      const tried = await client.generate(JSON.stringify(wire(request, dialect).body), signal);
      // Only what worked is kept: a limit that is too large, say, is refused under either name.
      if (tried.ok) spoken = learn(spoken, dialect);
      const other = tried.ok ? null : concede(dialect, api, request.generation, tried.failure);
      if (other === null) return tried;
      dialect = other;
    }
  };

  return {
    name: provider.name,
    model,
    endpoint: target.root,
    api,
    prefill: api === 'completions' ? 'text' : provider.prefill,
    settings: template?.settings ?? {},
    prepare: request => wire(request),
    generate: async (request, context = {}) => {
      let startedAt = 0;
      const { value: answer, retries } = await withRetries(
        () => {
          startedAt = performance.now();
          return tryOnce(request, context.signal);
        },
        policy,
        context,
        ({ usage }) => (usage.outputTokens === null ? null : (usage.inputTokens ?? 0) + usage.outputTokens),
      );
      const { text, reasoning, finishReason, usage, logprobs } = answer;
      const { prompt } = request;
      return {
        text,
        reasoning,
        finishReason,
        usage,
        model: answer.model ?? model,
        latencyMs: Math.round(performance.now() - startedAt),
        retries,
        prefill: prompt.kind === 'chat' ? honouredPrefill(target, prompt, text) : null,
        ...(logprobs === null ? {} : { logprobs }),
      };
    },
    check: signal => checkTarget(target, client, options.timeoutMs, signal),
    close: () => client.close(),
  };
};
