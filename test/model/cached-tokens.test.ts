import { expect, it } from 'vitest';
import { createReader as anthropic } from '../../src/model/anthropic/answer.ts';
import { createReader as gemini } from '../../src/model/gemini/answer.ts';

const cached = { cache_creation_input_tokens: 7, cache_read_input_tokens: 11 };
const content = { parts: [{ text: 'a' }] };

it.each([
  [
    'Anthropic, whose last event says the output alone',
    anthropic,
    [
      {
        type: 'message_start',
        message: { model: 'm', usage: { input_tokens: 5, ...cached, output_tokens: 1 } },
      },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    ],
    { inputTokens: 23, outputTokens: 3, cachedInputTokens: 11 },
  ],
  [
    'Anthropic, whose last event names the cache again and not the input',
    anthropic,
    [
      {
        type: 'message_start',
        message: { model: 'm', usage: { input_tokens: 5, ...cached, output_tokens: 1 } },
      },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { ...cached, output_tokens: 3 } },
    ],
    { inputTokens: 23, outputTokens: 3, cachedInputTokens: 11 },
  ],
  [
    'Gemini, whose last event leaves counts out',
    gemini,
    [
      {
        candidates: [{ content }],
        usageMetadata: { promptTokenCount: 9, cachedContentTokenCount: 8, thoughtsTokenCount: 4 },
      },
      { candidates: [{ content, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 9 } },
      { usageMetadata: { candidatesTokenCount: 2, thoughtsTokenCount: 4 } },
    ],
    { inputTokens: 9, outputTokens: 6, reasoningTokens: 4, cachedInputTokens: 8 },
  ],
])('a stream keeps all counts of %s', (_title, createReader, events, usage) => {
  const reader = createReader('events');
  for (const event of events) reader.add(JSON.stringify(event));
  expect(reader.finish()).toMatchObject({ ok: true, answer: { usage } });
});
