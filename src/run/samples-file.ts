import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import { decodeSampleRecord, encodeSampleRecord, type Sample, sampleRecordOf } from '../core/index.ts';
import { openAppender } from './appender.ts';
import { makeDirectory, takeName, temporaryPath } from './disk.ts';
import { samplesPath } from './layout.ts';
import type { PlannedTask } from './plan.ts';
import { promptFor } from './prompt.ts';
import { readRecords, sizeOf } from './records.ts';
import type { Room } from './room.ts';

/** A task, and those of its samples that have been asked. */
export type AskedSamples = { readonly planned: PlannedTask; readonly samples: readonly Sample[] };

/**
 * Writes what the samples of some tasks are, in the order of the data: groups, prompt and gold answer, for readers that
 * have only the run directory. Samples of earlier commands that these tasks are not about stay, behind them.
 * A file that says all of it already is left alone.
 * @param system the user's system message, which is part of every prompt
 * @throws EurusError `DISK_FULL` | `DISK_DENIED` | `RECORDS_UNREADABLE`
 */
export const keepSamples = async (
  directory: string,
  tasks: readonly AskedSamples[],
  system: string | null,
  room: Room,
): Promise<void> => {
  for (const task of tasks) await keepSamplesOf(task, directory, system, room);
};

const keepSamplesOf = async (
  { planned, samples }: AskedSamples,
  directory: string,
  system: string | null,
  room: Room,
): Promise<void> => {
  const path = samplesPath(directory, planned.name);
  const before = await sizeOf(path);
  const known = new Map<string, string>();
  for await (const record of readRecords(path, decodeSampleRecord, before)) {
    known.set(record.id, fingerprint(encodeSampleRecord(record)));
  }
  const settings = { system, prefill: 'assistant-message' } as const;
  const rows = function* () {
    for (const sample of samples) {
      yield encodeSampleRecord(sampleRecordOf(sample, promptFor(planned, sample, settings)));
    }
  };
  if (everyIsKnown(rows(), known)) return;
  const written = new Set(samples.map(({ id }) => id));
  await makeDirectory(dirname(path));
  const file = await openAppender(temporaryPath(path), 'w', { room });
  try {
    for (const row of rows()) await file.put(row);
    for await (const record of readRecords(path, decodeSampleRecord, before)) {
      if (!written.has(record.id)) await file.put(encodeSampleRecord(record));
    }
  } finally {
    await file.close();
  }
  await takeName(path);
};

type Row = Readonly<Record<string, unknown>>;

const everyIsKnown = (rows: Iterable<Row>, known: ReadonlyMap<string, string>): boolean => {
  for (const row of rows) if (known.get(String(row.id)) !== fingerprint(row)) return false;
  return true;
};

const fingerprint = (row: Row): string => hash('sha256', JSON.stringify(row), 'base64').slice(0, 22);
