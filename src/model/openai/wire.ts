import { type ChatPrompt, EurusError, type GenerateRequest, type WireRequest } from '../../core/index.ts';
import type { Target } from '../target.ts';
import type { Template } from '../template/index.ts';

/** How prompts become request bodies: the same for every request of a backend. */
export type Wiring = {
  readonly stream: boolean;
  /** Of the completions API; null for chat. */
  readonly template: Template | null;
  /** What the server calls the limit of tokens. */
  readonly limitName?: LimitName;
  /** Most log-probabilities of a token that the server gives; as many as are wanted when left out. */
  readonly maxLogprobs?: number;
};

/** `max_tokens` is what all servers knew; OpenAI's newer models take the second name alone, on chat. */
export type LimitName = 'max_tokens' | 'max_completion_tokens';

/**
 * The exact request, without the key. Fields that say nothing are left out, because some servers refuse what they do
 * not know.
 * @throws EurusError `BACKEND_CANNOT`
 */
export const toWire = (target: Target, wiring: Wiring, request: GenerateRequest): WireRequest => {
  const { prompt, generation, seed } = request;
  const logprobs = Math.min(generation.logprobs ?? 0, wiring.maxLogprobs ?? Number.POSITIVE_INFINITY);
  const asked =
    wiring.template === null
      ? chatFields(target, prompt)
      : { prompt: prompt.kind === 'text' ? prompt.text : wiring.template(prompt) };
  return {
    method: 'POST',
    url: target.url,
    body: {
      model: target.model,
      ...asked,
      [wiring.limitName ?? 'max_tokens']: generation.maxTokens,
      temperature: generation.temperature,
      ...(generation.topP === 1 ? {} : { top_p: generation.topP }),
      ...(generation.stop.length === 0 ? {} : { stop: generation.stop }),
      ...(seed === null ? {} : { seed }),
      ...(logprobs === 0 ? {} : logprobsFields(target, logprobs)),
      ...(wiring.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    },
  };
};

const logprobsFields = ({ api }: Target, count: number): Record<string, unknown> =>
  api === 'chat' ? { logprobs: true, top_logprobs: count } : { logprobs: count };

const chatFields = (target: Target, prompt: GenerateRequest['prompt']): Record<string, unknown> => {
  if (prompt.kind === 'text') {
    throw new EurusError(
      'BACKEND_CANNOT',
      'The chat API cannot continue a plain text, which this protocol asks for',
      {
        hint: 'Add --api completions',
      },
    );
  }
  const { messages, prefill } = prompt;
  if (prefill === undefined) return { messages };
  const started = [...messages, { role: 'assistant', content: prefill }];
  switch (target.provider.prefill) {
    case 'continue_final_message':
      return { messages: started, add_generation_prompt: false, continue_final_message: true };
    case 'assistant-message':
      return { messages: started };
    case 'none':
      throw new EurusError(
        'BACKEND_CANNOT',
        `The chat API of ${target.provider.name} cannot continue a started answer`,
        { hint: "Send the protocol's no-prefill form, or add --api completions" },
      );
  }
};

/**
 * The prefill that was honoured. A chat server that sends the prefill back has sent a whole answer: either it echoes
 * what it was given or the model began anew; nothing is to be put in front of it.
 */
export const honouredPrefill = (target: Target, prompt: ChatPrompt, text: string): string | null => {
  const { prefill } = prompt;
  if (prefill === undefined) return null;
  const start = prefill.trimStart();
  const echoed = target.api === 'chat' && start !== '' && text.trimStart().startsWith(start);
  return echoed ? null : prefill;
};
