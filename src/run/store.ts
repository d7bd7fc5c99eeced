import { rm } from 'node:fs/promises';
import {
  type Completion,
  decodeCompletion,
  decodeVerdict,
  type Manifest,
  type Verdict,
} from '../core/index.ts';
import { completionSha256 } from './canonical.ts';
import { onDisk } from './disk-error.ts';
import { completionsPath, verdictsPath } from './layout.ts';
import { mismatch } from './mismatch.ts';
import { refuseMisplaced } from './misplaced.ts';
import type { NamedGrader, PlannedTask } from './plan.ts';
import { type PromptSettings, promptFor, promptSha256 } from './prompt.ts';
import { type Repair, repairRecords, scanRecords } from './records.ts';
import {
  fingerprint,
  noteCompletion,
  noteVerdict,
  slotOf,
  type TrialTable,
  type VerdictColumn,
} from './trials.ts';

export type ScanOptions = {
  readonly directory: string;
  /** Completions of other prompts than these are refused; null when prompts are not looked at. */
  readonly prompts: PromptSettings | null;
  /** True to leave out completions without text, so that they are asked again. */
  readonly dropFailed: boolean;
};

/**
 * Fills a table from the completions on disk. Of two with one key the first counts.
 * @throws EurusError `RECORDS_UNREADABLE` | `RUN_MISMATCH`
 */
export const scanCompletions = (table: TrialTable, options: ScanOptions): Promise<Repair> => {
  const path = completionsPath(options.directory, table.planned.name);
  const checkPrompt =
    options.prompts === null ? null : promptChecker(table.planned, options.prompts, options.directory);
  return scanRecords(path, decodeCompletion, (completion, line) => {
    refuseMisplaced(completion, table.planned, `${path}:${line}`);
    const slot = slotOf(table, completion);
    // Trials that this command does not plan stay as they are.
    if (slot < 0) return true;
    if (table.completions[slot] !== 0) return false;
    if (options.dropFailed && completion.error !== null) return false;
    checkPrompt?.(completion);
    noteCompletion(table, slot, completion);
    table.fingerprints[slot] = fingerprint(completionSha256(completion));
    return true;
  });
};

/** The largest number of a trial among the completions on disk; -1 when there are none. */
export const largestTrial = async (planned: PlannedTask, directory: string): Promise<number> => {
  let largest = -1;
  await scanRecords(completionsPath(directory, planned.name), decodeCompletion, ({ id, trial }) => {
    if (planned.indexOf.has(id)) largest = Math.max(largest, trial);
    return true;
  });
  return largest;
};

/**
 * Fills a column from the verdicts on disk; after `scanCompletions`. The last verdict of a key counts;
 * those before it, and verdicts whose completion is gone or another by now, are to be dropped.
 */
export const scanVerdicts = async (
  table: TrialTable,
  column: VerdictColumn,
  directory: string,
): Promise<Repair> => {
  const lastLine = new Map<string, number>();
  const superseded = new Set<number>();
  const path = verdictsPath(directory, table.planned.name, column.name);
  const repair = await scanRecords(path, decodeVerdict, (verdict, line) => {
    refuseMisplaced(verdict, table.planned, `${path}:${line}`);
    if (!noteIfKnown(table, column, verdict)) return false;
    const before = lastLine.get(verdict.key);
    if (before !== undefined) superseded.add(before);
    lastLine.set(verdict.key, line);
    return true;
  });
  return { ...repair, drop: new Set([...repair.drop, ...superseded]) };
};

/** False for a verdict on what is not there. */
const noteIfKnown = (table: TrialTable, column: VerdictColumn, verdict: Verdict): boolean => {
  const slot = slotOf(table, verdict);
  if (slot < 0) return true;
  if (table.completions[slot] === 0) return false;
  if (table.fingerprints[slot] !== fingerprint(verdict.completionSha256)) return false;
  noteVerdict(column, slot, verdict);
  return true;
};

/** Reads and mends the record files of a task, so that they can be appended to. */
export const openRecords = async (table: TrialTable, options: ScanOptions): Promise<void> => {
  const { directory } = options;
  const { name } = table.planned;
  await repairRecords(completionsPath(directory, name), await scanCompletions(table, options));
  for (const column of table.columns) {
    const repair = await scanVerdicts(table, column, directory);
    await repairRecords(verdictsPath(directory, name, column.name), repair);
  }
};

/** True when the verdicts that are there were given by another version of a grader. */
export const isOutdated = (
  before: Manifest | null,
  name: string,
  { name: grader, grader: { version } }: NamedGrader,
): boolean => (before?.grader_versions?.[`${name}.${grader}`] ?? version) !== version;

/** Removes verdicts that an older version of a grader gave. They are made anew from the completions. */
export const dropOutdatedVerdicts = async (
  directory: string,
  before: Manifest | null,
  planned: readonly PlannedTask[],
): Promise<void> => {
  for (const { name, graders } of planned) {
    for (const grader of graders) {
      const path = verdictsPath(directory, name, grader.name);
      if (isOutdated(before, name, grader)) await onDisk(path, () => rm(path, { force: true }));
    }
  }
};

/** Compares the prompt a completion answered with the one that would be sent now; hashes each prompt once. */
const promptChecker = (planned: PlannedTask, settings: PromptSettings, directory: string) => {
  const hashes = new Map<string, string>();
  return ({ key, id, promptSha256: recorded }: Completion): void => {
    if (recorded === null) return;
    const sample = planned.samples[planned.indexOf.get(id) ?? -1];
    if (sample === undefined) return;
    const now = hashes.get(id) ?? promptSha256(promptFor(planned, sample, settings));
    hashes.set(id, now);
    if (now !== recorded) {
      throw mismatch(directory, [{ field: 'prompt', of: key, before: recorded, now }]);
    }
  };
};
