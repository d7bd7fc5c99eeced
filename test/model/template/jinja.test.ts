import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/core/index.ts';
import { compile } from '../../../src/model/template/jinja.ts';
import { assistant, system, user } from './support.ts';

const conversation: readonly Message[] = [
  system(' S\n'),
  user('Q {x}\n'),
  assistant('  A\t'),
  user('é\r\n😀 '),
];

const render = (template: string, messages: readonly Message[] = conversation): string =>
  compile(template, { bos_token: '<s>', eos_token: '</s>' })(messages);

const each = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;

/** Expected texts are those of Jinja2 3.1.6 with the settings of Hugging Face's apply_chat_template. */
const cases: readonly [title: string, template: string, expected: string][] = [
  ['gives contents untouched', each('<{{ m.content }}>'), '< S\n><Q {x}\n><  A\t><é\r\n😀 >'],
  ['knows that an answer is to follow', '{% if add_generation_prompt %}A:{% endif %}', 'A:'],
  ['knows the tokens', '{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|', '<s>|</s>||'],
  ['has no tools', '{{ tools is none }} {{ documents is none }} {{ tools is defined }}', 'True True True'],
  ['takes one line end from the end of the file', 'a\n\n', 'a\n'],
  ['swallows indents and line ends of blocks', '  {% if true %}\n  a\n  {% endif %}\n  b', '  a\n  b'],
  ['leaves those of expressions', '  {{ 1 }}\n  {{ 2 }}\n', '  1\n  2'],
  ['swallows those of comments', 'a\n  {# c #}\nb', 'a\nb'],
  ['keeps an indent with a plus', '  {%+ if true %}a{% endif +%}\nb', '  a\nb'],
  ['takes all blanks with a minus', 'a \n {%- if true -%} \n b {%- endif %}', 'ab'],
  ['does not take plain text for a tag', 'a -}\nb #}\n   {- c', 'a -}\nb #}\n   {- c'],
  ['does not end a tag within quotes', `{{ '%}' ~ "}}" ~ '{#' }}`, '%}}}{#'],
  [
    'ignores the mark of generated text',
    each('{% generation %}{{ m.role }}{% endgeneration %};'),
    'system;user;assistant;user;',
  ],
  ['reads every line end as one', '{% if true %}\r\na\r\n{% endif %}\r\nb\r\n', 'a\nb'],
  [
    'gives each turn of a loop its own variables',
    each('{% if loop.first %}{% set x = 1 %}{% endif %}[{{ x }}]'),
    '[1][][][]',
  ],
  [
    'keeps outer variables out of a loop',
    `{% set x = 'o' %}${each('{% set x = x ~ 1 %}{{ x }}')}{{ x }}`,
    'o1o1o1o1o',
  ],
  [
    'carries a namespace out of a loop',
    `{% set n = namespace(k=0) %}${each('{% set n.k = n.k + 1 %}')}{{ n.k }}`,
    '4',
  ],
  [
    'keeps what was written before a break',
    each('a{% if loop.index == 2 %}B{% break %}{% endif %}b'),
    'abaB',
  ],
  [
    'keeps what was written before a continue',
    each('a{% if loop.first %}C{% continue %}{% endif %}b'),
    'aCababab',
  ],
  [
    'knows its neighbours',
    each('{{ loop.previtem.role if not loop.first }}>{{ loop.nextitem.role if not loop.last }};'),
    '>user;system>assistant;user>user;assistant>;',
  ],
  [
    'counts from both ends',
    each('{{ loop.index0 }}{{ loop.revindex }}{{ loop.cycle("o", "e") }}'),
    '04o13e22o31e',
  ],
  ['leaves items out', '{% for m in messages if m.role == "tool" %}x{% else %}none{% endfor %}', 'none'],
  [
    'slices',
    '{% for m in messages[1:][::-1] %}{{ m.role[0] }}{% endfor %}{{ messages[-1].role }}',
    'uauuser',
  ],
  [
    'strips blanks',
    each('[{{ m.content.strip() }}{{ m.content | trim }}]'),
    '[SS][Q {x}Q {x}][AA][é\r\n😀é\r\n😀]',
  ],
  [
    'strips the given characters alone',
    `{{ '\\n x \\n'.strip('\\n') }}|{{ 'aab'.lstrip('a') }}|{{ 'x  '.rstrip('\\n') }}|`,
    ' x |b|x  |',
  ],
  ['keeps a byte order mark', `{{ '\ufeffx\u0085'.strip() }}`, '\ufeffx'],
  [
    'splits off what was thought',
    `{{ '<think>hm</think>\\n\\n  A'.split('</think>')[-1].lstrip('\\n') }}`,
    '  A',
  ],
  ['replaces', `{{ 'aXbX'.replace('X', '-') }}{{ 'aXbX'.replace('X', '-', 1) }}`, 'a-b-a-bX'],
  ['writes titles', `{{ 'user'.title() }}{{ 'a bC' | title }}{{ 'aB' | capitalize }}`, 'UserA BcAb'],
  [
    'compares as Python does',
    `{{ none == nope }}{{ '1' == 1 }}{{ [1] == [1] }}{{ messages[1] in messages }}{{ true == 1 }}`,
    'FalseFalseTrueTrueTrue',
  ],
  [
    'prints as Python does',
    `{{ true }} {{ none }} {{ 1.0 }} {{ [1, 'a', none] }} {{ {'k': "it's"} }}`,
    `True None 1.0 [1, 'a', None] {'k': "it's"}`,
  ],
  ['joins as Python does', `{{ 'a' ~ 1 ~ true }}{{ 'ab' * 2 }}{{ -7 % 3 }}`, 'a1Trueabab2'],
  [
    'writes JSON as Python does',
    `{{ messages[3] | tojson }}{{ {'a': [1, none]} | tojson }}`,
    '{"role": "user", "content": "é\\r\\n😀 "}{"a": [1, null]}',
  ],
  ['counts letters', `{{ '😀é' | length }}{{ messages | length }}`, '24'],
  [
    'has macros',
    `{% macro t(r, c='-') %}<{{ r }}{{ c }}>{% endmacro %}{{ t('a') }}{{ t('b', 'c') }}`,
    '<a-><bc>',
  ],
  [
    'reads escapes as Python does',
    String.raw`{{ 'a\/b\d' }}|{{ "\x41\u00e9\101" }}|{{ '\U0001f600' }}|{{ 'q\'q"' }}|{{ '\\n' }}`,
    String.raw`a\/b\d|AéA|😀|q'q"|\n`,
  ],
  ['joins lines within a text', "{{ 'a\\\nb\nc' }}", 'ab\nc'],
  [
    'shows a macro what stands where it is written',
    `{% set g = 1 %}{% macro t(a) %}{{ g }}{{ a }}{{ z }}{% endmacro %}${each('{% set z = 2 %}{{ t("-") }}')}`,
    '1-1-1-1-',
  ],
  [
    'gives the body of a call to its macro',
    '{% macro w() %}<{{ caller() }}>{% endmacro %}{% call w() %}hi{% endcall %}',
    '<hi>',
  ],
  [
    'knows what one can loop over',
    '{{ messages[0] is iterable }}{{ 3 is iterable }}{{ true is number }}{{ "a" is not iterable }}',
    'TrueFalseTrueFalse',
  ],
  [
    'has a fixed day',
    `{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%Y-%m-%d %H:%M') }}|{{ strftime_now('%B %-d, %A%%') }}`,
    '26 Jul 2024|2024-07-26 00:00|July 26, Friday%',
  ],
  ['loops over nothing where there is nothing', '{% for t in nope %}x{% endfor %}', ''],
  [
    'counts a range',
    '{% for i in range(1, 6, 2) %}{{ i }}{% endfor %}{{ range(3, 0, -1) | list }}',
    '135[3, 2, 1]',
  ],
];

