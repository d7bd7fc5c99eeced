import type { Completion } from './completion.ts';

/** Scores that follow from what every completion records. */
const builtIn: Readonly<Record<string, (completion: Completion) => number | null>> = {
  output_tokens: ({ usage }) => usage.outputTokens,
  latency_ms: ({ latencyMs }) => latencyMs,
};

/** The names that `scoreOf` knows without a completion having such a score. */
export const builtInScores: readonly string[] = Object.keys(builtIn);

/** A completion's score of a name: its own, else what follows from its record; null when there is none. */
export const scoreOf = (completion: Completion, name: string): number | null => {
  const { scores = {} } = completion;
  if (Object.hasOwn(scores, name)) return scores[name] ?? null;
  return Object.hasOwn(builtIn, name) ? (builtIn[name]?.(completion) ?? null) : null;
};
