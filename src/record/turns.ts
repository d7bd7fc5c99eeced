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
 * Reads a file of turns once and keeps something small of each turn that counts, by key and in order. A file that is not
 * there has none.
 * @param keep what is kept of one record; texts would add up to the size of the file
 */
export const newestTurns = async <T>(
  path: string,
  keep: (turn: Turn, place: Place) => T,
): Promise<Map<Key, readonly LocatedTurn<T>[]>> => {
  const episodes = new Map<Key, LocatedTurn<T>[]>();
  for await (const { record, place } of locatedRecords(path, decodeTurn)) {
    const turns = episodes.get(record.key) ?? [];
    episodes.set(record.key, turns);
    putTurn(turns, record, keep(record, place));
  }
  return episodes;
};

/**
 * Puts the next record of an episode's file into its turns. A reply begins its turn anew: what was there of that turn and
 * of later ones belongs to an episode that was given up.
 */
export const putTurn = <T>(
  turns: LocatedTurn<T>[],
  { record, turn }: Pick<Turn, 'record' | 'turn'>,
  kept: T,
): void => {
  if (record === 'reply') {
    const before = turns[turn - 2];
    // A turn that does not follow on a whole one is of an episode that began anew since.
    if (turn > 1 && (before === undefined || before.effect === null)) return;
    turns.splice(turn - 1, turns.length, { turn, reply: kept, effect: null });
    return;
  }
  const open = turns.at(-1);
  if (open?.turn === turn && open.effect === null) turns[turn - 1] = { ...open, effect: kept };
};
