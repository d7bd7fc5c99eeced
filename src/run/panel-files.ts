import { join } from 'node:path';
import { addressOf, decodeVerdict, type VerdictName } from '../core/index.ts';
import { openAppender } from './appender.ts';
import { makeDirectory, takeName, temporaryPath } from './disk.ts';
import { panelPath, verdictsPath } from './layout.ts';
import {
  type Difference,
  differ,
  encodeDifference,
  type Opinion,
  type Panel,
  shownDifferences,
} from './panel.ts';
import { readRecords, sizeOf } from './records.ts';
import type { Room } from './room.ts';
import { slotOf, type TrialTable, verdictAt } from './trials.ts';

/** Characters of reasons to be held in memory at a time; each batch is made as long as the one before suggests. */
const batchChars = 8 * 1024 * 1024;
const firstBatch = 1024;
const largestBatch = 128 * 1024;
/** What an opinion takes beside its reason, roughly. */
const opinionChars = 64;

/**
 * How the graders of tasks part, from the verdict files of a run directory, which are in an order of their own: verdicts
 * are joined by key. Which completions the graders differ on the table knows; their reasons are read a batch at a time,
 * so that memory does not grow with the run. All differences are written to `panel/`, in the order of the data.
 */
export const panelsOf = async (
  tables: readonly TrialTable[],
  directory: string,
  room: Room,
): Promise<readonly Panel[]> => {
  const panels: Panel[] = [];
  for (const table of tables)
    if (table.columns.length > 1) panels.push(await panelOf(table, directory, room));
  return panels;
};

const panelOf = async (table: TrialTable, directory: string, room: Room): Promise<Panel> => {
  const { task, name } = table.planned;
  const { judged, slots } = differingSlots(table);
  const path = panelPath(directory, name);
  await makeDirectory(join(path, '..'));
  const examples: Difference[] = [];
  const file = await openAppender(temporaryPath(path), 'w', { room });
  try {
    for (let start = 0, size = firstBatch, end = 0; start < slots.length; start = end) {
      end = Math.min(slots.length, start + size);
      let chars = 0;
      for (const difference of await readBatch(table, slots.slice(start, end), directory)) {
        if (examples.length < shownDifferences) examples.push(difference);
        chars += difference.opinions.reduce((sum, { reason }) => sum + opinionChars + reason.length, 0);
        await file.put(encodeDifference(difference));
      }
      size = Math.max(1, Math.min(largestBatch, Math.floor((batchChars * (end - start)) / chars)));
    }
  } finally {
    await file.close();
  }
  await takeName(path);
  return {
    benchmark: task.benchmark.id,
    protocol: task.protocolName,
    graders: table.columns.map(column => column.name),
    ...{ judged, differing: slots.length, examples, file: path },
  };
};

const differingSlots = (
  table: TrialTable,
): { readonly judged: number; readonly slots: readonly number[] } => {
  const slots: number[] = [];
  let judged = 0;
  for (let slot = 0; slot < table.completions.length; slot += 1) {
    const verdicts = verdictsAt(table, slot);
    if (verdicts.length < table.columns.length) continue;
    judged += 1;
    if (differ(verdicts)) slots.push(slot);
  }
  return { judged, slots };
};

const verdictsAt = ({ columns }: TrialTable, slot: number): readonly VerdictName[] =>
  columns.flatMap(column => verdictAt(column, slot) ?? []);

/** The reasons of some differences: one pass over each verdict file. */
const readBatch = async (
  table: TrialTable,
  slots: readonly number[],
  directory: string,
): Promise<readonly Difference[]> => {
  const { name, samples, task } = table.planned;
  const opinions = new Map(slots.map(slot => [slot, new Map<string, Opinion>()]));
  for (const column of table.columns) {
    const path = verdictsPath(directory, name, column.name);
    for await (const record of readRecords(path, decodeVerdict, await sizeOf(path))) {
      const slot = slotOf(table, record);
      const { verdict, reason } = record;
      // A verdict on an answer that was made anew since does not count, as it does not in the scores.
      if (verdict === verdictAt(column, slot)) {
        opinions.get(slot)?.set(column.name, { grader: column.name, verdict, reason });
      }
    }
  }
  return slots.map(slot => {
    const { id = '' } = samples[Math.floor(slot / table.trials)] ?? {};
    const address = addressOf(task.benchmark.id, task.protocolName, id, slot % table.trials);
    const found = opinions.get(slot);
    return { ...address, opinions: table.columns.flatMap(column => found?.get(column.name) ?? []) };
  });
};
