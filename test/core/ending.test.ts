import { describe, expect, it } from 'vitest';
import { endingOf, isTruncated } from '../../src/core/index.ts';

describe('endingOf', () => {
  it.each([
    ['length', 'cut-off'],
    ['LENGTH', 'cut-off'],
    ['max_tokens', 'cut-off'],
    ['MAX_TOKENS', 'cut-off'],
    ['max-tokens', 'cut-off'],
    ['max_output_tokens', 'cut-off'],
    ['model_length', 'cut-off'],
    ['model_context_window_exceeded', 'cut-off'],
    ['incomplete', 'cut-off'],
    ['stop', 'finished'],
    ['STOP', 'finished'],
    ['eos_token', 'finished'],
    ['stop_sequence', 'finished'],
    ['end_turn', 'finished'],
    ['tool_calls', 'finished'],
    ['a word of its own', 'finished'],
    ['content_filter', 'filtered'],
    ['refusal', 'filtered'],
    ['SAFETY', 'filtered'],
    ['PROHIBITED_CONTENT', 'filtered'],
    ['', 'unknown'],
    [null, 'unknown'],
  ])('takes %j for %s', (finishReason, ending) => {
    expect(endingOf({ finishReason })).toBe(ending);
    expect(isTruncated({ finishReason })).toBe(ending === 'cut-off');
  });
});
