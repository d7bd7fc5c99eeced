import { describe, expect, it } from 'vitest';
import { createAnswerReader } from '../../src/model/openai/answer.ts';

const read = (kind: 'document' | 'events', ...values: unknown[]) => {
  const reader = createAnswerReader(kind);
  for (const value of values) reader.add(typeof value === 'string' ? value : JSON.stringify(value));
  return reader.finish();
};
const choice = (message: unknown, finish_reason: unknown = 'stop') => ({
  choices: [{ index: 0, message, finish_reason }],
});
const delta = (part: unknown, finish_reason: unknown = null) => ({
  choices: [{ index: 0, delta: part, finish_reason }],
});

describe('a document', () => {
  const answers: readonly [string, unknown, Record<string, unknown>][] = [
    [
      'text of a message',
      choice({ content: ' a\n' }),
      { text: ' a\n', reasoning: null, finishReason: 'stop' },
    ],
    [
      'text of a completion',
      { choices: [{ text: 'a', finish_reason: 'length' }] },
      { text: 'a', finishReason: 'length' },
    ],
    ['an honest empty text', choice({ content: '' }), { text: '' }],
    ['an empty text written as null', choice({ content: null }), { text: '' }],
    ['a text without a finish reason', choice({ content: 'a' }, null), { text: 'a', finishReason: null }],
    ['a text with an empty finish reason', choice({ content: 'a' }, ''), { text: 'a', finishReason: null }],
    [
      'parts of text',
      choice({ content: [{ type: 'text', text: 'a' }, { type: 'image' }, { text: 'b' }] }),
      { text: 'ab' },
    ],
    ['a refusal', choice({ content: null, refusal: 'I will not.' }), { text: 'I will not.' }],
    ['reasoning_content', choice({ content: 'a', reasoning_content: 'hm' }), { text: 'a', reasoning: 'hm' }],
    ['reasoning', choice({ content: 'a', reasoning: 'hm' }), { text: 'a', reasoning: 'hm' }],
    [
      'reasoning cut before any text',
      choice({ content: null, reasoning: 'hm' }, 'length'),
      { text: '', reasoning: 'hm' },
    ],
    [
      'the first of several choices',
      {
        choices: [
          { index: 1, text: 'b' },
          { index: 0, text: 'a' },
        ],
      },
      { text: 'a' },
    ],
    ['the model that answered', { ...choice({ content: 'a' }), model: 'tiny-2' }, { model: 'tiny-2' }],
  ];
  it.each(answers)('may hold %s', (_title, document, expected) => {
    expect(read('document', document)).toMatchObject({ ok: true, answer: expected });
  });

  it('may come without usage', () => {
    const usage = { inputTokens: null, outputTokens: null, reasoningTokens: null };
    expect(read('document', choice({ content: 'a' }))).toMatchObject({ answer: { usage } });
  });

  it('counts tokens, those of reasoning among them', () => {
    const usage = {
      prompt_tokens: 3,
      completion_tokens: 5,
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    const expected = { inputTokens: 3, outputTokens: 5, reasoningTokens: 2 };
    expect(read('document', { ...choice({ content: 'a' }), usage })).toMatchObject({
      answer: { usage: expected },
    });
  });

  const problems: readonly [string, unknown, string][] = [
    ['no JSON', 'Bad gateway', 'invalid JSON: Bad gateway'],
    ['a list', '[]', 'invalid JSON'],
    ['null', 'null', 'invalid JSON'],
    ['no choices', {}, 'no choices'],
    ['empty choices', { choices: [] }, 'no choices'],
    ['choices that are no objects', { choices: ['a'] }, 'no choices'],
    ['an empty choice', { choices: [{}] }, 'no text'],
    ['an empty message', choice({}), 'no text'],
    ['a number for a text', { choices: [{ text: 5, finish_reason: 'stop' }] }, 'no text'],
    ['an empty text that nobody ended', choice({ content: '' }, null), 'empty text'],
    ['an error', { error: { message: 'overloaded' }, ...choice({ content: 'a' }) }, 'overloaded'],
    ['the server’s own giving up', choice({ content: 'a' }, 'abort'), 'ended it with "abort"'],
    ['an error as text', { error: 'overloaded' }, 'overloaded'],
  ];
  it.each(problems)('is no answer when it holds %s', (_title, document, problem) => {
    expect(read('document', document)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(problem),
    });
  });

  it('passes on the status of a server behind a gateway', () => {
    expect(read('document', { error: { message: 'busy', code: 429 } })).toMatchObject({
      ok: false,
      status: 429,
    });
    expect(read('document', { error: { message: 'busy', code: 'rate_limit' } })).toMatchObject({
      status: null,
    });
  });
});

describe('a stream', () => {
  it('is put together from its pieces', () => {
    const usage = { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } };
    const pieces = [
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'h' }),
      delta({ reasoning_content: 'm' }),
    ];
    const reading = read(
      'events',
      ...pieces,
      delta({ content: 'a' }),
      delta({ content: 'b' }),
      delta({}, 'stop'),
      usage,
      '[DONE]',
    );
    const expected = {
      text: 'ab',
      reasoning: 'hm',
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 2 },
    };
    expect(reading).toMatchObject({ ok: true, answer: expected });
  });

  it.each([
    ['a finish reason', [delta({ content: 'a' }, 'stop')]],
    ['[DONE]', [delta({ content: 'a' }), ' [DONE]']],
    ['garbage after the finish reason', [delta({ content: 'a' }, 'stop'), '{"choi']],
  ])('is whole with %s', (_title, events) => {
    expect(read('events', ...events)).toMatchObject({ ok: true, answer: { text: 'a' } });
  });

  it('may be an honest empty answer', () => {
    expect(read('events', delta({}, 'stop'), '[DONE]')).toMatchObject({ ok: true, answer: { text: '' } });
  });

  it.each([
    ['without an end', [delta({ content: 'a' })], 'the stream ended within the answer'],
    ['with empty finish reasons alone', [delta({ content: 'a' }, '')], 'the stream ended within the answer'],
    ['of nothing', [], 'the stream ended within the answer'],
    ['of [DONE] alone', ['[DONE]'], 'no text'],
    ['with garbage inside', [delta({ content: 'a' }), '{"choi', '[DONE]'], 'invalid JSON'],
    [
      'that ends in an error',
      [delta({ content: 'a' }), { error: { message: 'out of memory' } }],
      'out of memory',
    ],
    ['with an error after the text', [delta({ content: 'a' }, 'stop'), { error: { code: 500 } }], 'an error'],
  ])('is no answer %s', (_title, events, problem) => {
    expect(read('events', ...events)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
