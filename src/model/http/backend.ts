import { type Backend, EurusError, type Generated, type GenerateRequest } from '../../core/index.ts';
import { type Checkable, checkTarget } from '../check.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { resolveTarget, urlIn } from '../target.ts';
import { findTemplate } from '../template.ts';
import type { Answer } from './answer.ts';
import { createClient } from './client.ts';
import type { Conceded, Wiring } from './dialect.ts';
import { refuseBeyond } from './limits.ts';
import { honouredPrefill } from './prefill.ts';
import { aboutField } from './refused-field.ts';
import { type Tried, withRetries } from './retry.ts';

const defaultFirstRetryDelayMs = 500;

/**
 * A server whose API is one of the dialects.
 * @param model what stands behind the provider in `--model`
 * @throws EurusError `USAGE`
 */
export const createHttpBackend = (
  provider: Provider,
  model: string,
  options: BackendOptions,
): Backend & Checkable => {
  const { dialect } = provider;
  let target = resolveTarget(provider, model, options);
  const { api, speaking } = target;
  const template = api === 'completions' ? (options.chatTemplate ?? 'plain') : null;
  if (api === 'chat' && options.chatTemplate !== null) {
    throw new EurusError(
      'USAGE',
      '--chat-template is for the completions API; with chat the server has its own',
      { hint: 'Add --api completions, or leave --chat-template out' },
    );
  }
  // Whoever imitates a server need not have its limits.
  const limits = provider.imitated && target.root !== provider.baseUrl ? {} : provider.limits;
  const render = template === null ? null : findTemplate(template);
  let conceded: Conceded = new Set<string>();
  let answered = false;
  const wiringWith = (without: Conceded): Wiring => ({
    ...speaking,
    prefill: provider.prefill,
    conceded: without,
  });
  const client = createClient(target, options, dialect);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
    patienceMs: options.patienceMs,
  };

  /** The request in the form that the API takes. */
  const asked = (request: GenerateRequest): GenerateRequest => {
    const { prompt } = request;
    refuseBeyond(provider.name, limits, request);
    if (render !== null && prompt.kind === 'chat') {
      return { ...request, prompt: { kind: 'text', text: render(prompt) } };
    }
    if (render === null && prompt.kind === 'text') throw noPlainText(provider);
    if (prompt.kind === 'chat' && prompt.prefill !== undefined && provider.prefill === 'none') {
      throw noPrefill(provider);
    }
    return request;
  };

  const tryOnce = async (request: GenerateRequest, signal?: AbortSignal): Promise<Tried<Answer>> => {
    for (let without = conceded; ; ) {
      const wiring = wiringWith(without);
      const body = JSON.stringify(dialect.toBody(request, wiring));
      const tried = await client.generate(target.url, body, signal);
      if (tried.ok) {
        // Only what worked is kept; requests in flight may have learnt something else meanwhile.
        conceded = new Set([...conceded, ...without]);
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
    prefill: api === 'completions' ? 'text' : provider.prefill,
    settings: template === null ? {} : { chat_template: template },
    prepare: request => ({
      method: 'POST',
      url: target.url,
      body: dialect.toBody(asked(request), wiringWith(conceded)),
    }),
    generate: async (request, context = {}) => {
      const sent = asked(request);
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
      return found.check;
    },
    close: () => client.close(),
  };
};

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

const noPlainText = ({ dialect, name }: Provider): EurusError =>
  new EurusError(
    'BACKEND_CANNOT',
    'The chat API cannot continue a plain text, which this protocol asks for',
    {
      hint: dialect.apis.includes('completions')
        ? 'Add --api completions'
        : `${name} has no completions API; choose another protocol or server`,
    },
  );

const noPrefill = ({ dialect, name }: Provider): EurusError =>
  new EurusError('BACKEND_CANNOT', `The chat API of ${name} cannot continue a started answer`, {
    hint: `Send the protocol's no-prefill form${dialect.apis.includes('completions') ? ', or add --api completions' : ''}`,
  });
