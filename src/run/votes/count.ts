import { setImmediate } from 'node:timers/promises';
import { sameAnswerOf } from '../../core/index.ts';
import type { WrongClasses } from '../../metric/index.ts';
import type { NamedGrader, PlannedTask } from '../plan.ts';
import { type StopSignals, stoppedBy } from '../result.ts';
import { ballotsSha256 } from './ballot.ts';
import type { BallotBox } from './ballot-box.ts';
import { classesOf } from './classes.ts';
import type { VoteRow } from './vote-rows.ts';

/** True where a grader can tell whether two answers say the same. */
export const canVote = ({ grader }: NamedGrader): boolean => sameAnswerOf(grader) !== null;

/** Who looks on while answers are compared. */
export type Onlooker = StopSignals & { readonly onNotice?: ((line: string) => void) | undefined };

/** How long answers are compared without letting anything else happen, and without saying so. */
const breathMs = 20;
const silentMs = 3000;

export type Counted = {
  /** By sample. */
  readonly rows: ReadonlyMap<string, VoteRow>;
  /** False where all of it was there before. */
  readonly isNew: boolean;
};

/**
 * The votes of a task by one grader, in the order of the data; null when the user stops it. What was counted before on the
 * same ballots is taken as it is. Lets timers and input through while it compares.
 */
export const countVotes = async (
  { samples, task, name }: PlannedTask,
  named: NamedGrader,
  box: BallotBox,
  onlooker: Onlooker = {},
  before: ReadonlyMap<string, VoteRow> = new Map(),
): Promise<Counted | null> => {
  const same = sameAnswerOf(named.grader);
  const rows = new Map<string, VoteRow>();
  let kept = 0;
  if (stoppedBy(onlooker)) return null;
  let sinceMs = performance.now();
  let sayAtMs = sinceMs + silentMs;
  for (const sample of same === null ? [] : samples) {
    const ballots = box.of(sample.id);
    if (same === null || ballots.length === 0) continue;
    const sha256 = ballotsSha256(ballots, named.grader.version);
    const known = before.get(sample.id);
    if (known?.ballotsSha256 === sha256) {
      rows.set(sample.id, known);
      kept += 1;
    } else {
      const { id } = sample;
      const whose = { benchmark: task.benchmark.id, protocol: task.protocolName, grader: named.name, id };
      rows.set(id, { ...whose, ballotsSha256: sha256, ...classesOf(ballots, sample, same) });
    }
    if (performance.now() - sinceMs < breathMs) continue;
    await setImmediate();
    if (stoppedBy(onlooker)) return null;
    sinceMs = performance.now();
    if (sinceMs < sayAtMs) continue;
    sayAtMs = Number.POSITIVE_INFINITY;
    onlooker.onNotice?.(`${name}: comparing answers by ${named.name}, for votes`);
  }
  return { rows, isNew: kept < rows.size || before.size !== rows.size };
};

/** Votes as metrics want them. @param trials only those below count */
export const wrongClassesIn =
  (rows: ReadonlyMap<string, VoteRow>, trials: number = Number.POSITIVE_INFINITY): WrongClasses =>
  id =>
    rows
      .get(id)
      ?.classes.filter(({ verdict }) => verdict === 'incorrect')
      .map(one => one.trials.filter(trial => trial < trials))
      .filter(({ length }) => length > 0);
