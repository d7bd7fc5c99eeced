import { afterAll, describe, expect, it } from 'vitest';
import { type Prompt, userTurn } from '../../src/core/index.ts';
import type { BackendOptions } from '../../src/model/index.ts';
import { backendOf, errorOf, requestOf } from './support.ts';

const made: ReturnType<typeof backendOf>[] = [];
const bodyOf = (options: Partial<BackendOptions>, prompt: Prompt) => {
  const backend = backendOf({ baseUrl: 'http://127.0.0.1:9/v1', ...options });
  made.push(backend);
  return backend.prepare(requestOf(prompt, { maxTokens: 8 })).body;
};
afterAll(() => Promise.all(made.map(backend => backend.close())));

const started = userTurn('Why?', 'Because');
const settings = { model: 'm', max_tokens: 8, temperature: 0 };
const messages = [
  { role: 'user', content: 'Why?' },
  { role: 'assistant', content: 'Because' },
];

describe('prepare', () => {
  it.each(['vllm', 'sglang'])('asks %s to continue the final message', name => {
    const flags = { add_generation_prompt: false, continue_final_message: true };
    expect(bodyOf({ model: `${name}/m` }, started)).toEqual({ ...settings, messages, ...flags });
  });

  it.each(['llama-cpp', 'ollama', 'lmstudio', 'tgi'])('hands %s the start as the last message', name => {
    expect(bodyOf({ model: `${name}/m` }, started)).toEqual({ ...settings, messages });
  });

  it.each(['openai/m', 'openai-api/m', 'vllm/m'])(
    'puts the start at the end of the text for completions: %s',
    model => {
      expect(bodyOf({ model, api: 'completions' }, started)).toEqual({
        ...settings,
        prompt: 'Why?\nBecause',
      });
    },
  );

  it('renders the chosen template', () => {
    const options = { model: 'vllm/m', api: 'completions', chatTemplate: 'mistral' } as const;
    expect(bodyOf(options, started)).toEqual({ ...settings, prompt: '[INST] Why? [/INST] Because' });
  });

  it('sends plain text as it is', () => {
    const options = { model: 'vllm/m', api: 'completions', chatTemplate: 'mistral' } as const;
    expect(bodyOf(options, { kind: 'text', text: ' def f():' })).toEqual({
      ...settings,
      prompt: ' def f():',
    });
  });

  it('refuses plain text on chat and says what to do', async () => {
    const error = await errorOf(() => bodyOf({}, { kind: 'text', text: 'def f():' }));
    expect(error.code).toBe('BACKEND_CANNOT');
    expect(error.hint).toContain('--api completions');
  });
});
