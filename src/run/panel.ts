import type { Address, Verdict, VerdictName } from '../core/index.ts';
import type { PlannedTask } from './plan.ts';

/** What one grader said to one completion. */
export type Opinion = {
  readonly grader: string;
  readonly verdict: VerdictName;
  readonly reason: string;
};

/** A completion that some graders take for right and others for wrong. */
export type Difference = Address & { readonly opinions: readonly Opinion[] };

/** How the graders of a task part. */
export type Panel = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly graders: readonly string[];
  /** Completions that all of them have looked at. */
  readonly judged: number;
  /** Of these, those they differ on. */
  readonly differing: number;
  /** The first few, in the order of the data. */
  readonly examples: readonly Difference[];
  /** Where all of them are kept; null when they are not. */
  readonly file: string | null;
};

/** How many differences are shown. */
export const shownDifferences = 3;

/** True when one verdict counts as right and another as wrong; `unscored` is no opinion. */
export const differ = (verdicts: readonly VerdictName[]): boolean =>
  verdicts.includes('correct') && verdicts.some(name => name === 'incorrect' || name === 'no-answer');

/** The record's shape on disk (one JSON line). */
export const encodeDifference = ({ key, benchmark, protocol, id, trial, opinions }: Difference) => ({
  ...{ key, benchmark, protocol, id, trial },
  verdicts: Object.fromEntries(opinions.map(({ grader, ...opinion }) => [grader, opinion])),
});

/**
 * Collects how the graders of a task part from their verdicts as they are given: remembers the completions that are
 * being judged, and the first few differences.
 * @param keep is given every difference, and the place of its completion
 */
export const panelCollector = (
  { task, graders, indexOf }: PlannedTask,
  file: string | null,
  keep: (difference: Difference, place: number) => Promise<void>,
) => {
  const open = new Map<string, Opinion[]>();
  let examples: readonly Difference[] = [];
  let [judged, differing] = [0, 0];
  const place = ({ id, trial }: Difference): readonly [number, number] => [indexOf.get(id) ?? 0, trial];
  const rank = (opinion: Opinion): number => graders.findIndex(({ name }) => name === opinion.grader);
  const before = (a: Difference, b: Difference): number => {
    const [left, right] = [place(a), place(b)];
    return left[0] - right[0] || left[1] - right[1];
  };
  return {
    /** @param completionPlace in the order of reading */
    add: async (
      { key, benchmark, protocol, id, trial, grader, verdict, reason }: Verdict,
      completionPlace: number,
    ): Promise<void> => {
      if (graders.length < 2) return;
      const opinions = open.get(key) ?? [];
      opinions.push({ grader, verdict, reason });
      open.set(key, opinions);
      if (opinions.length < graders.length) return;
      open.delete(key);
      judged += 1;
      if (!differ(opinions.map(opinion => opinion.verdict))) return;
      differing += 1;
      // What an earlier command has judged comes before what is judged now.
      opinions.sort((a, b) => rank(a) - rank(b));
      const difference = { key, benchmark, protocol, id, trial, opinions };
      examples = [...examples, difference].sort(before).slice(0, shownDifferences);
      await keep(difference, completionPlace);
    },
    panels: (): readonly Panel[] =>
      graders.length < 2
        ? []
        : [
            {
              benchmark: task.benchmark.id,
              protocol: task.protocolName,
              graders: graders.map(({ name }) => name),
              ...{ judged, differing, examples, file },
            },
          ],
  };
};
