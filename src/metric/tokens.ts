import type { PerToken, TokenTotals, Usage } from '../core/index.ts';

/** Adds up what servers say about the tokens of answers. What they do not say is counted, never taken for 0. */
export type TokenTally = {
  add(usage: Usage): void;
  totals(): TokenTotals;
  /** Forgets everything. */
  clear(): void;
};

const kinds = ['input', 'output', 'reasoning'] as const;

type Sum = { sum: number; max: number | null; reported: number };

export const createTokenTally = (): TokenTally => {
  const [sums, cached] = [each(emptySum), emptySum()];
  let answers = 0;
  return {
    add: ({ inputTokens, outputTokens, reasoningTokens, cachedInputTokens, sharedBy }) => {
      answers += 1;
      // A share says nothing of the longest answer.
      const own = sharedBy === undefined;
      note(sums.input, inputTokens, own);
      note(sums.output, outputTokens, own);
      note(sums.reasoning, reasoningTokens, own);
      note(cached, cachedInputTokens ?? null, own);
    },
    totals: () => ({
      ...each(kind => (sums[kind].reported === 0 ? null : sums[kind].sum)),
      ...(cached.reported === 0 ? {} : { cached_input: cached.sum }),
      mean: each(kind => (sums[kind].reported === 0 ? null : rounded(sums[kind].sum / sums[kind].reported))),
      max: each(kind => sums[kind].max),
      unreported: each(kind => answers - sums[kind].reported),
    }),
    clear: () => {
      answers = 0;
      for (const sum of [...Object.values(sums), cached]) Object.assign(sum, emptySum());
    },
  };
};

const emptySum = (): Sum => ({ sum: 0, max: null, reported: 0 });

const note = (sum: Sum, count: number | null, own: boolean): void => {
  if (count === null) return;
  sum.sum += count;
  if (own) sum.max = Math.max(sum.max ?? 0, count);
  sum.reported += 1;
};

const each = <T>(value: (kind: (typeof kinds)[number]) => T): PerToken<T> => ({
  input: value('input'),
  output: value('output'),
  reasoning: value('reasoning'),
});

/** To a hundredth of a token. */
const rounded = (value: number): number => Math.round(value * 100) / 100;
