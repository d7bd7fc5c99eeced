import type { ChatPrompt, GenerateRequest } from '../../core/index.ts';
import type { Dialect, Wiring } from '../http/dialect.ts';
import { createAnswerReader } from './answer.ts';
import { createChoicesReader } from './choices.ts';
import { concede, mostLogprobs, newerLimit } from './concede.ts';

/** The OpenAI protocol: its chat and its completions API, which most model servers speak. */
export const openAi: Dialect = {
  apis: ['chat', 'completions'],
  path: ({ api }) => (api === 'chat' ? '/chat/completions' : '/completions'),
  headers: (key): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` }),
  toBody: (request, wiring) => {
    const { prompt, generation, seed } = request;
    const { stream, conceded, choices = 1 } = wiring;
    const logprobs = Math.min(generation.logprobs ?? 0, mostLogprobs(conceded));
    const ofAll = generation.answerLogprobs === true && mostLogprobs(conceded) > 0;
    return {
      model: wiring.model,
      ...(prompt.kind === 'text' ? { prompt: prompt.text } : turns(prompt, wiring)),
      [conceded.has(newerLimit) ? newerLimit : 'max_tokens']: generation.maxTokens,
      temperature: generation.temperature,
      // Fields that say nothing are left out, because some servers refuse what they do not know.
      ...(generation.topP === 1 ? {} : { top_p: generation.topP }),
      ...(generation.stop.length === 0 ? {} : { stop: generation.stop }),
      ...(seed === null ? {} : { seed }),
      ...(choices === 1 ? {} : { n: choices }),
      ...(logprobs === 0 && !ofAll ? {} : logprobsFields(request, logprobs)),
      ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    };
  },
  createReader: createAnswerReader,
  createChoicesReader,
  prefills: ['continue_final_message', 'assistant-message'],
  concede,
};

/** With none of the likeliest asked for, those of the tokens themselves come: by the completions API beside one. */
const logprobsFields = ({ prompt }: GenerateRequest, count: number): Record<string, unknown> =>
  prompt.kind === 'chat'
    ? { logprobs: true, ...(count === 0 ? {} : { top_logprobs: count }) }
    : { logprobs: Math.max(1, count) };

const turns = ({ messages, prefill }: ChatPrompt, wiring: Wiring): Record<string, unknown> => {
  if (prefill === undefined) return { messages };
  const started = [...messages, { role: 'assistant', content: prefill }];
  return wiring.prefill === 'continue_final_message'
    ? { messages: started, add_generation_prompt: false, continue_final_message: true }
    : { messages: started };
};
