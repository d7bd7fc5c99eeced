import { describe, expect, it } from 'vitest';
import { type ChatPrompt, EurusError, type Message, userTurn } from '../../../src/core/index.ts';
import { findTemplate, templates } from '../../../src/model/template/index.ts';

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
  ['llama-2', 'one turn', userTurn('Why?\n'), '[INST] Why? [/INST]'],
  [
    'llama-2',
    'a system message and few shots, each pair a sequence',
    chat(system('Be brief.'), ...fewShot.messages),
    "[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nQ: 1 + 1? [/INST] A: Let's think. It is 2. </s><s>[INST] Q: 2 + 2? [/INST]",
  ],
  ['llama-2', 'a prefill after one space', userTurn('Why?', 'Because'), '[INST] Why? [/INST] Because'],
  [
    'gemma',
    'few shots, trimmed',
    chat(user(' a '), assistant('b\n'), user('c')),
    '<start_of_turn>user\na<end_of_turn>\n<start_of_turn>model\nb<end_of_turn>\n<start_of_turn>user\nc<end_of_turn>\n<start_of_turn>model\n',
  ],
  [
    'gemma',
    'a system message inside the first turn, and a prefill',
    { ...chat(system('S'), user('a')), prefill: 'P' },
    '<start_of_turn>user\nS\n\na<end_of_turn>\n<start_of_turn>model\nP',
  ],
  [
    'phi-3',
    'a system message, text as it stands',
    chat(system('S'), user(' a\n')),
    '<|system|>\nS<|end|>\n<|user|>\n a\n<|end|>\n<|assistant|>\n',
  ],
  [
    'zephyr',
    'few shots',
    chat(user('a'), assistant('b'), user('c')),
    '<|user|>\na</s>\n<|assistant|>\nb</s>\n<|user|>\nc</s>\n<|assistant|>\n',
  ],
  [
    'openchat',
    'few shots and a prefill',
    { ...chat(user('a'), assistant('b'), user('c')), prefill: 'P' },
    'GPT4 Correct User: a<|end_of_turn|>GPT4 Correct Assistant: b<|end_of_turn|>GPT4 Correct User: c<|end_of_turn|>GPT4 Correct Assistant: P',
  ],
  [
    'deepseek',
    'a system message and few shots',
    chat(system('S'), user('a'), assistant('b'), user('c')),
    'S\n\nUser: a\n\nAssistant: b<｜end▁of▁sentence｜>User: c\n\nAssistant:',
  ],
  [
    'deepseek-v3',
    'a system message and few shots',
    chat(system('S'), user('a'), assistant('b'), user('c')),
    'S<｜User｜>a<｜Assistant｜>b<｜end▁of▁sentence｜><｜User｜>c<｜Assistant｜>',
  ],
  [
    'vicuna',
    'a system message of its own, few shots, a prefill',
    { ...chat(system('S'), user('a'), assistant('b'), user('c')), prefill: ' P' },
    'S USER: a ASSISTANT: b</s>USER: c ASSISTANT: P',
  ],
  [
    'alpaca',
    'a system message of its own',
    chat(system('S'), user('a')),
    'S\n\n### Instruction:\na\n\n### Response:',
  ],
];

describe('templates', () => {
  it.each(cases)('%s: %s', (name, _title, prompt, expected) => {
    expect(findTemplate(name).render(prompt)).toBe(expected);
  });

  it.each([
    ['two user turns', chat(user('a'), user('b'))],
    ['an assistant turn first', chat(assistant('a'), user('b'))],
    ['an assistant turn last', chat(user('a'), assistant('b'))],
  ])('mistral refuses %s', (_title, prompt) => {
    expect(() => findTemplate('mistral').render(prompt)).toThrow(
      expect.objectContaining({ code: 'BACKEND_CANNOT' }),
    );
  });

  it('alpaca refuses few-shot turns', () => {
    expect(() => findTemplate('alpaca').render(fewShot)).toThrow(/one question/);
  });

  it.each(Object.keys(templates))('%s ends in the prefill and begins with no token of a sequence', name => {
    const text = findTemplate(name).render(userTurn('Why?', ' P '));
    expect(text.endsWith(' P ')).toBe(true);
    expect(text).not.toMatch(/^(<s>|<bos>|<\|begin_of_text\|>|<｜begin)/);
  });

  it('names itself in the manifest', () => {
    expect(findTemplate('mistral').settings).toEqual({ chat_template: 'mistral' });
  });

  it.each(['vicunas', 'toString', ''])('refuses the unknown name "%s"', name => {
    expect(() => findTemplate(name)).toThrow(EurusError);
    expect(() => findTemplate(name)).toThrow(expect.objectContaining({ code: 'UNKNOWN_NAME' }));
  });
});
