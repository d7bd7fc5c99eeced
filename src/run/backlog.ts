import { type Completion, decodeCompletion } from '../core/index.ts';
import { completionSha256 } from './canonical.ts';
import type { Halt } from './halt.ts';
import type { ScoreLane } from './lane.ts';
import type { Pool } from './pool.ts';
import { readRecords } from './records.ts';
import { countToScore, wantsVerdict } from './remaining.ts';
import type { Job } from './scoring.ts';
import { fingerprint, slotOf, type TrialTable } from './trials.ts';

/** Hands on the completions of earlier commands that lack a verdict, or have one that was our fault. */
export const scoreBacklog = async <Lane extends ScoreLane>(
  lanes: readonly Lane[],
  scoring: Pool<Job<Lane>>,
  halt: Halt,
  drain: AbortSignal | undefined,
): Promise<void> => {
  for (const lane of lanes) {
    const { table, completionsPath, recordedBytes } = lane;
    if (countToScore(table) === 0) continue;
    for await (const completion of readRecords(completionsPath, decodeCompletion, recordedBytes)) {
      if (drain?.aborted || halt.signal.aborted) return;
      const slot = slotOf(table, completion);
      const sample = table.planned.samples[table.planned.indexOf.get(completion.id) ?? -1];
      if (slot < 0 || sample === undefined) continue;
      if (table.completions[slot] === 0) continue;
      const graders = table.columns.filter(column => wantsVerdict(table, column, slot));
      // Of two completions of one key, one counts.
      if (graders.length > 0 && isOf(table, slot, completion))
        await scoring.submit({ completion, sample, graders, target: lane });
    }
  }
};

const isOf = ({ fingerprints }: TrialTable, slot: number, completion: Completion): boolean =>
  fingerprints[slot] === fingerprint(completionSha256(completion));
