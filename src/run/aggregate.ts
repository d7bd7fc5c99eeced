import type { Cell } from '../core/index.ts';
import { cellAccumulator, type LeftOut } from '../metric/index.ts';
import {
  endingAt,
  isPlanned,
  scoreAt,
  type TrialTable,
  turnAt,
  type VerdictColumn,
  verdictAt,
} from './trials.ts';
import { noVotes, type Votes, wrongClassesIn } from './votes/index.ts';

/** A cell, and the numbers that it lacks. */
export type Scored = {
  readonly cell: Cell;
  readonly leftOut: readonly LeftOut[];
  /** How many scored trials have the score asked for; nothing where none is asked for. */
  readonly scoreCounts: { readonly there: number; readonly lacking: number };
};

/** The cells of a task: one a grader. @param votes of the task, over these trials at least */
export const cellsOf = (
  table: TrialTable,
  ks: readonly number[],
  votes: Votes = noVotes,
): readonly Scored[] => table.columns.map(column => cellOf(table, column, ks, votes));

const cellOf = (table: TrialTable, column: VerdictColumn, ks: readonly number[], votes: Votes): Scored => {
  const { task, samples } = table.planned;
  const { benchmark, protocolName } = task;
  const accumulator = cellAccumulator({
    benchmark: benchmark.id,
    protocol: protocolName,
    grader: column.name,
    macro: benchmark.macro,
    macroGroups: table.planned.macroGroups,
    parts: benchmark.parts,
    groupOrder: benchmark.groupOrder,
    ks,
    scoreField: table.scores?.name,
    turns: task.protocol.interaction?.maxSteps,
  });
  let missing = 0;
  for (const [index, { id, groups }] of samples.entries()) {
    for (let trial = 0; trial < table.trials; trial += 1) {
      const slot = index * table.trials + trial;
      if (!isPlanned(table, slot)) continue;
      const verdict = verdictAt(column, slot);
      if (verdict === null) missing += 1;
      else {
        const ending = endingAt(table, slot) ?? 'unknown';
        const score = scoreAt(table, slot);
        const parts = column.parts.get(slot);
        accumulator.add({ id, trial, score, groups, verdict, ending, parts, turn: turnAt(column, slot) });
      }
    }
  }
  const scoringMs = column.durationMs.reduce((total, ms) => total + ms, 0);
  const rows = votes.rows.get(column.name);
  const cell = accumulator.cell(
    {
      tokens: table.tokens.totals(),
      duration_s: seconds(table.generationMs + scoringMs),
      missing,
    },
    rows === undefined ? undefined : wrongClassesIn(rows, table.trials),
  );
  return { cell, leftOut: accumulator.leftOut(), scoreCounts: accumulator.scoreCounts() };
};

/** Milliseconds as seconds, to the millisecond. */
export const seconds = (ms: number): number => Math.round(ms) / 1000;
