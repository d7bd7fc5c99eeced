import { describe, expect, it } from 'vitest';
import { findPrice, readPrices } from '../../src/cli/prices.ts';
import { EurusError } from '../../src/core/index.ts';

const table = readPrices(
  {
    'openai/gpt-4o': { input: 2.5, output: 10, cachedInput: 1.25 },
    'gpt-4o-mini': { input: 0.15, output: 0.6 },
    'openai/gpt-*': { input: 1, output: 2 },
    'openai/*': { input: 3, output: 4 },
    'o*': { input: 9, output: 9 },
    'vllm/free': { input: 0, output: 0 },
  },
  undefined,
  'eurus.config.yaml',
);

describe('findPrice', () => {
  it.each([
    ['openai/gpt-4o', 2.5],
    ['openai-api/azure/openai/gpt-4o', 2.5],
    ['openai/gpt-4o-mini', 0.15],
    ['openai/gpt-5', 1],
    ['openai/whisper', 3],
    ['openai-api/x/o3', 9],
    ['vllm/free', 0],
    ['vllm/thing', undefined],
    ['gpt-4', undefined],
  ])('of %s has input %s', (model, input) => expect(findPrice(table, model)?.input).toBe(input));

  it('has the other prices, or null, and the currency', () => {
    expect(findPrice(table, 'openai/gpt-4o')).toEqual({
      ...{ input: 2.5, output: 10, cachedInput: 1.25, reasoning: null, currency: 'USD' },
    });
    const euros = readPrices({ m: { input: 1, output: 2, reasoning: 3 } }, 'EUR', 'f');
    expect(findPrice(euros, 'vllm/m')).toMatchObject({ currency: 'EUR', reasoning: 3 });
  });
});

describe('a price that is wrong', () => {
  const messageOf = (prices: unknown, currency?: unknown): string => {
    try {
      readPrices(prices, currency, 'eurus.config.yaml');
    } catch (error) {
      if (!(error instanceof EurusError)) throw error;
      expect(error.code).toBe('USAGE');
      return `${error.message} ${error.hint ?? ''}`.trim();
    }
    return 'no error';
  };

  it.each([
    [[1], 'eurus.config.yaml: prices is [1], expected an object of models.'],
    [{ m: 2 }, 'eurus.config.yaml: prices "m" is 2, expected { input: 2.5, output: 10 }.'],
    [
      { m: { input: 1 } },
      'eurus.config.yaml: prices "m": output is missing, expected USD per million tokens.',
    ],
    [
      { m: { input: '1', output: 2 } },
      'eurus.config.yaml: prices "m": input is "1", expected USD per million tokens.',
    ],
    [
      { m: { input: -1, output: 2 } },
      'eurus.config.yaml: prices "m": input is -1, expected USD per million tokens.',
    ],
    [
      { m: { input: 1, output: Number.NaN } },
      'eurus.config.yaml: prices "m": output is NaN, expected USD per million tokens.',
    ],
    [
      { m: { input: 1, output: 2, cache_input: 1 } },
      'eurus.config.yaml: prices "m" has no field "cache_input". Did you mean "cached_input"?',
    ],
    [
      { m: { input: 1, output: 2, volume: 1 } },
      'eurus.config.yaml: prices "m" has no field "volume". There are: input, output, cached_input, reasoning.',
    ],
    [
      { 'a*b': { input: 1, output: 2 } },
      'eurus.config.yaml: prices "a*b" has a * in the middle; only the last sign may be one.',
    ],
  ])('%j is one line', (prices, message) => expect(messageOf(prices)).toBe(message));

  it.each(['euro', 5, '$'])('the currency %j is one line', currency => {
    expect(messageOf({}, currency)).toMatch(
      /^eurus\.config\.yaml: currency is .*, expected three letters such as USD or EUR\.$/,
    );
  });
});
