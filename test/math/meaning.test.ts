import { describe, expect, it } from 'vitest';
import { equal, type Meaning } from '../../src/math/index.ts';

type Case = readonly [gold: string, answer: string, usual: boolean, asked: boolean];

const holds = (asked: Partial<Meaning>, cases: readonly Case[]): void => {
  it.each(cases)('of %j and %j: usually %j, here %j', (gold, answer, usual, expected) => {
    expect(equal(gold, answer).equal).toBe(usual);
    expect(equal(gold, answer, asked).equal).toBe(expected);
  });
};

describe('units that are required', () =>
  holds({ units: 'required' }, [
    ['12 \\text{ m}', '12 \\text{ m}', true, true],
    ['12 \\text{ m}', '12 meters', true, true],
    ['12 \\text{ m}', '12.0 metres', true, true],
    ['12 \\text{ m}', '12', true, false],
    ['12 \\text{ m}', '12 \\text{ cm}', true, false],
    ['12', '12 \\text{ cm}', true, false],
    ['12', '12', true, true],
    ['12 \\text{ cm}^2', '12 square centimeters', true, true],
    ['12 \\text{ cm}^2', '12 \\text{ cm}^{2}', true, true],
    ['12 \\text{ cm}^2', '12 \\text{ cm}', true, false],
    ['12 \\text{ cm}^3', '12 cubic cm', true, true],
    ['60 \\text{ miles per hour}', '60 mi/h', true, true],
    ['60 \\text{ miles per hour}', '60 miles', true, false],
    ['18 dollars', '18 dollar', true, true],
    ['18 apples', '18 pears', true, false],
    ['5 million people', '5,000,000 people', true, true],
    ['x = 5 \\text{ m}', '5 m', true, true],
    ['12 \\text{ m}', '13 \\text{ m}', false, false],
  ]));

describe('an order that is required', () =>
  holds({ order: 'required' }, [
    ['1, 2', '1, 2', true, true],
    ['1, 2', '2, 1', true, false],
    ['\\{1, 2\\}', '\\{2, 1\\}', true, false],
    ['1, 2', '1 \\text{ and } 2', true, true],
    ['\\pm 3', '3, -3', true, true],
    ['(1, 2)', '(1, 2)', true, true],
    ['1, 2', '1, 2, 2', true, false],
  ]));

describe('an order that is free', () =>
  holds({ order: 'free' }, [
    ['(1, 2)', '(2, 1)', false, true],
    ['(1, 2)', '2, 1', false, true],
    ['(1, 2, 3)', '[3, 2, 1]', false, true],
    ['(1, 2)', '(2, 2)', false, false],
    ['[1, 2]', '[2, 1]', false, false],
    ['(1, 2)', '[1, 2]', false, false],
    ['1, 2', '2, 1', true, true],
  ]));

describe('a tolerance', () =>
  holds({ tolerance: 0.01 }, [
    ['\\pi', '3.14', false, true],
    ['\\pi', '3.1', false, false],
    ['100', '101', false, true],
    ['100', '101.1', false, false],
    ['-100', '-99', false, true],
    ['100', '-100', false, false],
    ['(1, 2)', '(1.001, 1.999)', false, true],
    ['1, 2', '1.999, 1.001', false, true],
    ['0', '0.001', false, false],
    ['\\frac{1}{3}', '0.333', false, true],
    ['x + 1', 'x + 1.001', false, false],
    ['\\text{north}', '\\text{south}', false, false],
    ['\\infty', '10^{300}', false, false],
    ['50', '5000', false, false],
  ]));

describe('a meaning', () => {
  it('says which unit was meant', () => {
    expect(equal('12 \\text{ m}', '12 cm', { units: 'required' }).reason).toBe('the unit is "cm", not "m"');
  });
});
