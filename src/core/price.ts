import type { TokenTotals, Usage } from './usage.ts';

/** What a model costs, in units of a currency for each million tokens. */
export type Price = {
  readonly input: number;
  readonly output: number;
  /** For input tokens that the server had in a cache; `input` when null. */
  readonly cachedInput: number | null;
  /** For output tokens that are reasoning; `output` when null. */
  readonly reasoning: number | null;
  /** ISO 4217: `USD`. */
  readonly currency: string;
};

export type Cost = {
  readonly amount: number;
  readonly currency: string;
  /** Answers whose tokens the server did not report: what they cost is not known, and not in `amount`. */
  readonly unreported: number;
};

const perMillion = 1e6;
/** Amounts are kept to a billionth, so that sums of cents do not end in 0.30000000000000004. */
const precision = 1e9;

/** What the answers of a task cost, as far as their tokens were reported. */
export const costOf = (tokens: TokenTotals, price: Price): Cost => ({
  amount: amountOf(
    tokens.input ?? 0,
    tokens.output ?? 0,
    tokens.cached_input ?? 0,
    tokens.reasoning ?? 0,
    price,
  ),
  currency: price.currency,
  unreported: Math.max(tokens.unreported?.input ?? 0, tokens.unreported?.output ?? 0),
});

/** What one answer cost; null where the server did not report its tokens. */
export const costOfAnswer = (usage: Usage, price: Price): number | null => {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage;
  if (inputTokens === null || outputTokens === null) return null;
  return amountOf(inputTokens, outputTokens, cachedInputTokens ?? 0, reasoningTokens ?? 0, price);
};

const amountOf = (input: number, output: number, cached: number, reasoning: number, price: Price): number => {
  // A part cannot be larger than the whole, whatever a server says.
  const [fromCache, thought] = [Math.min(cached, input), Math.min(reasoning, output)];
  const sum =
    (input - fromCache) * price.input +
    fromCache * (price.cachedInput ?? price.input) +
    (output - thought) * price.output +
    thought * (price.reasoning ?? price.output);
  return Math.round((sum / perMillion) * precision) / precision;
};

const signs: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };

/** `USD` → `$`; a currency without a sign of its own stays as it is. */
export const currencySign = (currency: string): string => signs[currency] ?? currency;

/**
 * `$1.23`, `0.0042 CHF`: more digits while it is little.
 * @param currency a code or a sign
 */
export const moneyText = (amount: number, currency: string): string => {
  const small = amount > 0 && amount < 0.1;
  const text = amount.toFixed(small ? Math.min(9, Math.max(4, 1 - Math.floor(Math.log10(amount)))) : 2);
  const sign = currencySign(currency);
  return /^\p{Sc}$/u.test(sign) ? `${sign}${text}` : `${text} ${currency}`;
};
