import type { Dialect } from '../http/dialect.ts';
import { openAiModels } from '../http/models.ts';
import { createReader } from './answer.ts';

/** Anthropic's Messages API. There is no seed, there are no log-probabilities, and the system turn is a field. */
export const anthropic: Dialect = {
  apis: ['chat'],
  path: () => '/messages',
  version: '/v1',
  headers: key => ({ 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) }),
  toBody: ({ prompt, generation }, { model, stream }) => {
    const { messages, prefill } = prompt.kind === 'chat' ? prompt : { messages: [] };
    const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
    const turns = messages.filter(({ role }) => role !== 'system');
    const start = prefill === undefined ? '' : prefillSent(prefill);
    return {
      model,
      ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
      messages: start === '' ? turns : [...turns, { role: 'assistant', content: start }],
      max_tokens: generation.maxTokens,
      // 1 is what it is when left out, and newer models refuse the field whatever it says.
      ...(generation.temperature === 1 ? {} : { temperature: generation.temperature }),
      ...(generation.topP === 1 ? {} : { top_p: generation.topP }),
      ...(generation.stop.length === 0 ? {} : { stop_sequences: generation.stop }),
      ...(stream ? { stream: true } : {}),
    };
  },
  createReader,
  models: { ...openAiModels, path: '/models?limit=1000' },
  prefillSent,
};

/** White space at the end of a started answer is refused. */
function prefillSent(prefill: string): string {
  return prefill.trimEnd();
}
