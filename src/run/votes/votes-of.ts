import { decodeVerdict } from '../../core/index.ts';
import { verdictsPath, votesPath } from '../layout.ts';
import { readRecords, sizeOf } from '../records.ts';
import { stoppedBy } from '../result.ts';
import type { Room } from '../room.ts';
import { slotOf, type TrialTable, type VerdictColumn, verdictAt } from '../trials.ts';
import { ballotBox } from './ballot-box.ts';
import { canVote, countVotes, type Onlooker } from './count.ts';
import { readVoteRows, type VoteRow, writeVoteRows } from './vote-rows.ts';

/** The votes of a task. */
export type Votes = {
  /** By grader, then by sample. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, VoteRow>>;
  /** Lines a user should see. */
  readonly warnings: readonly string[];
};

export const noVotes: Votes = { rows: new Map(), warnings: [] };

/**
 * Counts the votes of a task over all that a run directory holds, from the verdict files, which are in an order of their
 * own, and keeps them in `votes/`. Nothing where no sample has two trials, answers are not to be compared, or the user has
 * stopped the work.
 * @param table of all samples and trials in the directory
 */
export const votesOf = async (
  table: TrialTable,
  directory: string,
  room: Room,
  onlooker: Onlooker,
): Promise<Votes> => {
  const rows = new Map<string, ReadonlyMap<string, VoteRow>>();
  const warnings: string[] = [];
  if (table.trials < 2 || stoppedBy(onlooker)) return noVotes;
  const { name } = table.planned;
  for (const column of table.columns.filter(canVote)) {
    const box = await filledBox(table, column, directory);
    if (!box.isVote()) continue;
    if (box.unknown() > 0) {
      warnings.push(
        `${name} by ${column.name}: no votes: ${box.unknown()} verdicts of an earlier version do not say what the program printed; "eurus-eval score ${directory}" makes them anew`,
      );
      continue;
    }
    const path = votesPath(directory, name, column.name);
    const counted = await countVotes(table.planned, column, box, onlooker, await readVoteRows(path));
    if (counted === null) continue;
    if (counted.isNew) await writeVoteRows(path, counted.rows.values(), room);
    rows.set(column.name, counted.rows);
  }
  return { rows, warnings };
};

const filledBox = async (table: TrialTable, column: VerdictColumn, directory: string) => {
  const box = ballotBox(column);
  const path = verdictsPath(directory, table.planned.name, column.name);
  for await (const verdict of readRecords(path, decodeVerdict, await sizeOf(path))) {
    const slot = slotOf(table, verdict);
    // A verdict on an answer that was made anew since does not count, as it does not in the scores.
    if (slot >= 0 && verdict.verdict === verdictAt(column, slot)) box.add(verdict);
  }
  return box;
};
