import { decodeRewardRecord } from '../core/index.ts';
import { sha256 } from './canonical.ts';
import { rewardsPath } from './layout.ts';
import { readRecords, sizeOf } from './records.ts';
import { fingerprint, slotOf, type TrialTable } from './trials.ts';

/** Longest part of a file name that a reward's name gives. */
const maxSlug = 32;
/** Names that are file names as they stand, on every system. */
const plain = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** What a reward is called in file names: never a path, and another for each name. */
export const rewardFileName = (name: string): string => {
  if (plain.test(name)) return name;
  const slug = name
    .slice(0, maxSlug)
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-$/g, '');
  return `${slug === '' ? 'reward' : slug}-${sha256(name).slice(0, 8)}`;
};

/**
 * Fills the scores of a table from a reward of that name, where the run directory has one: the newest of each answer that
 * is there. Nothing for a reward of another text. After the completions.
 */
export const noteRewards = async (table: TrialTable, directory: string): Promise<void> => {
  const { scores, planned } = table;
  if (scores === null) return;
  const path = rewardsPath(directory, planned.name, rewardFileName(scores.name));
  for await (const record of readRecords(path, decodeRewardRecord, await sizeOf(path))) {
    const slot = slotOf(table, record);
    if (slot < 0 || record.reward !== scores.name || record.score === null) continue;
    const known = table.fingerprints[slot];
    if (known === 0n || known !== fingerprint(record.completionSha256)) continue;
    scores.values[slot] = record.score;
  }
};
