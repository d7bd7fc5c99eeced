import { decodeTurn, type Turn } from '../../core/index.ts';
import { turnsPath } from '../layout.ts';
import { mismatch } from '../mismatch.ts';
import { refuseMisplaced } from '../misplaced.ts';
import { promptFor, promptSha256 } from '../prompt.ts';
import { type Repair, repairRecords, scanRecords } from '../records.ts';
import type { Asks } from '../same-request.ts';
import { slotOf, type TrialTable } from '../trials.ts';
import { dialogueAfter } from './dialogue.ts';
import { type Course, courseOf } from './turns.ts';

/** How far the episodes are that have begun and have no completion, by slot. */
export type StoredTurns = Map<number, Course>;

type StoredOptions = {
  readonly directory: string;
  /** Turns of other requests than these are refused; null when requests are not looked at. */
  readonly asks: Pick<Asks, 'prompts'> | null;
};

/**
 * Reads and mends the turns of tasks that have some, so that they can be appended to. After their `openRecords`.
 * @throws EurusError `RECORDS_UNREADABLE` | `RUN_MISMATCH` | `DISK_*`
 */
export const openAllTurns = async (
  tables: readonly TrialTable[],
  options: StoredOptions,
): Promise<ReadonlyMap<TrialTable, StoredTurns>> => {
  const stored = new Map<TrialTable, StoredTurns>();
  for (const table of tables) {
    if (table.planned.task.protocol.interaction === undefined) continue;
    const { turns, path, repair } = await readTurns(table, options);
    await repairRecords(path, repair);
    stored.set(table, turns);
  }
  return stored;
};

type Read = { readonly turns: StoredTurns; readonly path: string; readonly repair: Repair };

/**
 * The unfinished episodes of a task; those that have their completion stay on disk alone. Records that others of an
 * unfinished episode have replaced are to be dropped.
 * @throws EurusError `RECORDS_UNREADABLE` | `RUN_MISMATCH`
 */
export const readTurns = async (table: TrialTable, { directory, asks }: StoredOptions): Promise<Read> => {
  const { planned, completions, again } = table;
  const path = turnsPath(directory, planned.name);
  const found = new Map<number, { readonly turn: Turn; readonly line: number }[]>();
  const replaced = new Set<number>();
  const repair = await scanRecords(path, decodeTurn, (turn, line) => {
    refuseMisplaced(turn, planned, `${path}:${line}`);
    const slot = slotOf(table, turn);
    if (slot < 0 || completions[slot] !== 0) return true;
    const before = found.get(slot) ?? [];
    const kept = turn.record === 'reply' ? before.filter(one => one.turn.turn < turn.turn) : before;
    for (const one of before) if (!kept.includes(one)) replaced.add(one.line);
    found.set(slot, [...kept, { turn, line }]);
    return true;
  });
  const turns: StoredTurns = new Map();
  for (const [slot, records] of found) {
    const course = courseOf(records.map(({ turn }) => turn));
    const hasEnded = (course.turns.at(-1)?.effect.ended ?? null) !== null;
    // An episode that is asked again although it has ended begins anew; one that was begun again goes on.
    if (again.has(slot) && hasEnded) continue;
    if (asks !== null) refuseOther(table, slot, course, asks, directory);
    turns.set(slot, course);
  }
  return { turns, path, repair: { ...repair, drop: new Set([...repair.drop, ...replaced]) } };
};

/**
 * Turns go on only if the same dialogue would be sent now: the same first prompt, and replies kept in the same way.
 * @throws EurusError `RUN_MISMATCH`, as for a completion of another prompt
 */
const refuseOther = (
  { planned, trials }: TrialTable,
  slot: number,
  { turns, open }: Course,
  { prompts }: Pick<Asks, 'prompts'>,
  directory: string,
): void => {
  const sample = planned.samples[Math.floor(slot / trials)];
  const { interaction } = planned.task.protocol;
  if (sample === undefined || interaction === undefined) return;
  const first = promptFor(planned, sample, prompts);
  if (first.kind !== 'chat') return;
  for (const reply of [...turns.map(turn => turn.reply), ...(open === null ? [] : [open])]) {
    const now = promptSha256(dialogueAfter(first, turns.slice(0, reply.turn - 1), interaction));
    if (now === reply.promptSha256) continue;
    throw mismatch(directory, [{ field: 'prompt', of: reply.key, before: reply.promptSha256, now }]);
  }
};
