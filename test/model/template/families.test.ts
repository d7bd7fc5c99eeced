import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatPrompt } from '../../../src/core/index.ts';
import { findTemplate } from '../../../src/model/template/index.ts';
import { assistant, chat, folderOf, system, user } from './support.ts';

type Family = {
  /** Written by us in the shape of the family's published template. */
  readonly template: string;
  readonly bos: string;
  readonly eos: string;
  /** The name of the same form. */
  readonly name: string;
};

const alternate =
  "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}";

const families: readonly Family[] = [
  {
    name: 'llama-3',
    bos: '<|begin_of_text|>',
    eos: '<|eot_id|>',
    template: [
      "{% for m in messages %}{% set turn = '<|start_header_id|>' + m['role'] + '<|end_header_id|>\n\n' + m['content'] | trim + '<|eot_id|>' %}",
      '{% if loop.index0 == 0 %}{% set turn = bos_token + turn %}{% endif %}{{ turn }}{% endfor %}',
      "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    ].join(''),
  },
  {
    name: 'chatml',
    bos: '<|endoftext|>',
    eos: '<|im_end|>',
    template: [
      '{%- for m in messages %}',
      "    {{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' }}",
      '{%- endfor %}',
      '{%- if add_generation_prompt %}',
      "    {{- '<|im_start|>assistant\\n' }}",
      '{%- endif %}',
      '',
    ].join('\n'),
  },
  {
    name: 'zephyr',
    bos: '<s>',
    eos: '</s>',
    template: [
      '{% for m in messages %}',
      "{% if m['role'] == 'user' %}",
      "{{ '<|user|>\n' + m['content'] + eos_token }}",
      "{% elif m['role'] == 'system' %}",
      "{{ '<|system|>\n' + m['content'] + eos_token }}",
      "{% elif m['role'] == 'assistant' %}",
      "{{ '<|assistant|>\n' + m['content'] + eos_token }}",
      '{% endif %}',
      '{% if loop.last and add_generation_prompt %}',
      "{{ '<|assistant|>' }}",
      '{% endif %}',
      '{% endfor %}',
    ].join('\n'),
  },
  {
    name: 'gemma',
    bos: '<bos>',
    eos: '<eos>',
    template: [
      '{{ bos_token }}',
      "{%- if messages[0]['role'] == 'system' -%}",
      "    {%- set head = messages[0]['content'] + '\n\n' -%}{%- set turns = messages[1:] -%}",
      "{%- else -%}{%- set head = '' -%}{%- set turns = messages -%}{%- endif -%}",
      '{%- for m in turns -%}',
      alternate,
      "    {%- set role = 'model' if m['role'] == 'assistant' else m['role'] -%}",
      "    {{ '<start_of_turn>' + role + '\n' + (head if loop.first else '') }}",
      "    {%- if m['content'] is string -%}",
      "        {{ m['content'] | trim }}",
      "    {%- endif -%}{{ '<end_of_turn>\n' }}",
      '{%- endfor -%}',
      "{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}",
      '',
    ].join('\n'),
  },
  {
    name: 'llama-2',
    bos: '<s>',
    eos: '</s>',
    template: [
      "{% if messages[0]['role'] == 'system' %}{% set turns = messages[1:] %}{% set head = messages[0]['content'] %}",
      '{% else %}{% set turns = messages %}{% set head = false %}{% endif %}{% for m in turns %}',
      alternate,
      "{% if loop.index0 == 0 and head != false %}{% set text = '<<SYS>>\\n' + head + '\\n<</SYS>>\\n\\n' + m['content'] %}",
      "{% else %}{% set text = m['content'] %}{% endif %}",
      "{% if m['role'] == 'user' %}{{ bos_token + '[INST] ' + text.strip() + ' [/INST]' }}",
      "{% else %}{{ ' ' + text.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
    ].join(''),
  },
  {
    name: 'openchat',
    bos: '<s>',
    eos: '<|end_of_turn|>',
    template:
      "{{ bos_token }}{% for m in messages %}{{ 'GPT4 Correct ' + m['role'].title() + ': ' + m['content'] + '<|end_of_turn|>' }}{% endfor %}{% if add_generation_prompt %}GPT4 Correct Assistant:{% endif %}",
  },
  {
    name: 'deepseek',
    bos: '<｜begin▁of▁sentence｜>',
    eos: '<｜end▁of▁sentence｜>',
    template: [
      "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ 'User: ' + m['content'] + '\n\n' }}",
      "{% elif m['role'] == 'assistant' %}{{ 'Assistant: ' + m['content'] + eos_token }}{% else %}{{ m['content'] + '\n\n' }}",
      "{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}",
    ].join(''),
  },
  {
    name: 'phi-3',
    bos: '<s>',
    eos: '<|endoftext|>',
    template:
      "{% for m in messages %}{{ '<|' + m.role + '|>\n' + m.content + '<|end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}",
  },
];

const conversations: readonly [string, ChatPrompt][] = [
  ['one question', chat(user('Why é 😀?\r\n'))],
  ['a system message', chat(system('Be brief.'), user(' Why? '))],
  ['few shots', chat(user('1 + 1?'), assistant(' 2\n'), user('2 + 2?\n'))],
  ['a prefill', { ...chat(user('Why?')), prefill: ' ```python\ndef' }],
];

const cases = families.flatMap(family =>
  conversations.map(([title, prompt]) => ({ family, title: `${family.name}, ${title}`, prompt })),
);

describe("a model's own template", () => {
  it.each(cases)('gives the text of the form by its name: $title', ({ family, prompt }) => {
    const { template, bos, eos, name } = family;
    const config = { chat_template: template, bos_token: bos, eos_token: { content: eos } };
    const path = join(folderOf({ 'tokenizer_config.json': config }), 'tokenizer_config.json');
    expect(findTemplate(path).render(prompt)).toBe(findTemplate(name).render(prompt));
  });

  it('follows Mistral in leaving the space before an answer to the prefill', () => {
    const template = `{{ bos_token }}{% for m in messages %}${alternate}{% if m.role == 'user' %}{{ '[INST] ' + m.content + ' [/INST]' }}{% else %}{{ m.content + eos_token }}{% endif %}{% endfor %}`;
    const config = { chat_template: template, bos_token: '<s>', eos_token: '</s>' };
    const { render } = findTemplate(folderOf({ 'tokenizer_config.json': config }));
    const code = chat(user('Write f.\n```python\nx\n```\n'));
    const start = '[INST] Write f.\n```python\nx\n```\n [/INST]';
    expect(render({ ...code, prefill: ' ```python\ndef' })).toBe(`${start} \`\`\`python\ndef`);
    expect(render({ ...code, prefill: '```python\ndef' })).toBe(`${start}\`\`\`python\ndef`);
    expect(findTemplate('mistral').render({ ...code, prefill: '```python\ndef' })).toBe(
      `${start} \`\`\`python\ndef`,
    );
  });
});
