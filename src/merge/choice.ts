import type { Address } from '../core/index.ts';
import { EurusError } from '../core/index.ts';
import { refuseMisplaced } from '../run/misplaced.ts';
import { visible } from '../run/quote.ts';
import { scanRecords } from '../run/records.ts';
import { slotOf, type TrialTable } from '../run/trials.ts';

/** Which record counts for each trial of a task: a few bytes a trial. */
export type Choice = {
  /** 1 + the place of its part, by slot; 0 where there is none. */
  readonly parts: Uint32Array;
  /** Its line in the file of that part, from 1. */
  readonly lines: Uint32Array;
};

export const emptyChoice = ({ completions }: TrialTable): Choice => ({
  parts: new Uint32Array(completions.length),
  lines: new Uint32Array(completions.length),
});

/** Ends the work when the user wants it. */
export type Stop = () => void;

/**
 * Reads the records of a task in one file.
 * @param visit is told of each record, its slot and its line
 * @throws EurusError `RECORDS_UNREADABLE` for damage, and for a sample that the data does not have
 */
export const scanPart = async <T extends Address>(
  table: TrialTable,
  path: string,
  decode: (value: unknown) => T | null,
  stop: Stop,
  visit: (record: T, slot: number, line: number) => void,
): Promise<void> => {
  await scanRecords(path, decode, (record, line) => {
    stop();
    refuseMisplaced(record, table.planned, `${path}:${line}`);
    const slot = slotOf(table, record);
    if (slot >= 0) visit(record, slot, line);
    else if (!table.planned.indexOf.has(record.id)) throw unknownSample(table, record.id, `${path}:${line}`);
    return true;
  });
};

const unknownSample = ({ planned: { name } }: TrialTable, id: string, at: string): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${at}: the data here has no sample "${visible(id)}" of ${name}`, {
    hint: 'Name the folder of the data that the runs were made with: --data-dir DIR.',
  });
