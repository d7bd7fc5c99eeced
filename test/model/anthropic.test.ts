import { afterEach, describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { createReader } from '../../src/model/anthropic/answer.ts';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const serve = async (answer: (request: ScriptedRequest) => ScriptedAnswer, stream = false) => {
  const seen: ScriptedRequest[] = [];
  const server = await startServer({
    speaks: 'anthropic',
    answer: request => {
      seen.push(request);
      return answer(request);
    },
  });
  const backend = backendOf({ model: 'anthropic/tiny', baseUrl: server.url, stream });
  closing.push(backend.close, server.close);
  return { backend, seen };
};

describe('Anthropic', () => {
  it('starts the answer without the white space at its end, and says so', async () => {
    const { backend, seen } = await serve(() => '\nprint(1)');
    const generated = await backend.generate(requestOf(userTurn('Write.', '```python\n')));
    expect(generated).toMatchObject({ text: '\nprint(1)', prefill: '```python' });
    expect(seen[0]?.body.messages).toEqual([
      { role: 'user', content: 'Write.' },
      { role: 'assistant', content: '```python' },
    ]);
  });

  it('starts no answer with white space alone', async () => {
    const { backend, seen } = await serve(() => 'ok');
    expect((await backend.generate(requestOf(userTurn('Write.', ' '))))?.prefill).toBeNull();
    expect(seen[0]?.body.messages).toHaveLength(1);
  });

  it('leaves the temperature out where it is the usual one', () => {
    const backend = backendOf({ model: 'anthropic/tiny', baseUrl: 'http://127.0.0.1:9' });
    expect(backend.prepare(requestOf(userTurn('?'), { temperature: 1 })).body).not.toHaveProperty(
      'temperature',
    );
    expect(backend.prepare(requestOf()).body).toMatchObject({ temperature: 0 });
    expect(backend.prepare(requestOf()).url).toBe('http://127.0.0.1:9/v1/messages');
  });

  it.each([
    [{ seed: 1 }, /no sampling seed/, /--seed/],
    [{ temperature: 1.5 }, /temperatures from 0 to 1, gsm8k\.cot has 1\.5/, /--temperature/],
    [{ stop: ['a', '\n\n'] }, /no stop string of white space alone, gsm8k\.cot has "\\n\\n"/, /--stop/],
  ])('refuses %j before anything is sent', async (given, message, hint) => {
    const { backend, seen } = await serve(() => 'ok');
    const error = await errorOf(() => backend.generate(requestOf(userTurn('?'), given)));
    expect(error.code).toBe('BACKEND_CANNOT');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(seen).toEqual([]);
  });

  it('says in one line that a model takes no temperature', async () => {
    const message = '`temperature` is deprecated for this model.';
    const { backend, seen } = await serve(() => ({
      status: 400,
      body: { type: 'error', error: { message } },
    }));
    const error = await errorOf(() => backend.generate(requestOf()));
    expect(error.code).toBe('BACKEND_CANNOT');
    expect(error.message).toContain(message);
    expect(error.hint).toContain('--temperature (1 where a model takes no other)');
    expect(seen).toHaveLength(1);
  });

  it('counts cached input with the rest', () => {
    const reader = createReader('document');
    const usage = {
      input_tokens: 5,
      cache_creation_input_tokens: 7,
      cache_read_input_tokens: 11,
      output_tokens: 2,
    };
    reader.add(JSON.stringify({ type: 'message', content: [], stop_reason: 'end_turn', usage }));
    expect(reader.finish()).toMatchObject({
      ok: true,
      answer: { text: '', usage: { inputTokens: 23, outputTokens: 2 } },
    });
  });

  const events: readonly [string, readonly object[], object][] = [
    [
      'an overload in the stream as HTTP 529',
      [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
      { ok: false, problem: 'an error: Overloaded', status: 529 },
    ],
    [
      'a stream without its end as cut',
      [{ type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } }],
      { ok: false, problem: 'the stream ended within the answer' },
    ],
    [
      'thoughts, kinds of blocks that it does not know, and text',
      [
        { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } },
        { type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'x' } },
        { type: 'something_new' },
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } },
        { type: 'message_delta', delta: { stop_reason: 'stop_sequence' }, usage: { output_tokens: 3 } },
        { type: 'message_stop' },
      ],
      { ok: true, answer: { text: 'a', reasoning: 'hm', finishReason: 'stop_sequence' } },
    ],
    ['another document as none', [{ choices: [] }], { ok: false, problem: 'no message in the answer' }],
  ];
  it.each(events)('reads %s', (_title, values, expected) => {
    const reader = createReader('events');
    for (const value of values) reader.add(JSON.stringify(value));
    expect(reader.finish()).toMatchObject(expected);
  });
});
