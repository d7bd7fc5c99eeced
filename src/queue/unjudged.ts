import { unscored, type Verdict } from '../core/index.ts';
import { most } from './messages.ts';
import type { Outstanding } from './outstanding.ts';

/** Verdicts on a completion that no worker has judged, one a grader. */
export const unjudged = (
  { graders, completion, completionSha256 }: Outstanding,
  reason: string,
): readonly Verdict[] => {
  const { key, benchmark, protocol, id, trial } = completion;
  return graders.map(grader => ({
    ...{ key, benchmark, protocol, id, trial, grader, completionSha256 },
    ...unscored(reason),
    extracted: null,
    durationMs: 0,
  }));
};

export const tooLongFor = `it has more than ${most.completion / 1024 / 1024} million characters, too many for the queue; score it without --queue`;
