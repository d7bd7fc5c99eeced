import type { PairRewards } from '../../preference/index.ts';
import { readRecords, repairRecords, scanRecords, sizeOf } from '../../run/records.ts';
import { fingerprint } from '../../run/trials.ts';
import { decodePairRecord, pairRecordsPath } from './record.ts';

/** The newest numbers of each pair: what they are of, and both, where both are there. */
export type KnownPairs = ReadonlyMap<
  string,
  { readonly of: bigint; readonly rewards: PairRewards | null; readonly why: string | null }
>;

/**
 * Reads the numbers of a name, and mends the file, so that it can be appended to.
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export const mendedPairs = async (directory: string, name: string): Promise<KnownPairs> => {
  const known = new Map();
  const path = pairRecordsPath(directory, name);
  const repair = await scanRecords(path, decodePairRecord, record => {
    note(known, record);
    return true;
  });
  await repairRecords(path, repair);
  return known;
};

/** Reads the numbers of a name; the file stays as it is. */
export const knownPairs = async (directory: string, name: string): Promise<KnownPairs> => {
  const known = new Map();
  const path = pairRecordsPath(directory, name);
  for await (const record of readRecords(path, decodePairRecord, await sizeOf(path))) note(known, record);
  return known;
};

type Entry = { readonly of: bigint; readonly rewards: PairRewards | null; readonly why: string | null };

const note = (
  known: Map<string, Entry>,
  { key, pairSha256, chosen, rejected, error }: NonNullable<ReturnType<typeof decodePairRecord>>,
): void => {
  const rewards = chosen === null || rejected === null ? null : { chosen, rejected };
  const of = fingerprint(pairSha256);
  const before = known.get(key);
  // A later failure takes no number away.
  if (rewards === null && before?.of === of && before.rewards !== null) return;
  known.set(key, { of, rewards, why: error === null ? null : `${error.answer}: ${error.message}` });
};
