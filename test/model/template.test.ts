import { describe, expect, it } from 'vitest';
import { type ChatPrompt, EurusError, type Message, userTurn } from '../../src/core/index.ts';
import { findTemplate } from '../../src/model/template.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const system = (content: string): Message => ({ role: 'system', content });
const chat = (...messages: Message[]): ChatPrompt => ({ kind: 'chat', messages });

const fewShot = chat(user('Q: 1 + 1?'), assistant("A: Let's think. It is 2."), user('Q: 2 + 2?'));
const code = userTurn('Write f.\n```python\nx\n```\n', '```python\ndef');

const cases: readonly [string, string, ChatPrompt, string][] = [
  ['plain', 'one turn', userTurn('Why?'), 'Why?\n'],
  ['plain', 'few shots as few-shot text', fewShot, "Q: 1 + 1?\nA: Let's think. It is 2.\n\nQ: 2 + 2?\n"],
  ['plain', 'a system message first', chat(system('Be brief.'), user('Why?')), 'Be brief.\n\nWhy?\n'],
  ['plain', 'no second newline before the prefill', code, 'Write f.\n```python\nx\n```\n```python\ndef'],
  ['mistral', 'one turn', userTurn('Why?'), '[INST] Why? [/INST]'],
  ['mistral', 'a prefill after one space', userTurn('Why?', 'Because'), '[INST] Why? [/INST] Because'],
  ['mistral', 'a prefill that brings its space', userTurn('Why?', ' Because'), '[INST] Why? [/INST] Because'],
  ['mistral', 'text as it stands', code, '[INST] Write f.\n```python\nx\n```\n [/INST] ```python\ndef'],
  [
    'mistral',
    'few shots',
    fewShot,
    "[INST] Q: 1 + 1? [/INST] A: Let's think. It is 2.</s>[INST] Q: 2 + 2? [/INST]",
  ],
  ['mistral', 'a system message', chat(system('Be brief.'), user('Why?')), '[INST] Be brief.\nWhy? [/INST]'],
  [
    'mistral',
    'a system message that ends its line',
    chat(system('Be brief.\n'), user('Why?')),
    '[INST] Be brief.\nWhy? [/INST]',
  ],
  ['chatml', 'one turn', userTurn('Why?'), '<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n'],
  [
    'chatml',
    'a prefill without a space',
    userTurn('Why?', 'Because'),
    '<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\nBecause',
  ],
  [
    'llama-3',
    'trimmed turns, the prefill untouched',
    userTurn('Why?\n', ' Because '),
    '<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n Because ',
  ],
  [
    'llama-3',
    'a system message',
    chat(system('Be brief.'), user('Why?')),
    '<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
  ],
];

describe('templates', () => {
  it.each(cases)('%s: %s', (name, _title, prompt, expected) => {
    expect(findTemplate(name)(prompt)).toBe(expected);
  });

  it.each([
    ['two user turns', chat(user('a'), user('b'))],
    ['an assistant turn first', chat(assistant('a'), user('b'))],
    ['an assistant turn last', chat(user('a'), assistant('b'))],
  ])('mistral refuses %s', (_title, prompt) => {
    expect(() => findTemplate('mistral')(prompt)).toThrow(
      expect.objectContaining({ code: 'BACKEND_CANNOT' }),
    );
  });

  it.each(['tokenizer_config.json', './template', 'chat.jinja', 'C:\\chat'])('refuses the file %s', name => {
    expect(() => findTemplate(name)).toThrow(/is a file; only named templates/);
  });

  it.each(['vicuna', 'toString', ''])('refuses the unknown name "%s"', name => {
    expect(() => findTemplate(name)).toThrow(EurusError);
    expect(() => findTemplate(name)).toThrow(expect.objectContaining({ code: 'UNKNOWN_NAME' }));
  });
});
