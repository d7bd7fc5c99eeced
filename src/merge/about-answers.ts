import type { Address } from '../core/index.ts';
import { fingerprint, type TrialTable } from '../run/trials.ts';
import { type Choice, emptyChoice, type Stop, scanPart } from './choice.ts';

/** A record about an answer, such as a verdict or a reward. */
type AboutAnswer = Address & { readonly completionSha256: string };

/** How records of a kind are read and chosen. */
export type Kind<T> = {
  readonly decode: (value: unknown) => T | null;
  /** True for a record that says something; one that does not gives way to one that does. */
  readonly isTelling: (record: T) => boolean;
};

/**
 * Chooses, for each answer that counts, what is said about it: what stands beside the answer in its own part, else what
 * another part says of the same answer; within a part the newest that says something, else the newest. What is about
 * other answers is left out.
 * @param paths the file of each part, in the order of the parts
 */
export const chooseAbout = async <T extends AboutAnswer>(
  table: TrialTable,
  answers: Choice,
  paths: readonly string[],
  { decode, isTelling }: Kind<T>,
  stop: Stop,
): Promise<Choice> => {
  const choice = emptyChoice(table);
  const telling = new Uint8Array(choice.parts.length);
  for (const [place, path] of paths.entries()) {
    const part = place + 1;
    await scanPart(table, path, decode, stop, (record, slot, line) => {
      const known = table.fingerprints[slot];
      if (known === 0n || known !== fingerprint(record.completionSha256)) return;
      const owner = choice.parts[slot];
      const tells = isTelling(record);
      const said = telling[slot] === 1;
      if (said && !tells) return;
      if (owner !== 0 && owner !== part && answers.parts[slot] !== part && said === tells) return;
      choice.parts[slot] = part;
      choice.lines[slot] = line;
      telling[slot] = tells ? 1 : 0;
    });
  }
  return choice;
};
