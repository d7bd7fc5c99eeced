import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldScanner } from '../../src/record/index.ts';

const scanned = (json: string) => {
  const fields = fieldScanner(['id', 'text', 'n', 'more']);
  const bytes = Buffer.from(`before${json}after`, 'utf8');
  return { fields, is: fields.scan(bytes, 6, bytes.length - 5) };
};

describe('fieldScanner', () => {
  it.each([
    ['plain', '{"id":"a","text":"b","n":3}', 'a', 'b', 3],
    ['blanks', ' { "id" : "a" , "n" : -1.5e3 } ', 'a', null, -1500],
    ['escapes', '{"id":"a\\"\\\\","text":"\\u00e9\\n\\/"}', 'a"\\', 'é\n/', null],
    ['beyond ASCII', '{"id":"naïve 🙂","text":"數"}', 'naïve 🙂', '數', null],
    ['inner fields of the same name', '{"more":{"id":"x","n":[1,{"id":"]}"}]},"id":"a","n":2}', 'a', null, 2],
    ['a long text with quotes', `{"text":"${'\\"x'.repeat(200)}","id":"a"}`, 'a', '"x'.repeat(200), null],
    [
      'a long text that ends in backslashes',
      `{"text":"${'x'.repeat(99)}\\\\","n":1}`,
      null,
      `${'x'.repeat(99)}\\`,
      1,
    ],
    ['null, true and missing', '{"id":null,"text":true}', null, null, null],
    ['the last of two fields of one name', '{"id":"a","id":"b"}', 'b', null, null],
    ['an empty object', '{}', null, null, null],
  ])('finds %s', (_, json, id, text, n) => {
    const { fields, is } = scanned(json);
    expect(is).toBe(true);
    expect([fields.text('id'), fields.text('text'), fields.number('n')]).toEqual([id, text, n]);
  });

  it.each([
    ['nothing', ''],
    ['a list', '[1]'],
    ['an object that is cut short', '{"id":"a","text":"b'],
    ['an object without its end', '{"id":"a"'],
    ['text behind the object', '{"id":"a"} x'],
    ['a name without a value', '{"id":}'],
    ['a name without quotes', '{id:1}'],
    ['a quote that is escaped at the end', '{"id":"a\\"}'],
  ])('refuses %s', (_, json) => {
    expect(scanned(json).is).toBe(false);
  });

  it('agrees with JSON.parse on any object', () => {
    const value = fc.record({
      id: fc.string({ unit: 'binary' }),
      text: fc.string(),
      n: fc.integer(),
      more: fc.jsonValue({ maxDepth: 2 }),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (record, indent) => {
        const json = JSON.stringify(record, null, indent);
        const { fields, is } = scanned(json);
        const given = JSON.parse(json);
        expect(is).toBe(true);
        expect(fields.text('id')).toBe(given.id);
        expect(fields.text('text')).toBe(given.text);
        expect(fields.number('n')).toBe(given.n);
        expect(fields.value('more')).toEqual(given.more);
      }),
      { numRuns: 40 },
    );
  });

  it('cuts a text behind whole characters and escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 40 }), (text, most) => {
        const start = scanned(JSON.stringify({ text })).fields.textStart('text', most);
        expect(start?.text.isWellFormed()).toBe(true);
        if (start?.whole) expect(start.text).toBe(JSON.parse(JSON.stringify(text)));
        else expect(text.startsWith((start?.text ?? '').replace(/\ufffd$/, ''))).toBe(true);
      }),
    );
  });
});
