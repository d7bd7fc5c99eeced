import { type Completion, decodeRewardRecord, type Key } from '../core/index.ts';
import { newestCompletions, type TaskRecord } from '../record/index.ts';
import { completionSha256 } from '../run/canonical.ts';
import { rewardsPath } from '../run/layout.ts';
import { repairRecords, scanRecords } from '../run/records.ts';
import { rewardFileName } from '../run/rewards.ts';
import { fingerprint } from '../run/trials.ts';

/** How far the rewards of a task are. */
export type Known = {
  /** Answers that have no reward yet, or failed to get one. */
  readonly todo: ReadonlySet<Key>;
  /** Answers that have one. */
  readonly there: number;
  /** Requests that failed for good: there is no answer to reward. */
  readonly unanswered: number;
};

/**
 * Looks which answers of a task have a reward of this name; mends the file, so that it can be appended to.
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export const readKnown = async (task: TaskRecord, directory: string, name: string): Promise<Known> => {
  const rewarded = new Map<Key, bigint>();
  const path = rewardsPath(directory, task.name, rewardFileName(name));
  const repair = await scanRecords(path, decodeRewardRecord, record => {
    if (record.score !== null) rewarded.set(record.key, fingerprint(record.completionSha256));
    return true;
  });
  await repairRecords(path, repair);
  const answers = await newestCompletions(task.completions, nameOf);
  const todo = new Set<Key>();
  let unanswered = 0;
  for (const [key, named] of answers) {
    if (named === null) unanswered += 1;
    else if (rewarded.get(key) !== named) todo.add(key);
  }
  return { todo, there: answers.size - unanswered - todo.size, unanswered };
};

const nameOf = (completion: Completion): bigint | null =>
  completion.error === null ? fingerprint(completionSha256(completion)) : null;
