import { describe, expect, it } from 'vitest';
import { readLmEval, readModel } from '../../src/cli/lm-eval.ts';
import { EurusError } from '../../src/core/index.ts';

describe('the spellings of lm-eval', () => {
  it('become our settings', () => {
    expect(
      readLmEval(
        'model=m,base_url=http://127.0.0.1:8000/v1,num_concurrent=8,max_retries=0,timeout=30',
        'temperature=0.7,top_p=0.9,max_gen_toks=64,until=\n\n',
      ),
    ).toEqual({
      model: 'm',
      baseUrl: 'http://127.0.0.1:8000/v1',
      concurrency: 8,
      maxRetries: 0,
      timeoutS: 30,
      generation: { temperature: 0.7, topP: 0.9, maxTokens: 64, stop: ['\n\n'] },
    });
  });

  it.each([
    ['vllm/org/name', undefined, { model: 'vllm/org/name', api: null }],
    ['local-chat-completions', 'name', { model: 'openai-api/name', api: 'chat' }],
    ['local-completions', 'org/name', { model: 'openai-api/org/name', api: 'completions' }],
    [undefined, 'vllm/name', { model: 'vllm/name', api: null }],
  ])('name the model: %s %s', (flag, inner, expected) => {
    expect(readModel(flag, inner)).toEqual(expected);
  });

  it.each([
    ['hf', 'name'],
    ['constructor', 'name'],
    [undefined, undefined],
    ['local-completions', undefined],
  ])('name no model: %s %s', (flag, inner) => {
    expect(() => readModel(flag, inner)).toThrow(EurusError);
  });

  it.each([
    ['tokenizer=x', undefined],
    ['model', undefined],
    [undefined, 'num_beams=4'],
    [undefined, 'temperature=hot'],
  ])('are refused where they mean nothing here: %s %s', (modelArgs, genKwargs) => {
    expect(() => readLmEval(modelArgs, genKwargs)).toThrow(EurusError);
  });
});
