import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userTurn } from '../../../src/core/index.ts';
import { findTemplate } from '../../../src/model/template/index.ts';
import { chat, folderOf, system, user } from './support.ts';

const template =
  '{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}{{ eos_token }}{% endfor %}A:';
const tokens = { bos_token: '<s>', eos_token: '</s>' };
const config = { ...tokens, chat_template: template };
const expected = '<user>Why?</s>A:';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const render = (path: string): string => findTemplate(path).render(userTurn('Why?'));

describe('a template in a file', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a tokenizer_config.json', { 'tokenizer_config.json': config }, 'tokenizer_config.json'],
    ['a folder of one', { 'tokenizer_config.json': config }, ''],
    [
      'a list with a default',
      {
        'tokenizer_config.json': {
          ...tokens,
          chat_template: [
            { name: 'tool_use', template: 'no' },
            { name: 'default', template },
          ],
        },
      },
      'tokenizer_config.json',
    ],
    [
      'a list of one',
      { 'tokenizer_config.json': { ...tokens, chat_template: [{ name: 'only', template }] } },
      '',
    ],
    [
      'tokens as objects',
      {
        'tokenizer_config.json': {
          chat_template: template,
          bos_token: { content: '<s>', lstrip: false },
          eos_token: { content: '</s>' },
        },
      },
      '',
    ],
    ['a .jinja with a config beside it', { 'a.jinja': template, 'tokenizer_config.json': tokens }, 'a.jinja'],
    ['a .jinja with a map beside it', { 'a.jinja': template, 'special_tokens_map.json': tokens }, 'a.jinja'],
    [
      'a config that leaves a token to the map',
      {
        'tokenizer_config.json': { bos_token: '<s>', chat_template: template },
        'special_tokens_map.json': { bos_token: '<x>', eos_token: '</s>' },
      },
      '',
    ],
    [
      'a folder whose .jinja comes before its config',
      {
        'chat_template.jinja': template,
        'tokenizer_config.json': { ...config, chat_template: 'no' },
      },
      '',
    ],
    [
      'a chat_template.json, with the tokens of the config',
      { 'chat_template.json': { chat_template: template }, 'tokenizer_config.json': tokens },
      'chat_template.json',
    ],
    ['line ends of Windows', { 'a.jinja': `${template}\r\n`, 'tokenizer_config.json': tokens }, 'a.jinja'],
    ['a byte order mark', { 'a.jinja': `\ufeff${template}`, 'tokenizer_config.json': tokens }, 'a.jinja'],
  ])('is read from %s', (_title, files, name) => {
    expect(render(join(folderOf(files), name))).toBe(expected);
  });

  it('needs no tokens that it does not use', () => {
    expect(render(join(folderOf({ 'a.jinja': '{{ messages[0].content }}!' }), 'a.jinja'))).toBe('Why?!');
  });

  it('keeps the line ends at its end', () => {
    expect(render(join(folderOf({ 'a.jinja': 'A:\n\n\n' }), 'a.jinja'))).toBe('A:\n\n');
  });

  it('is identified by its name, its checksum, its tokens and what became of the first one', () => {
    const folder = folderOf({ 'tokenizer_config.json': { ...config, pad_token: '<pad>' } });
    expect(findTemplate(folder).settings).toEqual({
      chat_template: 'tokenizer_config.json',
      chat_template_sha256: sha256(template),
      chat_template_tokens: 'bos_token=<s> eos_token=</s>',
      chat_template_bos: '"<s>" removed',
    });
  });

  it('is the same wherever it lies', () => {
    const [a, b] = [folderOf({ 'a.jinja': 'A:' }), folderOf({ 'a.jinja': 'A:' })];
    expect(findTemplate(join(a, 'a.jinja')).settings).toEqual(findTemplate(join(b, 'a.jinja')).settings);
  });

  it('records the day that it is told', () => {
    const { render: text, settings } = findTemplate(
      join(folderOf({ 'a.jinja': "{{ strftime_now('%d %B %Y') }}" }), 'a.jinja'),
    );
    expect(text(userTurn('Why?'))).toBe('26 July 2024');
    expect(settings.chat_template_date).toBe('2024-07-26');
  });
});

