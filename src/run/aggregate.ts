import type { Cell } from '../core/index.ts';
import { cellAccumulator, type LeftOut } from '../metric/index.ts';
import { endingAt, isPlanned, type TrialTable, type VerdictColumn, verdictAt } from './trials.ts';

/** A cell, and the pass@k that it lacks. */
export type Scored = { readonly cell: Cell; readonly leftOut: readonly LeftOut[] };

/** The cells of a task: one a grader. */
export const cellsOf = (table: TrialTable, ks: readonly number[]): readonly Scored[] =>
  table.columns.map(column => cellOf(table, column, ks));

const cellOf = (table: TrialTable, column: VerdictColumn, ks: readonly number[]): Scored => {
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
        accumulator.add({ id, groups, verdict, ending, parts: column.parts.get(slot) });
      }
    }
  }
  const scoringMs = column.durationMs.reduce((total, ms) => total + ms, 0);
  const cell = accumulator.cell({
    tokens: table.tokens.totals(),
    duration_s: seconds(table.generationMs + scoringMs),
    missing,
  });
  return { cell, leftOut: accumulator.leftOut() };
};

/** Milliseconds as seconds, to the millisecond. */
export const seconds = (ms: number): number => Math.round(ms) / 1000;
