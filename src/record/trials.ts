import {
  type Completion,
  decodeCompletion,
  decodeSampleRecord,
  decodeVerdict,
  type Key,
  type SampleRecord,
  type Verdict,
} from '../core/index.ts';
import { locatedRecords, openPlaces, type Place } from './located.ts';
import { newestCompletions, newestVerdicts } from './newest.ts';
import type { TaskRecord } from './run-record.ts';

/** One trial with all that a run directory holds of it. */
export type TrialRecord = {
  readonly key: Key;
  readonly id: string;
  readonly trial: number;
  /** Place of the sample among those that were asked, from 0; -1 when the run does not say. */
  readonly row: number;
  /** Null for runs of before samples were kept. */
  readonly sample: SampleRecord | null;
  readonly completion: Completion;
  /** By grader; one that has not judged it yet is not there. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
};

/**
 * The trials of a task in the order of the data, joined by key: of texts one trial at a time is in memory, of all others
 * their places. Trials without a completion are not among them.
 */
export async function* trialsOf(task: TaskRecord): AsyncGenerator<TrialRecord, void, undefined> {
  const samples: { readonly id: string; readonly place: Place }[] = [];
  for await (const { record, place } of locatedRecords(task.samples, decodeSampleRecord)) {
    samples.push({ id: record.id, place });
  }
  const rows = new Map(samples.map(({ id }, row) => [id, row]));
  const rowOf = (id: string): number => rows.get(id) ?? -1;
  const completions = await newestCompletions(task.completions, ({ key, id, trial }, place) => ({
    ...{ key, id, trial, place },
    row: rowOf(id),
  }));
  const verdicts = await Promise.all(
    task.graders.map(async ({ name, verdicts: path }) => ({
      name,
      places: await newestVerdicts(path, (_, place) => place),
      reader: openPlaces(path, decodeVerdict),
    })),
  );
  const ordered = [...completions.values()].sort(inOrder);
  const [sampleReader, completionReader] = [
    openPlaces(task.samples, decodeSampleRecord),
    openPlaces(task.completions, decodeCompletion),
  ];
  let last: { readonly row: number; readonly sample: SampleRecord | null } = { row: -1, sample: null };
  try {
    for (const { key, id, trial, place, row } of ordered) {
      const at = samples[row];
      if (row !== last.row)
        last = { row, sample: at === undefined ? null : await sampleReader.read(at.place) };
      const judged = new Map<string, Verdict>();
      for (const { name, places, reader } of verdicts) {
        const found = places.get(key);
        if (found !== undefined) judged.set(name, await reader.read(found));
      }
      const completion = await completionReader.read(place);
      yield { key, id, trial, row, sample: last.sample, completion, verdicts: judged };
    }
  } finally {
    for (const reader of [sampleReader, completionReader, ...verdicts.map(one => one.reader)]) {
      await reader.close();
    }
  }
}

type Ordered = { readonly row: number; readonly id: string; readonly trial: number };

/** By row, those without one behind; trials of one sample in their order. */
const inOrder = (a: Ordered, b: Ordered): number => {
  if (a.row !== b.row) return a.row < 0 ? 1 : b.row < 0 ? -1 : a.row - b.row;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.trial - b.trial;
};
