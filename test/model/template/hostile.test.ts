import { describe, expect, it } from 'vitest';
import { compile, TemplateRefusal } from '../../../src/model/template/jinja.ts';
import { TemplateTooCostly } from '../../../src/model/template/limits.ts';
import { user } from './support.ts';

const render = (template: string): string => compile(template, {})([user('hi')]);

const doubled = (start: string, times: number, rest: string): string =>
  `{% set n = namespace(v=${start}) %}{% for i in range(${times}) %}{% set n.v = n.v + n.v %}{% endfor %}${rest}`;
const nested = (rest: string): string =>
  `{% set n = namespace(v=[1]) %}{% for i in range(40) %}{% set n.v = [n.v, n.v] %}{% endfor %}${rest}`;
const twice = (body: string): string =>
  `{% for i in range(99999) %}{% for j in range(99999)${body}{% endfor %}{% endfor %}`;

/** Each would take hours, or more memory than there is. */
const endless: readonly [title: string, template: string][] = [
  ['a long range', '{% for i in range(1000000000) %}x{% endfor %}'],
  ['loops within loops', twice(' %}x')],
  ['empty loops within loops', twice(' %}')],
  ['loops that leave everything out', twice(' if false %}x')],
  ['a text that doubles', doubled("'ab'", 60, '{{ n.v }}')],
  ['a list that doubles', doubled('[1]', 60, '')],
  ['a list that holds itself twice, printed', nested('{{ n.v }}')],
  ['a list that holds itself twice, as JSON', nested('{{ n.v | tojson }}')],
  ['a list that holds itself twice, compared', nested('{{ n.v == n.v }}')],
  ['a macro that calls itself', '{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}'],
  ['a text times a number', "{{ 'a' * 1000000000 }}"],
  ['a text put into itself', doubled("'ab'", 20, "{{ n.v.replace('a', n.v) }}")],
  ['a text that joins', `${doubled("'ab'", 20, '{{ range(9999) | join(n.v) }}')}`],
  ['a split into too many', "{{ ('a ' * 1000000).split(' ') }}"],
  ['a search that goes back and back', "{{ ('b' ~ 'a' * 2000000) in 'a' * 4000000 }}"],
  ['brackets without end', `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`],
  ['blocks without end', '{% if true %}'.repeat(10_000) + '{% endif %}'.repeat(10_000)],
];

describe('a hostile template', () => {
  it.each(endless)('is stopped: %s', (_title, template) => {
    expect(() => render(template)).toThrow(TemplateTooCostly);
  });

  it.each([
    ['wide indents', "{{ 'a\\nb' | indent(500000000) }}", /indents by more/],
    ['wide indents in JSON', '{{ messages | tojson(indent=500000000) }}', /indents by more/],
    ['runs of blanks', `${' '.repeat(200_000)}{{ 1 }}`, /blanks in a row/],
    ['a template without end', '{{ 1 }}'.repeat(100_000), /longer than/],
    ['a power beyond all numbers', '{{ 9 ** 9 ** 9 ** 9 }}', /finite/],
  ])('is refused: %s', (_title, template, message) => {
    expect(() => render(template)).toThrow(message);
  });

  it.each([
    "''.constructor",
    'messages.__proto__',
    'messages.constructor',
    "messages[0]['__proto__']",
    'messages[0].constructor',
    'range.constructor',
    'raise_exception.prototype',
    'namespace().__proto__',
    '{}.hasOwnProperty',
    '{}.toString',
    "''.__class__",
    'globalThis',
    'process',
    'require',
    'self',
    'this',
    'arguments',
  ])('finds nothing at %s', expression => {
    expect(render(`[{{ ${expression} }}]`)).toBe('[]');
    expect(render(`{{ (${expression}) is defined }}`)).toBe('False');
  });

  it('cannot build a function', () => {
    expect(() => render("{{ range.constructor('return process')() }}")).toThrow(/not a function/);
    expect(() => render("{{ (messages | map(attribute='constructor') | first)('return 1') }}")).toThrow(
      /not a function/,
    );
  });

  it('shows no source of ours', () => {
    expect(render('{{ range }}{{ raise_exception | string }}{{ strftime_now ~ "" }}')).toBe(
      '<function><function><function>',
    );
  });

  it('sets names of prototypes as any others', () => {
    const set = '{% set n = namespace() %}{% set n.__proto__ = "x" %}{% set n.constructor = "y" %}';
    expect(render(`${set}{{ n.__proto__ }}{{ n.constructor }}`)).toBe('xy');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('does not change the next rendering', () => {
    const rendering = compile("{% set messages = [] %}{% set range = 'x' %}{{ range }}", {});
    expect([rendering([user('a')]), rendering([user('a')])]).toEqual(['x', 'x']);
    expect(render('{{ messages | length }}{{ range(2) | length }}')).toBe('12');
  });

  it('may refuse the turns in its own words', () => {
    expect(() => render("{{ raise_exception('No system role') }}")).toThrow(TemplateRefusal);
  });
});
