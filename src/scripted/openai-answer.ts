import { type Choice, countTokens, firstTokenOf } from './answer.ts';
import { type Asked, piecesOf } from './speech.ts';

/** The name that servers give the reasoning. */
type ReasoningField = 'reasoning_content' | 'reasoning';

const usageOf = (request: Asked, choices: readonly Choice[]) => {
  const asked = request.prompt ?? request.messages.map(message => message.content).join('');
  const prompt = countTokens(asked) + countTokens(request.prefill ?? '');
  const reasoning = choices.reduce((sum, choice) => sum + countTokens(choice.reasoning ?? ''), 0);
  const said = choices.reduce((sum, choice) => sum + countTokens(choice.text), 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: said + reasoning,
    total_tokens: prompt + said + reasoning,
    ...(reasoning === 0 ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
};

const headOf = (request: Asked, id: string, chunk: boolean) => ({
  id,
  object:
    request.api === 'completions' ? 'text_completion' : chunk ? 'chat.completion.chunk' : 'chat.completion',
  created: Math.floor(Date.now() / 1000),
  model: request.model,
});

/** Log-probabilities in place of the first token, in the words of either API; nothing unless they are asked for. */
const logprobsOf = ({ api, body }: Asked, { text, logprobs }: Choice): Record<string, unknown> => {
  const wanted = api === 'completions' ? body.logprobs : body.logprobs === true ? body.top_logprobs : null;
  if (logprobs === null || typeof wanted !== 'number') return {};
  const sorted = Object.entries(logprobs).sort(([, a], [, b]) => b - a);
  // A text that starts with none of them starts with a token of its own, which is then certain.
  const [token, logprob] = sorted.find(([one]) => text.startsWith(one)) ?? [firstTokenOf(text), 0];
  const top = sorted.slice(0, wanted);
  if (api === 'completions') {
    const top_logprobs = [Object.fromEntries(top)];
    return { logprobs: { tokens: [token], token_logprobs: [logprob], top_logprobs, text_offset: [0] } };
  }
  const named = ([one, value]: readonly [string, number]) => ({ token: one, logprob: value, bytes: null });
  return { logprobs: { content: [{ token, logprob, bytes: null, top_logprobs: top.map(named) }] } };
};

/** The answer as one JSON document. */
export const wholeAnswer =
  (reasoningField: ReasoningField) => (request: Asked, id: string, choices: readonly Choice[]) => ({
    ...headOf(request, id, false),
    choices: choices.map((choice, index) => {
      const finish_reason = choice.finishReason;
      const logprobs = logprobsOf(request, choice);
      if (request.api === 'completions') return { index, text: choice.text, ...logprobs, finish_reason };
      const reasoning = choice.reasoning === null ? {} : { [reasoningField]: choice.reasoning };
      return {
        index,
        message: { role: 'assistant', content: choice.text, ...reasoning },
        ...logprobs,
        finish_reason,
      };
    }),
    usage: usageOf(request, choices),
  });

/** The answer as server-sent events, the last one `[DONE]`. */
export const streamedAnswer =
  (reasoningField: ReasoningField) =>
  (request: Asked, id: string, choices: readonly Choice[]): string[] => {
    const head = headOf(request, id, true);
    const events: string[] = [];
    const send = (index: number, delta: Record<string, string>, finishReason: string | null, more = {}) => {
      const said = request.api === 'chat' ? { delta } : { text: delta.content ?? '' };
      events.push(toEvent({ ...head, choices: [{ index, ...said, ...more, finish_reason: finishReason }] }));
    };
    for (const [index, choice] of choices.entries()) {
      if (request.api === 'chat') send(index, { role: 'assistant', content: '' }, null);
      for (const piece of piecesOf(choice.reasoning ?? '')) send(index, { [reasoningField]: piece }, null);
      for (const [at, piece] of [...piecesOf(choice.text)].entries()) {
        send(index, { content: piece }, null, at === 0 ? logprobsOf(request, choice) : {});
      }
      send(index, {}, choice.finishReason);
    }
    const options = request.body.stream_options as { include_usage?: unknown } | null | undefined;
    if (options?.include_usage === true) {
      events.push(toEvent({ ...head, choices: [], usage: usageOf(request, choices) }));
    }
    events.push('data: [DONE]\n\n');
    return events;
  };

const toEvent = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
