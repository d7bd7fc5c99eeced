import { dirname } from 'node:path';
import { decodeTurn } from '../core/index.ts';
import { turnsPath } from '../run/layout.ts';
import { linesOf } from '../run/records.ts';
import type { TrialTable } from '../run/trials.ts';
import { type Choice, emptyChoice, type Stop, scanPart } from './choice.ts';
import type { Part } from './parts.ts';
import { type LineWriter, openLines } from './write-lines.ts';

/**
 * Writes the turns of a task: of an episode that has its answer those of the part whose answer counts, of one that was
 * only begun those of the first part that has some, so that it can go on.
 */
export const writeTurns = async (
  table: TrialTable,
  answers: Choice,
  parts: readonly Part[],
  directory: string,
  stop: Stop,
): Promise<void> => {
  if (table.planned.task.protocol.interaction === undefined) return;
  const { name } = table.planned;
  const begun = emptyChoice(table).parts;
  const to = turnsPath(directory, name);
  let lines: LineWriter | null = null;
  try {
    for (const [place, part] of parts.entries()) {
      const path = turnsPath(part.directory, name);
      const wanted: number[] = [];
      await scanPart(table, path, decodeTurn, stop, (_turn, slot, line) => {
        const owner = answers.parts[slot] || begun[slot] || place + 1;
        if (owner !== place + 1) return;
        begun[slot] = owner;
        wanted.push(line);
      });
      let next = 0;
      for await (const { text, line } of wanted.length === 0 ? [] : linesOf(path)) {
        if (line !== wanted[next]) continue;
        next += 1;
        lines ??= await openLines(dirname(to), to);
        await lines.write(text);
      }
    }
  } finally {
    await lines?.close();
  }
};
