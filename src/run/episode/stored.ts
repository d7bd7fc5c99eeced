import { decodeTurn, type Turn } from '../../core/index.ts';
import { turnsPath } from '../layout.ts';
import { refuseMisplaced } from '../misplaced.ts';
import { repairRecords, scanRecords } from '../records.ts';
import { slotOf, type TrialTable } from '../trials.ts';
import { courseOf } from './turns.ts';

/** The records of episodes that have begun and have no completion, by slot, in the order of the file. */
export type StoredTurns = Map<number, Turn[]>;

/** @throws EurusError `RECORDS_UNREADABLE` | `DISK_*` */
export const openAllTurns = async (
  tables: readonly TrialTable[],
  directory: string,
): Promise<ReadonlyMap<TrialTable, StoredTurns>> => {
  const stored = new Map<TrialTable, StoredTurns>();
  for (const table of tables) {
    if (table.planned.task.protocol.interaction === undefined) continue;
    stored.set(table, await openTurns(table, directory));
  }
  return stored;
};

/**
 * Reads and mends the turns of a task, so that they can be appended to. Those of episodes that have their completion stay
 * on disk alone. After `openRecords`.
 * @throws EurusError `RECORDS_UNREADABLE` | `DISK_*`
 */
const openTurns = async (table: TrialTable, directory: string): Promise<StoredTurns> => {
  const { planned, completions, again } = table;
  const path = turnsPath(directory, planned.name);
  const stored: StoredTurns = new Map();
  const repair = await scanRecords(path, decodeTurn, (turn, line) => {
    refuseMisplaced(turn, planned, `${path}:${line}`);
    const slot = slotOf(table, turn);
    if (slot < 0 || completions[slot] !== 0) return true;
    const before = stored.get(slot);
    if (before === undefined) stored.set(slot, [turn]);
    else before.push(turn);
    return true;
  });
  await repairRecords(path, repair);
  // An episode that is asked again although it ended begins anew; one that was begun again goes on.
  for (const slot of again) {
    const ended = courseOf(stored.get(slot) ?? []).turns.at(-1)?.effect.ended ?? null;
    if (ended !== null) stored.delete(slot);
  }
  return stored;
};
