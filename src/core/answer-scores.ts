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

/** True for a finite number: nothing else is taken for a score. */
export const isScore = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
