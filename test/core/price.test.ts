import { describe, expect, it } from 'vitest';
import { costOf, costOfAnswer, moneyText, type Price, type TokenTotals } from '../../src/core/index.ts';

const price: Price = { input: 2, output: 10, cachedInput: 0.5, reasoning: 20, currency: 'USD' };
const plain: Price = { ...price, cachedInput: null, reasoning: null };
const usage = { inputTokens: 1000, outputTokens: 500, reasoningTokens: 200, cachedInputTokens: 400 };

describe('costOfAnswer', () => {
  it.each([
    ['every kind by its own price', usage, price, (600 * 2 + 400 * 0.5 + 300 * 10 + 200 * 20) / 1e6],
    ['cached input as input and reasoning as output, without prices of their own', usage, plain, 0.007],
    [
      'what nobody spoke of as the rest',
      { ...usage, cachedInputTokens: null, reasoningTokens: null },
      price,
      0.007,
    ],
    [
      'no part as more than the whole',
      { ...usage, cachedInputTokens: 5000, reasoningTokens: 900 },
      price,
      0.0105,
    ],
    ['nothing of an answer without input tokens', { ...usage, inputTokens: null }, price, null],
    ['nothing of an answer without output tokens', { ...usage, outputTokens: null }, price, null],
  ])('counts %s', (_, tokens, by, amount) => expect(costOfAnswer(tokens, by)).toBe(amount));
});

describe('costOf', () => {
  const tokens: TokenTotals = { input: 3_000_000, output: 100_000, reasoning: null };

  it('adds up what was reported, and says of how many answers nothing was', () => {
    const unreported = { input: 2, output: 3, reasoning: 9 };
    expect(costOf({ ...tokens, unreported }, price)).toEqual({ amount: 7, currency: 'USD', unreported: 3 });
  });

  it('is 0 with everything unreported, and says so', () => {
    const unreported = { input: 5, output: 5, reasoning: 5 };
    const none = { input: null, output: null, reasoning: null, unreported };
    expect(costOf(none, price)).toEqual({ amount: 0, currency: 'USD', unreported: 5 });
  });

  it('equals the sum of its answers', () => {
    const sums = { input: 3000, output: 1500, reasoning: 600, cached_input: 1200 };
    expect(costOf(sums, price).amount).toBeCloseTo(3 * (costOfAnswer(usage, price) ?? 0), 9);
  });
});

describe('moneyText', () => {
  it.each([
    [1.234, 'USD', '$1.23'],
    [0, 'USD', '$0.00'],
    [0.0456, 'USD', '$0.0456'],
    [0.000_012_3, 'USD', '$0.000012'],
    [1234.5, '€', '€1234.50'],
    [2, 'CHF', '2.00 CHF'],
  ])('writes %d %s as %s', (amount, currency, text) => expect(moneyText(amount, currency)).toBe(text));
});
