import { type Verdict, type VerdictName, verdictNames } from '../../core/index.ts';
import { sha256 } from '../canonical.ts';
import type { NamedGrader } from '../plan.ts';

/** How one trial of a sample votes. */
export type Ballot = {
  readonly trial: number;
  readonly verdict: VerdictName;
  /** The answer that was judged; null when there was none. */
  readonly answer: string | null;
};

/** Longest answer that is compared by what it says, in UTF-16 units; longer ones are the same when their texts are. */
export const maxCompared = 1024;

const longMark = 'sha256:';

/** True for what stands for an answer that is too long to be compared by what it says. */
export const isLong = (answer: string): boolean => answer.startsWith(longMark);

/**
 * A trial's vote; null where the verdict does not say what was answered, which verdicts on programs of before did not.
 */
export const ballotOf = (
  { trial, verdict, extracted, answer }: Verdict,
  { grader }: NamedGrader,
): Ballot | null => {
  if (verdict === 'unscored' || verdict === 'no-answer') return { trial, verdict, answer: null };
  if (grader.runsCode === true && answer === undefined) return null;
  const given = answer === undefined ? extracted : answer;
  return { trial, verdict, answer: given === null ? null : kept(given) };
};

const kept = (answer: string): string =>
  answer.length <= maxCompared && !isLong(answer) ? answer : `${longMark}${sha256(answer)}`;

/** Names what was voted on, and by which rule: equal ballots need not be compared again. */
export const ballotsSha256 = (ballots: readonly Ballot[], graderVersion: number): string =>
  sha256(
    JSON.stringify([
      graderVersion,
      ...ballots.map(({ trial, verdict, answer }) => [trial, verdictNames.indexOf(verdict), answer]),
    ]),
  );
