import { type Backend, EurusError, type GenerateRequest } from '../core/index.ts';
import type { Answer } from './answer.ts';
import { type Checkable, checkTarget } from './check.ts';
import { createClient } from './client.ts';
import type { BackendOptions } from './options.ts';
import { type Tried, withRetries } from './retry.ts';
import { resolveTarget } from './target.ts';
import { findTemplate } from './template.ts';
import { honouredPrefill, type LimitName, toWire } from './wire.ts';

const defaultFirstRetryDelayMs = 500;

/** A server that speaks the OpenAI protocol, through its chat or its completions API. */
export const createOpenAiBackend = (options: BackendOptions): Backend & Checkable => {
  const target = resolveTarget(options);
  const { api, model, provider } = target;
  if (api === 'chat' && options.chatTemplate !== null) {
    throw new EurusError(
      'USAGE',
      '--chat-template is for the completions API; with chat the server has its own',
      {
        hint: 'Add --api completions, or leave --chat-template out',
      },
    );
  }
  const templateName = options.chatTemplate ?? 'plain';
  const wiring = { stream: options.stream, template: findTemplate(templateName) };
  let limitName: LimitName = 'max_tokens';
  const wire = (request: GenerateRequest, name = limitName) =>
    toWire(target, { ...wiring, limitName: name }, request);
  const client = createClient(target, options);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
  };

  const tryOnce = async (request: GenerateRequest, signal?: AbortSignal): Promise<Tried<Answer>> => {
    const used = limitName;
    const tried = await client.generate(JSON.stringify(wire(request, used).body), signal);
    if (api !== 'chat' || used !== 'max_tokens' || tried.ok || !tried.failure.namesNewLimit) return tried;
    const body = wire(request, 'max_completion_tokens').body;
    const again = await client.generate(JSON.stringify(body), signal);
    // A limit that is too large is refused under either name, and then nothing has been learnt.
    if (again.ok) limitName = 'max_completion_tokens';
    return again;
  };

  return {
    name: provider.name,
    model,
    endpoint: target.root,
    api,
    prefill: api === 'completions' ? 'text' : provider.prefill,
    settings: api === 'completions' ? { chat_template: templateName } : {},
    prepare: request => wire(request),
    generate: async (request, signal) => {
      let startedAt = 0;
      const { value: answer, retries } = await withRetries(
        () => {
          startedAt = performance.now();
          return tryOnce(request, signal);
        },
        policy,
        signal,
      );
      const { text, reasoning, finishReason, usage } = answer;
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
      };
    },
    check: signal => checkTarget(target, client, options.timeoutMs, signal),
    close: () => client.close(),
  };
};
