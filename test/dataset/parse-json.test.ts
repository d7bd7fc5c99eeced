import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/dataset/index.ts';

describe('parseJson', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['100000000000000000000000000000001', 100000000000000000000000000000001n],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1234567890123456789.5', 1234567890123456800],
    ['1e400', Number.POSITIVE_INFINITY],
    ['10000000000000000e3', 1e19],
    ['51.0', 51],
    ['"12345678901234567890"', '12345678901234567890'],
    ['{"a":[1,{"b":12345678901234567890}]}', { a: [1, { b: 12345678901234567890n }] }],
  ])('reads %s', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  it.each(['{"__proto__":{"x":1},"a":2}', '{"__proto__":{"x":12345678901234567890},"a":2}'])(
    'keeps __proto__ as data in %s',
    text => {
      const parsed = parseJson(text) as Record<string, unknown>;
      expect(Object.keys(parsed)).toEqual(['__proto__', 'a']);
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
      expect('x' in parsed).toBe(false);
    },
  );

  it('throws a SyntaxError for what is not JSON', () => {
    expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError);
    expect(() => parseJson('nope')).toThrow(SyntaxError);
  });
});