describe('the token that begins a sequence', () => {
  const bosOf = (files: Record<string, unknown>, prompt = userTurn('x')) => {
    const { render: text, settings } = findTemplate(folderOf(files));
    return [text(prompt), settings.chat_template_bos];
  };
  const with_ = (chat_template: string, more: Record<string, unknown> = {}) => ({
    'tokenizer_config.json': { ...tokens, ...more, chat_template },
  });

  it.each<[string, Record<string, unknown>, string, string | undefined]>([
    ['is left to the server', with_('{{ bos_token }}a'), 'a', '"<s>" removed'],
    ['is taken away once', with_('{{ bos_token }}{{ bos_token }}a'), '<s>a', '"<s>" removed'],
    ['is taken away as a token, not letter by letter', with_('{{ bos_token }}s><a'), 's><a', '"<s>" removed'],
    ['stays within the text', with_('a{{ bos_token }}b'), 'a<s>b', undefined],
    ['is known when the template writes it out', with_('<s>a'), 'a', '"<s>" removed'],
    [
      'stays where the tokenizer adds none',
      with_('{{ bos_token }}a', { add_bos_token: false }),
      '<s>a',
      '"<s>" kept',
    ],
    ['may be none', with_('{{ bos_token }}a', { bos_token: null }), 'a', undefined],
    ['is no other token', with_('{{ bos_token }}a', { bos_token: '<|x|>' }), 'a', '"<|x|>" removed'],
    [
      'is recognised without a config',
      { 'chat_template.jinja': '<|begin_of_text|>a' },
      'a',
      '"<|begin_of_text|>" removed',
    ],
  ])('%s', (_title, files, text, bos) => {
    expect(bosOf(files)).toEqual([text, bos]);
  });

  it('stays in what a person wrote', () => {
    const [text] = bosOf(with_('{{ bos_token }}{{ messages[0].content }}'), userTurn('<s>a', '<s>'));
    expect(text).toBe('<s>a<s>');
  });
});

describe('a template that cannot be used', () => {
  const broken = '{% for m in messages %}{{ m.content }}';

  it.each<[string, Record<string, unknown>, string, RegExp, RegExp]>([
    ['no such file', {}, 'a.jinja', /a\.jinja: no such file/, /tokenizer_config\.json/],
    ['an empty folder', {}, '', /holds neither chat_template\.jinja nor tokenizer_config\.json/, /folder/],
    [
      'a config without a template',
      { 'tokenizer_config.json': tokens },
      '',
      /has no chat_template/,
      /base model/,
    ],
    [
      'a config whose template is beside it',
      { 'tokenizer_config.json': tokens, 'chat_template.jinja': 'A:' },
      'tokenizer_config.json',
      /has no chat_template/,
      /chat_template\.jinja, which is beside it/,
    ],
    [
      'a list without a default',
      {
        'tokenizer_config.json': {
          chat_template: [
            { name: 'a', template: '' },
            { name: 'b', template: '' },
          ],
        },
      },
      '',
      /without "default" \(it has "a", "b"\)/,
      /\.jinja/,
    ],
    ['an empty list', { 'tokenizer_config.json': { chat_template: [] } }, '', /it has none/, /\.jinja/],
    ['broken JSON', { 'tokenizer_config.json': '{"a": ' }, '', /not JSON/, /download/],
    ['a JSON list', { 'tokenizer_config.json': '[]' }, '', /object was expected/, /tokenizer_config/],
    [
      'bytes that are no text',
      { 'a.jinja': new Uint8Array([0xff, 0xfe, 0x80]) },
      'a.jinja',
      /not UTF-8/,
      /folder/,
    ],
    [
      'an open block',
      { 'a.jinja': '{% if x %}' },
      'a.jinja',
      /a\.jinja: no Jinja template: it ends too early/,
      /published/,
    ],
    ['a broken template', { 'a.jinja': broken }, 'a.jinja', /a\.jinja: no Jinja template/, /published/],
    ['an endless template text', { 'a.jinja': ' x'.repeat(200_000) }, 'a.jinja', /longer than/, /published/],
    [
      'tokens that no file gives',
      { 'a.jinja': template },
      'a.jinja',
      /uses bos_token and eos_token, which no file beside it gives/,
      /special_tokens_map\.json/,
    ],
  ])('%s', (_title, files, name, message, hint) => {
    expect(() => findTemplate(join(folderOf(files), name))).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  it('is one that refuses the turns, in its own words on one line', () => {
    const refusing =
      "{% if messages[0].role == 'system' %}{{ raise_exception('No\n\u001b[31msystem\u0007 role') }}{% endif %}A:";
    const path = join(folderOf({ 'a.jinja': refusing }), 'a.jinja');
    expect(render(path)).toBe('A:');
    expect(() => findTemplate(path).render(chat(system('S'), user('Q')))).toThrow(
      expect.objectContaining({
        code: 'BACKEND_CANNOT',
        message: `--chat-template ${path}: the template refuses the turns (system, user): No system role`,
        hint: expect.stringMatching(/--system/),
      }),
    );
  });

  it('is one that fails or does not end', () => {
    const failing = join(folderOf({ 'a.jinja': "{{ nope + 'x' }}" }), 'a.jinja');
    expect(() => render(failing)).toThrow(/a\.jinja: the template fails on the turns \(user\): .*undefined/);
    const endless = join(folderOf({ 'a.jinja': '{% for i in range(1000000000) %}x{% endfor %}' }), 'a.jinja');
    expect(() => render(endless)).toThrow(/a\.jinja: the template makes a list of more than 100000 items/);
  });

  it('is no folder with the name of a form', () => {
    const folder = folderOf({});
    mkdirSync(join(folder, 'mistral'));
    expect(findTemplate('mistral').settings).toEqual({ chat_template: 'mistral' });
    expect(() => findTemplate(join(folder, 'mistral'))).toThrow(/the folder holds neither/);
  });
});
