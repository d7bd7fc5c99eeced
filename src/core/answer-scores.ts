import type { Completion } from './completion.ts';
import { isObject } from './json-object.ts';

/** Numbers that somebody gave an answer, by name. Finite; higher is better. */
export type AnswerScores = Readonly<Record<string, number>>;

/** Most scores of one answer that are kept, and the longest name, in UTF-16 units. */
const maxScores = 32;
export const maxScoreName = 64;

/** Reads `{"reward": 0.3, …}`; what is no finite number is left out. Null when nothing is left. */
export const readScores = (value: unknown): AnswerScores | null => {
  if (!isObject(value)) return null;
  const numbers = Object.entries(value).flatMap(([name, score]) =>
    isScore(score) && name.length <= maxScoreName ? [[name, score] as const] : [],
  );
  return numbers.length === 0 ? null : Object.fromEntries(numbers.slice(0, maxScores));
};

export const isScore = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

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
