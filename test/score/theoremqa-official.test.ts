import { describe, expect, it } from 'vitest';
import { fewShotEqual, type TypedGold, zeroShotEqual } from '../../src/score/index.ts';

const golds = {
  yes: { type: 'bool', value: true },
  no: { type: 'bool', value: false },
  c: { type: 'option', value: '(c)' },
  whole: { type: 'integer', value: 1200 },
  decimal: { type: 'float', value: 0.5 },
  path: { type: 'list of integer', value: [0, 5] },
} as const satisfies Record<string, TypedGold>;

describe('the official scorers of TheoremQA', () => {
  // Gold, answer, what the zero-shot scorer says offline, what the few-shot scorer says.
  it.each([
    ['whole', '1200', true, true],
    ['whole', '1,200', true, false],
    ['whole', '1.2*10^3', true, true],
    ['whole', '1200.5', true, true],
    ['whole', '1201', false, false],
    ['whole', 'x = 1200', true, true],
    ['whole', '1200 meters', true, true],
    ['whole', '1200 m/s^2', false, true],
    ['whole', 'about 1200', true, false],
    ['whole', '$1200', true, true],
    ['whole', 'math.pow(10, 3) + 200', true, true],
    ['whole', 'nothing', false, false],
    ['whole', 'nan', false, false],
    ['decimal', '\\frac{1}{2}', false, true],
    ['decimal', '1/2', true, true],
    ['decimal', '50%', false, true],
    ['decimal', '0.52', true, true],
    ['decimal', '0.5201', false, false],
    ['decimal', 'math.cos(math.pi/3)', true, true],
    ['decimal', 'math.nowhere(1)', false, false],
    ['yes', 'True', true, true],
    ['yes', 'yes', true, true],
    ['yes', 'Yes', false, true],
    ['yes', '1', true, false],
    ['no', 'no', true, true],
    ['no', 'north', true, true],
    ['no', 'not yes', true, false],
    ['c', '(c)', true, true],
    ['c', '(C)', false, true],
    ['c', 'c)', false, false],
    ['c', '(b) or (c)', false, true],
    ['path', '[5, 0]', true, false],
    ['path', '(5, 0)', true, true],
    ['path', '0 and 5', true, false],
    ['path', '(0, 5, 6)', false, false],
    ['path', '()', false, false],
    ['whole', '9'.repeat(5000), false, false],
    ['path', `(${'0,'.repeat(2000)}`, false, false],
  ] as const)('%s, %j: zero-shot %s, few-shot %s', (name, answer, zero, few) => {
    expect([zeroShotEqual(golds[name], answer).equal, fewShotEqual(golds[name], answer).equal]).toEqual([
      zero,
      few,
    ]);
  });
});
