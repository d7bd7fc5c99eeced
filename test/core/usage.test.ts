import { describe, expect, it } from 'vitest';
import { encodeUsage, noUsage, readUsage, type Usage } from '../../src/core/index.ts';

const usage = (
  inputTokens: number | null,
  outputTokens: number | null,
  reasoningTokens: number | null,
  cachedInputTokens?: number,
): Usage => ({
  ...{ inputTokens, outputTokens, reasoningTokens },
  ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
});

describe('readUsage', () => {
  const cases: readonly [string, unknown, Usage][] = [
    ['the chat API', { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 }, usage(9, 5, null)],
    [
      'reasoning and cached tokens of the chat API',
      {
        prompt_tokens: 9,
        completion_tokens: 5,
        total_tokens: 14,
        prompt_tokens_details: { cached_tokens: 8 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      usage(9, 5, 4, 8),
    ],
    [
      'the Responses API',
      {
        input_tokens: 9,
        output_tokens: 5,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 4 },
      },
      usage(9, 5, 4, 0),
    ],
    [
      'reasoning_tokens beside the others',
      { prompt_tokens: 9, completion_tokens: 5, reasoning_tokens: 4 },
      usage(9, 5, 4),
    ],
    [
      'xAI, where reasoning comes on top',
      {
        prompt_tokens: 9,
        completion_tokens: 1,
        total_tokens: 14,
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      usage(9, 5, 4),
    ],
    [
      'DeepSeek',
      { prompt_tokens: 9, completion_tokens: 5, prompt_cache_hit_tokens: 8 },
      usage(9, 5, null, 8),
    ],
    [
      'Anthropic, where cached tokens come on top',
      { input_tokens: 2, output_tokens: 5, cache_read_input_tokens: 6, cache_creation_input_tokens: 1 },
      usage(9, 5, null, 6),
    ],
    [
      'Gemini, where thoughts come on top',
      { promptTokenCount: 9, candidatesTokenCount: 1, thoughtsTokenCount: 4, cachedContentTokenCount: 8 },
      usage(9, 5, 4, 8),
    ],
    ['Gemini cut off within its thoughts', { promptTokenCount: 9, thoughtsTokenCount: 4 }, usage(9, 4, 4)],
    ['half of it', { prompt_tokens: 9 }, usage(9, null, null)],
    ['what is no count', { prompt_tokens: '9', completion_tokens: -1 }, noUsage],
    ['nothing', null, noUsage],
  ];
  it.each(cases)('reads %s', (_, value, expected) => expect(readUsage(value)).toEqual(expected));

  it.each(cases)('reads back what is kept of %s', (_, value, expected) =>
    expect(readUsage(encodeUsage(readUsage(value)))).toEqual(expected),
  );
});
