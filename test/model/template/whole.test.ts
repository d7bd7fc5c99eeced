import { describe, expect, it } from 'vitest';
import { userTurn } from '../../../src/core/index.ts';
import { findTemplate, templates } from '../../../src/model/template/index.ts';
import { folderOf } from './support.ts';

const asked = userTurn('What is 6 × 7?', 'It');

describe('a conversation that is over', () => {
  it.each([
    ['chatml', '<|im_start|>user\nWhat is 6 × 7?<|im_end|>\n<|im_start|>assistant\n42<|im_end|>\n'],
    ['mistral', '[INST] What is 6 × 7? [/INST] 42</s>'],
    ['gemma', '<start_of_turn>user\nWhat is 6 × 7?<end_of_turn>\n<start_of_turn>model\n42<end_of_turn>\n'],
    ['deepseek-v3', '<｜User｜>What is 6 × 7?<｜Assistant｜>42<｜end▁of▁sentence｜>'],
    ['plain', 'What is 6 × 7?\n42'],
  ])('is written in the form %s', (name, expected) => {
    expect(findTemplate(name).whole(asked, '42')).toBe(expected);
  });

  it.each(Object.keys(templates))('begins as the question does, in the form %s', name => {
    const { render, whole } = findTemplate(name);
    const { prefill: _, ...question } = asked;
    expect(whole(asked, '42').startsWith(render(question).trimEnd())).toBe(true);
    expect(whole(asked, '42')).toContain('42');
  });

  it("is written as a model's own template writes it, without the mark for the next answer", () => {
    const chat_template =
      "{{ bos_token }}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
    const folder = folderOf({
      'tokenizer_config.json': JSON.stringify({ chat_template, bos_token: '<s>', eos_token: '</s>' }),
    });
    const { render, whole } = findTemplate(folder);
    expect(whole(asked, '42')).toBe('<user>What is 6 × 7?</s><assistant>42</s>');
    expect(render(asked)).toBe('<user>What is 6 × 7?</s><assistant>It');
  });
});
