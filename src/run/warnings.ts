import { type Cell, type Completion, isOftenTruncated, trialsOf, type Verdict } from '../core/index.ts';
import type { Scored } from './aggregate.ts';
import { visible } from './quote.ts';

/** One line a task whose answers were cut off too often. Cells of one task say the same. */
const truncationWarnings = (cells: readonly Cell[]): readonly string[] => {
  const lines = cells.flatMap(({ benchmark, protocol, counts }) => {
    if (!isOftenTruncated(counts)) return [];
    const total = trialsOf(counts);
    const percent = ((100 * counts.truncated) / total).toFixed(1);
    return `${benchmark}.${protocol}: ${counts.truncated} of ${total} answers (${percent} %) were cut off by the token limit`;
  });
  return [...new Set(lines)];
};

/** What a user should know about numbers: one line for each pass@k that is left out, one a task that was cut off. */
export const numberWarnings = (scored: readonly Scored[]): readonly string[] => [
  ...scored.flatMap(leftOutWarnings),
  ...truncationWarnings(scored.map(({ cell }) => cell)),
];

const leftOutWarnings = ({ cell, leftOut }: Scored): readonly string[] =>
  leftOut.map(({ k, samples }) => {
    const subject = samples === 1 ? '1 sample has' : `${samples} samples have`;
    const name = `${cell.benchmark}.${cell.protocol} by ${cell.grader}`;
    return `${name}: pass@${k} left out: ${subject} fewer than ${k} scored trials`;
  });

/** Collects requests that failed for good, by cause. */
export const failureTally = () => {
  const causes = new Map<string, { count: number; readonly example: string }>();
  return {
    add: ({ error }: Completion): void => {
      if (error === null) return;
      const cause = causes.get(error.code);
      if (cause === undefined) causes.set(error.code, { count: 1, example: error.message });
      else cause.count += 1;
    },
    lines: (): readonly string[] =>
      [...causes].map(([code, { count, example }]) => {
        const subject = count === 1 ? '1 request' : `${count} requests`;
        return `${subject} failed for good (${code}), for example: ${visible(example)}`;
      }),
  };
};

type Cause = { count: number; readonly example: string };

/** Collects answers that could not be judged although they are there, by benchmark, protocol and grader. */
export const unscoredTally = () => {
  const causes = new Map<string, Cause>();
  const modules = new Map<string, { readonly name: string; readonly need: string; readonly count: number }>();
  return {
    add: (judged: Verdict, { error }: Completion): void => {
      const { benchmark, protocol, grader, id, verdict, reason, missing } = judged;
      if (verdict !== 'unscored' || error !== null) return;
      const name = `${benchmark}.${protocol} by ${grader}`;
      if (missing !== undefined) {
        const need = `the module ${visible(missing.module)}, which the ${missing.sandbox} sandbox lacks`;
        const key = `${name} ${need}`;
        modules.set(key, { name, need, count: (modules.get(key)?.count ?? 0) + 1 });
        return;
      }
      const cause = causes.get(name);
      if (cause === undefined) causes.set(name, { count: 1, example: `${id}: ${reason}` });
      else cause.count += 1;
    },
    lines: (): readonly string[] => [
      ...[...causes].map(
        ([name, { count, example }]) =>
          `${name}: ${answers(count)} could not be judged, for example ${visible(example)}`,
      ),
      ...[...modules.values()].map(
        ({ name, need, count }) => `${name}: ${answers(count)} ${count === 1 ? 'needs' : 'need'} ${need}`,
      ),
    ],
  };
};

const answers = (count: number): string => (count === 1 ? '1 answer' : `${count} answers`);
