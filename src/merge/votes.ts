import { votesPath } from '../run/layout.ts';
import type { PlannedTask } from '../run/plan.ts';
import { noPatience } from '../run/room.ts';
import { readVoteRows, type VoteRow, writeVoteRows } from '../run/votes/vote-rows.ts';
import type { Part } from './parts.ts';

/**
 * Joins votes that were counted already, in the order of the data, so that answers need not be compared again. Which of
 * them still hold shows when votes are counted: a row names the ballots it was made from.
 */
export const writeVotes = async (
  { name, graders, samples }: PlannedTask,
  parts: readonly Part[],
  directory: string,
): Promise<void> => {
  for (const grader of graders) {
    const rows = new Map<string, VoteRow>();
    for (const part of parts) {
      for (const [id, row] of await readVoteRows(votesPath(part.directory, name, grader.name))) {
        if (!rows.has(id)) rows.set(id, row);
      }
    }
    const inOrder = samples.flatMap(({ id }) => rows.get(id) ?? []);
    if (inOrder.length > 0) await writeVoteRows(votesPath(directory, name, grader.name), inOrder, noPatience);
  }
};
