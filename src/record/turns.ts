import { decodeTurn, type Key, type Turn } from '../core/index.ts';
import { locatedRecords, type Place } from './located.ts';

/** One turn of an episode. */
export type LocatedTurn<T> = {
  /** From 1. */
  readonly turn: number;
  /** What is kept of the reply. */
  readonly reply: T;
  /** What is kept of what came of it; null while nothing has. */
  readonly effect: T | null;
};

/**
 * Reads a file of turns once and keeps something small of each turn that counts, by key and in order. A reply begins its
 * turn anew: what was there of that turn and of later ones belongs to an episode that was given up. A file that is not
 * there has none.
 * @param keep what is kept of one record; texts would add up to the size of the file
 */
export const newestTurns = async <T>(
  path: string,
  keep: (turn: Turn, place: Place) => T,
): Promise<Map<Key, readonly LocatedTurn<T>[]>> => {
  const episodes = new Map<Key, LocatedTurn<T>[]>();
  for await (const { record, place } of locatedRecords(path, decodeTurn)) {
    const { key, turn } = record;
    const turns = episodes.get(key) ?? [];
    episodes.set(key, turns);
    if (record.record === 'reply') {
      const before = turns[turn - 2];
      // A turn that does not follow on a whole one is of an episode that began anew since.
      if (turn > 1 && (before === undefined || before.effect === null)) continue;
      turns.splice(turn - 1, turns.length, { turn, reply: keep(record, place), effect: null });
    } else {
      const open = turns.at(-1);
      if (open?.turn !== turn || open.effect !== null) continue;
      turns[turn - 1] = { ...open, effect: keep(record, place) };
    }
  }
  return episodes;
};
