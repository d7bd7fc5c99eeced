import { decodeCompletion, EurusError } from '../core/index.ts';
import { completionSha256 } from '../run/canonical.ts';
import { completionsPath } from '../run/layout.ts';
import { visible } from '../run/quote.ts';
import { fingerprint, type TrialTable } from '../run/trials.ts';
import { type Choice, emptyChoice, type Stop, scanPart } from './choice.ts';
import type { Part } from './parts.ts';

/** Which answer counts for each trial; the table's fingerprints are of these. */
export type ChosenAnswers = Choice & {
  /** Answers that stand in two parts, word for word. */
  readonly duplicates: number;
};

/** The record that counts in one part. */
type Own = { readonly line: number; readonly failed: boolean; readonly print: bigint; readonly key: string };

/**
 * Chooses among the completions of all parts: within a part the newest that has not failed, as always; of several parts
 * an answer before a failed request. Answers that are word for word the same count once.
 * @throws EurusError `RUN_MISMATCH` for two different answers to one key, `RECORDS_UNREADABLE`
 */
export const chooseAnswers = async (
  table: TrialTable,
  parts: readonly Part[],
  stop: Stop,
): Promise<ChosenAnswers> => {
  const choice = emptyChoice(table);
  const failed = new Uint8Array(choice.parts.length);
  let duplicates = 0;
  const take = (slot: number, part: number, own: Omit<Own, 'key'>): void => {
    choice.parts[slot] = part;
    choice.lines[slot] = own.line;
    failed[slot] = own.failed ? 1 : 0;
    table.fingerprints[slot] = own.print;
  };
  for (const [place, part] of parts.entries()) {
    const path = completionsPath(part.directory, table.planned.name);
    /** What this part has of trials that another part has had. */
    const again = new Map<number, Own>();
    await scanPart(table, path, decodeCompletion, stop, (completion, slot, line) => {
      const own = {
        line,
        failed: completion.error !== null,
        print: fingerprint(completionSha256(completion)),
        key: completion.key,
      };
      const owner = choice.parts[slot];
      if (owner === 0) return take(slot, place + 1, own);
      const before = owner === place + 1 ? failed[slot] === 0 : again.get(slot)?.failed === false;
      // An answer that is there stays where a later request failed.
      if (own.failed && before) return;
      if (owner === place + 1) take(slot, place + 1, own);
      else again.set(slot, own);
    });
    for (const [slot, own] of again) {
      if (own.failed) continue;
      if (failed[slot] === 1) take(slot, place + 1, own);
      else if (own.print === table.fingerprints[slot]) duplicates += 1;
      else throw contradiction(own, path, choice, slot, parts, table);
    }
  }
  return { ...choice, duplicates };
};

const contradiction = (
  { key, line }: Own,
  path: string,
  choice: Choice,
  slot: number,
  parts: readonly Part[],
  table: TrialTable,
): EurusError => {
  const first = parts[(choice.parts[slot] ?? 0) - 1]?.directory ?? '';
  const other = `${completionsPath(first, table.planned.name)}:${choice.lines[slot]}`;
  return new EurusError(
    'RUN_MISMATCH',
    `${visible(key)} has two answers that differ: ${visible(other)} and ${visible(`${path}:${line}`)}`,
    { hint: 'It was asked twice. Leave one of the two directories out, or take the line out of one.' },
  );
};
