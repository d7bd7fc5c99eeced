import { isObject } from './json-object.ts';

/** Tokens of one answer; null for what the server did not say, which is not 0. */
export type Usage = {
  /** All that was read, from a cache or not. */
  readonly inputTokens: number | null;
  /** All that was generated, reasoning among it. */
  readonly outputTokens: number | null;
  /** Of `outputTokens`, those of reasoning. */
  readonly reasoningTokens: number | null;
  /** Of `inputTokens`, those that the server had in a cache. */
  readonly cachedInputTokens?: number | null;
  /**
   * Set where the server counted the tokens of several answers together: of how many. The counts above are then this
   * answer's share, in whole tokens that add up to the server's; its own are not known.
   */
  readonly sharedBy?: number;
};

/** One value for each kind of tokens; those of reasoning are among the output's. */
export type PerToken<T> = { readonly input: T; readonly output: T; readonly reasoning: T };

/** Tokens of the answers of a task; null where no answer's were reported. */
export type TokenTotals = PerToken<number | null> & {
  /** Of `input`, those that the server had in a cache; left out when it never said so. */
  readonly cached_input?: number;
  /** Over the answers whose tokens were reported. With `max` and `unreported` missing in summaries of older versions. */
  readonly mean?: PerToken<number | null>;
  readonly max?: PerToken<number | null>;
  /** Answers whose tokens were not reported: what they add to the sums is not known. */
  readonly unreported?: PerToken<number>;
};

/** Of an answer whose server said nothing. */
export const noUsage: Usage = { inputTokens: null, outputTokens: null, reasoningTokens: null };

/**
 * Reads the token counts of any documented shape: ours on disk, OpenAI's of both APIs and of servers like it, Anthropic's,
 * Gemini's. Where a server counts reasoning or cached tokens beside the others, they are added, so that `inputTokens`
 * and `outputTokens` are always the whole.
 */
export const readUsage = (value: unknown): Usage => {
  if (!isObject(value)) return noUsage;
  if ('promptTokenCount' in value || 'candidatesTokenCount' in value) return ofGemini(value);
  const inputDetails = firstObject(value.prompt_tokens_details, value.input_tokens_details);
  const outputDetails = firstObject(value.completion_tokens_details, value.output_tokens_details);
  const cached = firstCount(
    value.cached_input_tokens,
    inputDetails.cached_tokens,
    value.cache_read_input_tokens, // Anthropic
    value.prompt_cache_hit_tokens, // DeepSeek
    value.cached_tokens, // Moonshot
  );
  const output = firstCount(value.completion_tokens, value.output_tokens);
  const reasoning = firstCount(outputDetails.reasoning_tokens, value.reasoning_tokens);
  const usage = {
    inputTokens: inputOf(value),
    outputTokens: countsBeside(value, output, reasoning) ? sum(output, reasoning) : output,
    reasoningTokens: reasoning,
  };
  if (cached === null && !isShared(value.shared_by)) return usage;
  return {
    ...usage,
    ...(cached === null ? {} : { cachedInputTokens: cached }),
    ...(isShared(value.shared_by) ? { sharedBy: value.shared_by } : {}),
  };
};

const isShared = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 1;

/**
 * The usage of an answer with several texts as that of each text: equal shares in whole tokens, the first ones larger by
 * what is left over. Sums over the shares are what the server said.
 * @param count texts, at least 1
 */
export const shareUsage = (usage: Usage, count: number): readonly Usage[] => {
  if (count === 1) return [usage];
  const { inputTokens, outputTokens, reasoningTokens, cachedInputTokens } = usage;
  return Array.from({ length: count }, (_, place) => {
    const share = (tokens: number | null): number | null =>
      tokens === null ? null : Math.floor(tokens / count) + (place < tokens % count ? 1 : 0);
    return {
      inputTokens: share(inputTokens),
      outputTokens: share(outputTokens),
      reasoningTokens: share(reasoningTokens),
      ...(cachedInputTokens === undefined ? {} : { cachedInputTokens: share(cachedInputTokens) }),
      sharedBy: count,
    };
  });
};

/**
 * The usage of several requests that make one answer. Input and output are known when all of them are; of the others the
 * sum is over the requests that spoke of them.
 */
export const sumUsage = (usages: readonly Usage[]): Usage => {
  const cached = sumOfKnown(usages.map(({ cachedInputTokens }) => cachedInputTokens ?? null));
  return {
    inputTokens: sumOfAll(usages.map(({ inputTokens }) => inputTokens)),
    outputTokens: sumOfAll(usages.map(({ outputTokens }) => outputTokens)),
    reasoningTokens: sumOfKnown(usages.map(({ reasoningTokens }) => reasoningTokens)),
    ...(cached === null ? {} : { cachedInputTokens: cached }),
  };
};

const sumOfAll = (counts: readonly (number | null)[]): number | null =>
  counts.length === 0 || counts.includes(null) ? null : sum(...counts);

const sumOfKnown = (counts: readonly (number | null)[]): number | null =>
  counts.every(count => count === null) ? null : sum(...counts);

/** The record's shape on disk; `cached_input_tokens` is left out where nobody spoke of a cache. */
export const encodeUsage = (usage: Usage): Record<string, number | null> => ({
  input_tokens: usage.inputTokens,
  output_tokens: usage.outputTokens,
  reasoning_tokens: usage.reasoningTokens,
  ...(typeof usage.cachedInputTokens === 'number' ? { cached_input_tokens: usage.cachedInputTokens } : {}),
  ...(usage.sharedBy === undefined ? {} : { shared_by: usage.sharedBy }),
});

/** Anthropic's `input_tokens` are those behind the cache alone. */
const inputOf = (value: Record<string, unknown>): number | null => {
  const input = firstCount(value.prompt_tokens, value.input_tokens);
  const [read, written] = [count(value.cache_read_input_tokens), count(value.cache_creation_input_tokens)];
  return input === null ? null : sum(input, read, written);
};

/** True where the total shows that reasoning is not among the completion's tokens (xAI). */
const countsBeside = (
  value: Record<string, unknown>,
  output: number | null,
  reasoning: number | null,
): boolean => {
  if (reasoning === null || reasoning === 0) return false;
  const [input, total] = [firstCount(value.prompt_tokens, value.input_tokens), count(value.total_tokens)];
  return input !== null && output !== null && total !== null && total === input + output + reasoning;
};

const ofGemini = (value: Record<string, unknown>): Usage => {
  const [said, thought] = [count(value.candidatesTokenCount), count(value.thoughtsTokenCount)];
  const cached = count(value.cachedContentTokenCount);
  return {
    inputTokens: count(value.promptTokenCount),
    outputTokens: said === null && thought === null ? null : sum(said, thought),
    reasoningTokens: thought,
    ...(cached === null ? {} : { cachedInputTokens: cached }),
  };
};

const sum = (...counts: readonly (number | null)[]): number =>
  counts.reduce<number>((total, one) => total + (one ?? 0), 0);

const nothing: Record<string, unknown> = {};

const firstObject = (...values: readonly unknown[]): Record<string, unknown> =>
  values.find(isObject) ?? nothing;

/** A plain loop, since usages are read thousands of times a second. */
const firstCount = (...values: readonly unknown[]): number | null => {
  for (const value of values) {
    const found = count(value);
    if (found !== null) return found;
  }
  return null;
};

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