describe('a template in Jinja', () => {
  it.each(cases)('%s', (_title, template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('does not read contents as a template', () => {
    const content = '{{ 7 * 7 }}{% raise %}{# c #}';
    expect(render('{{ messages[0].content }}', [user(content)])).toBe(content);
  });

  it('renders again as if for the first time', () => {
    const rendering = compile('{% set n = namespace(k=0) %}{% set n.k = n.k + 1 %}{{ n.k }}', {});
    expect([rendering([user('a')]), rendering([user('b')])]).toEqual(['1', '1']);
  });

  it.each([
    ['an unclosed block', '{% if true %}a'],
    ['an unclosed tag', '{% if true'],
    ['an unclosed text', "{{ 'a }}"],
    ['an unknown statement', "{% include '/etc/passwd' %}"],
    ['an unclosed comment', 'a {# b'],
  ])('refuses %s', (_title, template) => {
    expect(() => compile(template, {})).toThrow();
  });

  it.each([
    ['an undefined value in a sum', "{{ nope + 'x' }}", /undefined/],
    ['a call of nothing', '{{ nope() }}', /not a function/],
    ['a loop over a number', '{% for x in 3 %}{% endfor %}', /cannot loop over 3/],
    ['an unknown filter', "{{ 'a' | nope }}", /nope/],
    ['an unknown field of a date', "{{ strftime_now('%Q') }}", /%Q/],
    ['a break outside of a loop', '{% break %}', /outside of a loop/],
  ])('fails on %s', (_title, template, message) => {
    expect(() => render(template)).toThrow(message);
  });
});
