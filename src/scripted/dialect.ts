import { type Choice, countTokens, type ScriptedRequest } from './answer.ts';

type Shared = Omit<ScriptedRequest, 'choice'>;

/** Characters in one event of a streamed answer. */
const charactersPerEvent = 32;

const usageOf = (request: Shared, choices: readonly Choice[]) => {
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

const headOf = (request: Shared, id: string, chunk: boolean) => ({
  id,
  object:
    request.api === 'completions' ? 'text_completion' : chunk ? 'chat.completion.chunk' : 'chat.completion',
  created: Math.floor(Date.now() / 1000),
  model: request.model,
});

/** The answer as one JSON document. */
export const wholeAnswer = (request: Shared, id: string, choices: readonly Choice[]): string =>
  JSON.stringify({
    ...headOf(request, id, false),
    choices: choices.map((choice, index) => {
      const finish_reason = choice.finishReason;
      if (request.api === 'completions') return { index, text: choice.text, finish_reason };
      const reasoning = choice.reasoning === null ? {} : { reasoning_content: choice.reasoning };
      return {
        index,
        message: { role: 'assistant', content: choice.text, ...reasoning },
        finish_reason,
      };
    }),
    usage: usageOf(request, choices),
  });

/** The answer as server-sent events, the last one `[DONE]`. */
export const streamedAnswer = (request: Shared, id: string, choices: readonly Choice[]): string[] => {
  const head = headOf(request, id, true);
  const events: string[] = [];
  const send = (index: number, delta: Record<string, string>, finishReason: string | null) => {
    const said = request.api === 'chat' ? { delta } : { text: delta.content ?? '' };
    events.push(toEvent({ ...head, choices: [{ index, ...said, finish_reason: finishReason }] }));
  };
  for (const [index, choice] of choices.entries()) {
    if (request.api === 'chat') send(index, { role: 'assistant', content: '' }, null);
    for (const piece of piecesOf(choice.reasoning ?? '')) send(index, { reasoning_content: piece }, null);
    for (const piece of piecesOf(choice.text)) send(index, { content: piece }, null);
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

const piecesOf = function* (text: string): Generator<string> {
  for (let at = 0; at < text.length; at += charactersPerEvent) yield text.slice(at, at + charactersPerEvent);
};
