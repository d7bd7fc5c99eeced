import { type Backend, EurusError } from '../core/index.ts';
import { type Checkable, checkTarget } from './check.ts';
import { createClient } from './client.ts';
import type { BackendOptions } from './options.ts';
import { withRetries } from './retry.ts';
import { resolveTarget } from './target.ts';
import { findTemplate } from './template.ts';
import { honouredPrefill, toWire } from './wire.ts';

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
  const client = createClient(target, options);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
  };

  return {
    name: provider.name,
    model,
    endpoint: target.root,
    api,
    prefill: api === 'completions' ? 'text' : provider.prefill,
    settings: api === 'completions' ? { chat_template: templateName } : {},
    prepare: request => toWire(target, wiring, request),
    generate: async (request, signal) => {
      const body = JSON.stringify(toWire(target, wiring, request).body);
      let startedAt = 0;
      const { value: answer, retries } = await withRetries(
        () => {
          startedAt = performance.now();
          return client.generate(body, signal);
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
