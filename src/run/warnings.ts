import type { Cell, Completion } from '../core/index.ts';

/** Share of truncated answers above which a score says more about the limit than about the model. */
const truncatedShare = 0.01;

/** One line a task whose answers were cut off too often. Cells of one task say the same. */
export const truncationWarnings = (cells: readonly Cell[]): readonly string[] => {
  const lines = cells.flatMap(({ benchmark, protocol, counts }) => {
    const total = counts.correct + counts.incorrect + counts['no-answer'] + counts.unscored;
    if (total === 0 || counts.truncated / total <= truncatedShare) return [];
    const percent = ((100 * counts.truncated) / total).toFixed(1);
    return `${benchmark}.${protocol}: ${counts.truncated} of ${total} answers (${percent} %) were cut off by the token limit`;
  });
  return [...new Set(lines)];
};

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
        return `${subject} failed for good (${code}), for example: ${example}`;
      }),
  };
};
