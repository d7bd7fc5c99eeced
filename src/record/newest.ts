import { type Completion, decodeCompletion, decodeVerdict, type Key, type Verdict } from '../core/index.ts';
import { locatedRecords, type Place } from './located.ts';

/**
 * Reads a file of completions once and keeps something small of each that counts: of those with one key the newest that
 * has not failed.
 * @param keep what is kept of one; texts would add up to the size of the file
 */
export const newestCompletions = async <T>(
  path: string,
  keep: (completion: Completion, place: Place) => T,
): Promise<Map<Key, T>> => {
  const kept = new Map<Key, T>();
  const failed = new Set<Key>();
  for await (const { record, place } of locatedRecords(path, decodeCompletion)) {
    if (record.error !== null && kept.has(record.key) && !failed.has(record.key)) continue;
    if (record.error === null) failed.delete(record.key);
    else failed.add(record.key);
    kept.set(record.key, keep(record, place));
  }
  return kept;
};

/**
 * Reads a file of verdicts once and keeps something small of each that counts: of those with one key the last. While a
 * command writes, the answer of a key may have been replaced already and its new verdict not be there yet.
 */
export const newestVerdicts = async <T>(
  path: string,
  keep: (verdict: Verdict, place: Place) => T,
): Promise<Map<Key, T>> => {
  const kept = new Map<Key, T>();
  for await (const { record, place } of locatedRecords(path, decodeVerdict)) {
    kept.set(record.key, keep(record, place));
  }
  return kept;
};
