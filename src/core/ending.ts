import type { Completion } from './completion.ts';

/**
 * How an answer came to its end: `finished` by the model, `cut-off` by a limit of tokens, `filtered` by the server (or
 * refused under its rules), `unknown` where nobody says.
 */
export type Ending = 'finished' | 'cut-off' | 'filtered' | 'unknown';

/** By finish reason, lower case, `_` for `-` and blanks. All that are in neither list were finished. */
const cutOff: ReadonlySet<string> = new Set([
  'length', // OpenAI, vLLM, SGLang, TGI, Ollama, llama.cpp
  'max_tokens', // Anthropic, Gemini, Cohere
  'max_output_tokens', // OpenAI's Responses, why an answer is `incomplete`
  'incomplete',
  'max_length',
  'model_length', // Mistral: the end of its context
  'context_length',
  'context_length_exceeded',
  'model_context_window_exceeded', // Anthropic
  'token_limit', // watsonx
  'error_limit', // Cohere's first API
]);

const filtered: ReadonlySet<string> = new Set([
  'content_filter', // OpenAI, Azure
  'content_filtered', // Bedrock
  'guardrail_intervened',
  'refusal', // Anthropic
  'safety', // Gemini, with those below
  'recitation',
  'blocklist',
  'prohibited_content',
  'spii',
  'image_safety',
  'sensitive', // Zhipu
  'error_toxic', // Cohere's first API
]);

/** How a completion came to its end, in whichever dialect the server says it. */
export const endingOf = ({ finishReason }: Pick<Completion, 'finishReason'>): Ending => {
  if (finishReason === null || finishReason.trim() === '') return 'unknown';
  const reason = finishReason.trim().toLowerCase().replace(/[\s-]/g, '_');
  if (cutOff.has(reason)) return 'cut-off';
  return filtered.has(reason) ? 'filtered' : 'finished';
};

/** True when the model was cut off by a limit of tokens. */
export const isTruncated = (completion: Pick<Completion, 'finishReason'>): boolean =>
  endingOf(completion) === 'cut-off';
