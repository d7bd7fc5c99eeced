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

  const baseUrl = 'http://127.0.0.1:8000/v1';
  it.each([
    ['vllm/org/name', {}, { model: 'vllm/org/name', api: null }],
    ['local-chat-completions', { model: 'name', baseUrl }, { model: 'openai/name', api: 'chat' }],
    ['local-completions', { model: 'org/name', baseUrl }, { model: 'openai/org/name', api: 'completions' }],
    ['openai-completions', { model: 'name' }, { model: 'openai/name', api: 'completions' }],
    ['vllm', { model: 'org/name' }, { model: 'vllm/org/name', api: null }],
  ])('name the model: %s %o', (flag, inner, expected) => {
    expect(readModel(flag, inner)).toEqual(expected);
  });

  it.each([
    ['hf', { model: 'openai/name' }],
    ['constructor', { model: 'name' }],
    [undefined, {}],
    [undefined, { model: 'org/name' }],
    ['local-completions', { model: 'name' }],
    ['local-completions', { baseUrl }],
  ])('name no model: %s %o', (flag, inner) => {
    expect(() => readModel(flag, inner)).toThrow(EurusError);
  });

  it('reads a list of stops, commas and all', () => {
    expect(readLmEval(undefined, 'until=["\\n\\n","Q:, A:"],temperature=0').generation).toEqual({
      stop: ['\n\n', 'Q:, A:'],
      temperature: 0,
    });
  });

  it.each([
    ['tokenizer=x', undefined],
    ['model', undefined],
    [undefined, 'num_beams=4'],
    [undefined, 'temperature=hot'],
    [undefined, 'until=[1]'],
  ])('are refused where they mean nothing here: %s %s', (modelArgs, genKwargs) => {
    expect(() => readLmEval(modelArgs, genKwargs)).toThrow(EurusError);
  });
});
