import { describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { createReader } from '../../src/model/gemini/answer.ts';
import { checkEndpoint } from '../../src/model/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const at = (model: string, given: Parameters<typeof backendOf>[0] = {}) =>
  backendOf({ model, baseUrl: 'http://127.0.0.1:9', ...given });

describe('Gemini', () => {
  const root = 'http://127.0.0.1:9/v1beta';
  it.each([
    ['google/gemini-x', {}, `${root}/models/gemini-x:generateContent`],
    ['gemini/gemini-x', { stream: true }, `${root}/models/gemini-x:streamGenerateContent?alt=sse`],
    ['google/tunedModels/mine', {}, `${root}/tunedModels/mine:generateContent`],
    ['google/x', { baseUrl: `${root}/models/x:generateContent` }, `${root}/models/x:generateContent`],
    [
      'google/x',
      { baseUrl: `${root}/models/x:generateContent`, stream: true },
      `${root}/models/x:streamGenerateContent?alt=sse`,
    ],
  ])('asks for %s at its own address', (model, given, url) => {
    expect(at(model, given).prepare(requestOf()).url).toBe(url);
  });

  it.each([
    [{ stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, /google takes 5 stop strings at most, gsm8k\.cot has 6/],
    [{ temperature: 3 }, /temperatures from 0 to 2/],
  ])('refuses %j before anything is sent', async (given, message) => {
    const error = await errorOf(() => at('google/x').generate(requestOf(userTurn('?'), given)));
    expect(error.code).toBe('BACKEND_CANNOT');
    expect(error.message).toMatch(message);
  });

  it('has no completions API', async () => {
    const error = await errorOf(() => at('google/x', { api: 'completions' }));
    expect(error).toMatchObject({ code: 'USAGE', message: 'google has no completions API' });
    const text = await errorOf(() => at('google/x').generate(requestOf({ kind: 'text', text: 'def f' })));
    expect(text).toMatchObject({
      code: 'BACKEND_CANNOT',
      hint: expect.stringContaining('no completions API'),
    });
  });

  it('calls a bad request for a wrong key what it is', async () => {
    const server = await startServer({ speaks: 'gemini', apiKey: 'right', answer: () => 'ok' });
    const backend = backendOf({ model: 'google/x', baseUrl: server.url, env: { GOOGLE_API_KEY: 'wrong' } });
    const error = await errorOf(() => checkEndpoint(backend)).finally(server.close);
    expect(error.code).toBe('ENDPOINT_UNAUTHORIZED');
    expect(error.message).toContain('the key in GOOGLE_API_KEY');
    await backend.close();
  });

  it('asks without log-probabilities where they are not enabled', async () => {
    const message = 'Logprobs is not enabled for models/tiny';
    const server = await startServer({
      speaks: 'gemini',
      answer: ({ body }) =>
        JSON.stringify(body).includes('responseLogprobs')
          ? { status: 400, body: { error: { message } } }
          : 'ok',
    });
    const backend = backendOf({ model: 'google/tiny', baseUrl: server.url });
    const request = requestOf(userTurn('?'), { logprobs: 5 });
    expect(await backend.generate(request)).toMatchObject({ text: 'ok', retries: 0 });
    await backend.generate(request);
    expect(server.requests()).toBe(3);
    await Promise.all([backend.close(), server.close()]);
  });

  const document = { ok: true, answer: { text: '', finishReason: 'PROHIBITED_CONTENT' } };
  it.each([
    [
      'a blocked prompt as an empty answer',
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
      document,
    ],
    ['nothing as nothing', { usageMetadata: {} }, { ok: false, problem: 'no candidates in the answer' }],
    [
      'an error with its status',
      { error: { code: 503, message: 'overloaded' } },
      { ok: false, problem: 'an error: overloaded', status: 503 },
    ],
    [
      'an end of unknown cause as no answer',
      { candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'OTHER' }] },
      { ok: false, problem: 'the server ended it with "OTHER"' },
    ],
    [
      'thoughts, which count as output',
      {
        candidates: [
          { content: { parts: [{ text: 'hm', thought: true }, { text: 'a' }] }, finishReason: 'STOP' },
        ],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, thoughtsTokenCount: 3 },
        modelVersion: 'x-001',
      },
      {
        ok: true,
        answer: {
          ...{ text: 'a', reasoning: 'hm', finishReason: 'STOP', model: 'x-001' },
          usage: { inputTokens: 1, outputTokens: 5, reasoningTokens: 3 },
        },
      },
    ],
  ])('reads %s', (_title, value, expected) => {
    const reader = createReader('document');
    reader.add(JSON.stringify(value));
    expect(reader.finish()).toMatchObject(expected);
  });
});
