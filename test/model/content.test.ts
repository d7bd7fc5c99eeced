import { describe, expect, it } from 'vitest';
import { createAnswerReader } from '../../src/model/openai/answer.ts';
import { readContent } from '../../src/model/openai/content.ts';

describe('readContent', () => {
  it.each([
    ['a text', { content: 'a' }, 'a', null],
    ['reasoning_content', { content: 'a', reasoning_content: 'hm' }, 'a', 'hm'],
    ['reasoning', { content: 'a', reasoning: 'hm' }, 'a', 'hm'],
    [
      'both fields, which say the same',
      { content: 'a', reasoning: 'hm', reasoning_content: 'hm' },
      'a',
      'hm',
    ],
    ['both fields, one of them empty', { content: 'a', reasoning: 'hm', reasoning_content: '' }, 'a', 'hm'],
    ['reasoning alone', { content: null, reasoning: 'hm' }, null, 'hm'],
    [
      'reasoning_details',
      {
        content: 'a',
        reasoning: null,
        reasoning_details: [
          { type: 'reasoning.summary', summary: 'h' },
          { type: 'reasoning.text', text: 'm' },
          { type: 'reasoning.encrypted', data: 'AAAA' },
        ],
      },
      'a',
      'hm',
    ],
    [
      'reasoning twice: as text and in details',
      { content: 'a', reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] },
      'a',
      'hm',
    ],
    [
      'parts of Mistral',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'text', text: 'a' },
        ],
      },
      'a',
      'hm',
    ],
    [
      'parts of Anthropic',
      {
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'a' },
        ],
      },
      'a',
      'hm',
    ],
    [
      'parts with a summary',
      {
        content: [
          { type: 'reasoning', summary: [{ text: 'hm' }] },
          { type: 'output_text', text: 'a' },
        ],
      },
      'a',
      'hm',
    ],
    ['reasoning that is no text', { content: 'a', reasoning: { effort: 'low' } }, 'a', null],
    ['nothing', {}, null, null],
  ])('reads %s', (_, message, text, reasoning) => expect(readContent(message)).toEqual({ text, reasoning }));
});

describe('a streamed answer', () => {
  const read = (...deltas: readonly Record<string, unknown>[]) => {
    const reader = createAnswerReader('events');
    for (const delta of deltas) reader.add(JSON.stringify({ choices: [{ index: 0, delta }] }));
    reader.add(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    return reader.finish();
  };

  it('puts reasoning together from pieces of details', () => {
    const piece = (text: string) => ({
      content: '',
      reasoning_details: [{ type: 'reasoning.text', text, index: 0 }],
    });
    expect(read(piece('h'), piece('m'), { content: 'a' })).toMatchObject({
      answer: { text: 'a', reasoning: 'hm' },
    });
  });

  it('has no reasoning when the server sends nothing but empty pieces of it', () => {
    expect(read({ content: 'a', reasoning_content: '' })).toMatchObject({
      answer: { text: 'a', reasoning: null },
    });
  });
});
