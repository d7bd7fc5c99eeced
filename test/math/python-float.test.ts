import { describe, expect, it } from 'vitest';
import { isClose, pythonFloat } from '../../src/math/index.ts';

describe('pythonFloat', () => {
  it.each([
    ['5', 5],
    [' 5\n', 5],
    ['+5.', 5],
    ['-.5', -0.5],
    ['1_000', 1000],
    ['1_0.0_1', 10.01],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['1e1_0', 1e10],
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['1e999', Number.POSITIVE_INFINITY],
    ['\uff15', 5],
    ['\u0661\u0662', 12],
    ['\u001c7', 7],
  ])('reads %j', (text, value) => expect(pythonFloat(text)).toBe(value));

  it('reads nan', () => expect(pythonFloat('NaN')).toBeNaN());

  it.each([
    '',
    ' ',
    '.',
    '1,000',
    '0x10',
    '1__0',
    '_1',
    '1_',
    '1_.0',
    'e5',
    '1e',
    '1 2',
    '--1',
    '\ufeff1',
    '1f',
  ])('refuses %j', text => expect(pythonFloat(text)).toBeNull());
});

describe('isClose', () => {
  it.each([
    [7.0005, 7, 1e-4, true],
    [7.001, 7, 1e-4, false],
    [0, 0, 0, true],
    [1e-9, 0, 1e-4, false],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1e-4, true],
    [Number.POSITIVE_INFINITY, 1, 1e-4, false],
    [Number.NaN, Number.NaN, 1e-4, false],
  ])('%d and %d within %d: %s', (a, b, relative, close) => expect(isClose(a, b, relative)).toBe(close));
});
