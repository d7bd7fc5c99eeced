import { afterEach, describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { startServer } from '../../src/scripted/index.ts';
import { backendOf, requestOf } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const generate = async (model: string, api: 'chat' | 'completions', answer: string) => {
  const server = await startServer({ answer: () => ({ text: answer }), continuesAssistant: false });
  const backend = backendOf({ model, api, baseUrl: server.url });
  closing.push(backend.close, server.close);
  return await backend.generate(requestOf(userTurn('Write f.', '```python\ndef')));
};

describe('a prefill', () => {
  it('is not claimed when the server sent it back', async () => {
    const text = '```python\ndef f(): pass\n```';
    expect(await generate('ollama/m', 'chat', text)).toMatchObject({ text, prefill: null });
  });

  it('is not claimed when the model began anew after some white space', async () => {
    const text = '\n ```python\ndef f(): pass\n```';
    expect(await generate('ollama/m', 'chat', text)).toMatchObject({ text, prefill: null });
  });

  it('is claimed when the answer goes on', async () => {
    const text = ' f(): pass\n```';
    expect(await generate('ollama/m', 'chat', text)).toMatchObject({ text, prefill: '```python\ndef' });
  });

  it('is part of the text that the completions API continues, whatever comes', async () => {
    const text = '```python\ndef f(): pass';
    expect(await generate('ollama/m', 'completions', text)).toMatchObject({
      text,
      prefill: '```python\ndef',
    });
  });
});
