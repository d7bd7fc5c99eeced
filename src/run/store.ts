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
import { refuseMisplaced } from './misplaced.ts';
import type { NamedGrader, PlannedTask } from './plan.ts';
import { type Repair, repairRecords, scanRecords } from './records.ts';
import { noteRewards } from './rewards.ts';
import { type Asks, requestChecker } from './same-request.ts';
import {
  fingerprint,
  forgetCompletions,
  forgetVerdicts,
  noteCompletion,
  noteVerdict,
  slotOf,
  type TrialTable,
  unjudgeable,
  type VerdictColumn,
} from './trials.ts';

/**
 * What a command does anew of what is there and has no verdict through a fault of ours: `failed` = asks again for
 * requests that failed for good, and judges answers again; `unscored` = asks again for all of it; `nothing`.
 */
export type Retry = 'failed' | 'unscored' | 'nothing';

export type ScanOptions = {
  readonly directory: string;
  /** Completions of other requests than these are refused; null when requests are not looked at. */
  readonly asks: Asks | null;
  readonly retry: Retry;
  /** Filled with the line of the completion that counts, by slot, from 1; 0 for none. Below 0 for a failed request's. */
  readonly lines?: Int32Array;
};

/**
 * Fills a table from the completions on disk. Of those with one key the newest counts that has not failed; what is to
 * be asked again counts as missing, and its line stays until there is another.
 * @param again slots that are to be asked again
 * @throws EurusError `RECORDS_UNREADABLE` | `RUN_MISMATCH`
 */
export const scanCompletions = async (
  table: TrialTable,
  options: ScanOptions,
  again: ReadonlySet<number> = new Set(),
): Promise<Repair> => {
  const path = completionsPath(options.directory, table.planned.name);
  const check = options.asks === null ? null : requestChecker(table.planned, options.asks, options.directory);
  const { lines = new Int32Array(table.completions.length) } = options;
  const replaced = new Set<number>();

  const note = (completion: Completion, slot: number): void => {
    table.fingerprints[slot] = fingerprint(completionSha256(completion));
    if (again.has(slot) || (completion.error !== null && options.retry !== 'nothing')) return;
    check?.(completion);
    noteCompletion(table, slot, completion);
  };
  table.endpoints.clearOthers();
  const repair = await scanRecords(path, decodeCompletion, (completion, line) => {
    refuseMisplaced(completion, table.planned, `${path}:${line}`);
    const slot = slotOf(table, completion);
    // Trials that this command does not plan stay as they are.
    if (slot < 0) {
      table.endpoints.addOther(completion);
      return true;
    }
    const before = lines[slot] ?? 0;
    if (before > 0 && completion.error !== null) return false;
    if (before !== 0) replaced.add(Math.abs(before));
    else note(completion, slot);
    lines[slot] = completion.error === null ? line : -line;
    return true;
  });
  if (replaced.size === 0) return repair;
  // What was counted for a line that another has replaced is not known any more: from the start, then.
  forgetCompletions(table);
  await scanRecords(path, decodeCompletion, (completion, line) => {
    const slot = slotOf(table, completion);
    if (slot >= 0 && Math.abs(lines[slot] ?? 0) === line) note(completion, slot);
    return true;
  });
  return { ...repair, drop: new Set([...repair.drop, ...replaced]) };
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
  /** By slot, from 1; 0 for none. */
  const lines = new Uint32Array(table.completions.length);
  /** Of trials that this command does not plan, by key. */
  const others = new Map<string, number>();
  const superseded = new Set<number>();
  const path = verdictsPath(directory, table.planned.name, column.name);
  const repair = await scanRecords(path, decodeVerdict, (verdict, line) => {
    refuseMisplaced(verdict, table.planned, `${path}:${line}`);
    const slot = slotOf(table, verdict);
    if (slot >= 0 && !noteIfKnown(table, column, slot, verdict)) return false;
    const before = slot >= 0 ? lines[slot] : others.get(verdict.key);
    if (before) superseded.add(before);
    if (slot >= 0) lines[slot] = line;
    else others.set(verdict.key, line);
    return true;
  });
  return { ...repair, drop: new Set([...repair.drop, ...superseded]) };
};

/** False for a verdict on what is not there. */
const noteIfKnown = (table: TrialTable, column: VerdictColumn, slot: number, verdict: Verdict): boolean => {
  const known = table.fingerprints[slot];
  if (known === 0n || known !== fingerprint(verdict.completionSha256)) return false;
  if (table.completions[slot] !== 0) noteVerdict(column, slot, verdict);
  return true;
};

/** What the record files of a task need before they can be appended to, by path. */
type Repairs = ReadonlyMap<string, Repair>;

/**
 * Fills a table from the records of a task; what is to be asked again counts as missing.
 * @param columns those whose verdicts are still good
 */
export const readRecordsOf = async (
  table: TrialTable,
  options: ScanOptions,
  columns: readonly VerdictColumn[] = table.columns,
): Promise<Repairs> => {
  const { directory, retry } = options;
  const { name } = table.planned;
  const repairs = new Map([[completionsPath(directory, name), await scanCompletions(table, options)]]);
  for (const column of columns) {
    repairs.set(verdictsPath(directory, name, column.name), await scanVerdicts(table, column, directory));
  }
  const again = retry === 'unscored' ? unjudgeable(table) : new Set<number>();
  if (again.size > 0) {
    forgetCompletions(table);
    await scanCompletions(table, options, again);
    for (const slot of again) {
      forgetVerdicts(table, slot);
      table.again.add(slot);
    }
  }
  await noteRewards(table, directory);
  return repairs;
};

/** Reads and mends the record files of a task, so that they can be appended to. */
export const openRecords = async (table: TrialTable, options: ScanOptions): Promise<void> => {
  const repairs = await readRecordsOf(table, options);
  for (const [path, repair] of repairs) await repairRecords(path, repair);
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
