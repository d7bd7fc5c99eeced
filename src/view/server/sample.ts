import { basename } from 'node:path';
import {
  type Completion,
  decodeCompletion,
  decodeSampleRecord,
  decodeVerdict,
  type SampleRecord,
  type Verdict,
  verdictNames,
} from '../../core/index.ts';
import { openPlaces, type Place, type PlaceReader } from '../../record/index.ts';
import type { RunId, SamplePage, TrialPage } from '../api.ts';
import { noVerdict } from '../query.ts';
import type { Library, OpenTask } from './library.ts';
import { Refusal } from './refusal.ts';

/** For so long an answer waits for the place of the sample's records to come up, and for the other runs'. */
const patienceMs = 20;
const slowPatienceMs = 30_000;
const othersPatienceMs = 100;

/** Characters of one text that are sent, and of all trials together; every trial has at least the last. */
const maxText = 1_000_000;
const maxAll = 8_000_000;
const minText = 10_000;

/** `GET api/sample` */
export const sampleOf = async (
  library: Library,
  run: RunId,
  name: string,
  id: string,
): Promise<SamplePage> => {
  const open = await library.task(run, name);
  const { index } = open;
  await index.until(() => isPlaced(open, id), patienceMs);
  if (!isPlaced(open, id)) await index.hurry(id);
  // Records that others wrote may begin in another way.
  await index.until(() => index.rowsOf(id) !== null, slowPatienceMs);
  const reader = openSamples(open);
  try {
    const read = await index.urgently(() => reader.read(id));
    return { run, task: name, id, ...read, ...(await othersOf(library, run, name, id)) };
  } finally {
    await reader.close();
  }
};

/** Reads samples of one task, whose records the index knows by now. */
export type SampleReader = {
  /** @throws Refusal 404 when there is no such sample */
  read(id: string): Promise<Pick<SamplePage, 'sample' | 'trials'>>;
  close(): Promise<void>;
};

export const openSamples = (open: OpenTask): SampleReader => {
  const files = openFiles(open);
  return {
    read: async id => {
      const { index } = open;
      const found = index.rowsOf(id);
      if (found === null) throw new Refusal(404, 'there is no such sample in the task');
      const place = index.samplePlace(found.sample);
      const sample = place === null ? null : await files.sample.read(place);
      const share = Math.floor(maxAll / Math.max(1, found.rows.length));
      const limit = Math.max(minText, Math.min(maxText, share));
      const trials: TrialPage[] = [];
      for (const row of found.rows) trials.push(await trialOf(row, open, files, limit));
      return { sample, trials };
    },
    close: files.close,
  };
};

/** Every trial that is known of has its completion, and every verdict has been read. */
const isPlaced = ({ index, task }: OpenTask, id: string): boolean => {
  const rows = index.rowsOf(id)?.rows ?? [];
  return (
    rows.length > 0 &&
    rows.every(row => index.completionPlace(row) !== null) &&
    task.graders.every(({ name }) => rows.every(row => index.verdictPlace(name, row) !== null))
  );
};

type Files = {
  readonly sample: PlaceReader<SampleRecord>;
  readonly completions: PlaceReader<Completion>;
  readonly verdicts: readonly {
    readonly grader: string;
    readonly file: string;
    readonly reader: PlaceReader<Verdict>;
  }[];
  close(): Promise<void>;
};

const openFiles = ({ task }: OpenTask): Files => {
  const sample = openPlaces(task.samples, decodeSampleRecord);
  const completions = openPlaces(task.completions, decodeCompletion);
  const verdicts = task.graders.map(({ name, verdicts: path }) => ({
    grader: name,
    file: `verdicts/${basename(path)}`,
    reader: openPlaces(path, decodeVerdict),
  }));
  return {
    ...{ sample, completions, verdicts },
    close: async () => {
      await Promise.all([sample, completions, ...verdicts.map(({ reader }) => reader)].map(r => r.close()));
    },
  };
};

const trialOf = async (row: number, { index }: OpenTask, files: Files, limit: number): Promise<TrialPage> => {
  const place = index.completionPlace(row);
  const completion = place === null ? null : await files.completions.read(place);
  const verdicts: TrialPage['verdicts'][number][] = [];
  for (const { grader, file, reader } of files.verdicts) {
    const at = index.verdictPlace(grader, row);
    if (at !== null) verdicts.push(await verdictAt(at, reader, file));
  }
  return { trial: index.trialOf(row), ...completionPart(completion, limit), verdicts };
};

const verdictAt = async (
  place: Place,
  reader: PlaceReader<Verdict>,
  file: string,
): Promise<TrialPage['verdicts'][number]> => {
  const {
    key: _,
    benchmark: __,
    protocol: ___,
    id: ____,
    trial: _____,
    ...verdict
  } = await reader.read(place);
  return { ...verdict, file, line: place.line };
};

const completionPart = (
  completion: Completion | null,
  limit: number,
): Omit<TrialPage, 'trial' | 'verdicts'> => {
  const { text = '', reasoning = null, usage } = completion ?? {};
  const reasoningLeft = Math.max(0, (reasoning?.length ?? 0) - limit);
  return {
    text: text.slice(0, limit),
    left: Math.max(0, text.length - limit),
    reasoning: reasoning?.slice(0, limit) ?? null,
    ...(reasoningLeft === 0 ? {} : { reasoningLeft }),
    finishReason: completion?.finishReason ?? null,
    prefill: completion?.prefill ?? null,
    error: completion?.error ?? null,
    model: completion?.model ?? '',
    tokens: {
      input: usage?.inputTokens ?? null,
      output: usage?.outputTokens ?? null,
      reasoning: usage?.reasoningTokens ?? null,
    },
    latencyMs: completion?.latencyMs ?? null,
  };
};

/** The sample in the other runs that have the task, as far as they have been read; the others are begun. */
const othersOf = async (
  library: Library,
  run: RunId,
  name: string,
  id: string,
): Promise<Pick<SamplePage, 'others' | 'othersLeft'>> => {
  const endMs = performance.now() + othersPatienceMs;
  const runs = await otherRuns(library, run, name);
  for (const { open, grader } of runs) {
    await open.index.glance(grader, Math.max(0, endMs - performance.now()));
  }
  const others = othersAmong(runs, id);
  const found = new Set(others.map(other => other.run));
  const othersLeft = runs.filter(({ id, open }) => !found.has(id) && open.index.share() < 1).length;
  return { others, ...(othersLeft === 0 ? {} : { othersLeft }) };
};

/** A run that has the same task, with the grader that is the headline there. */
export type OtherRun = { readonly id: RunId; readonly open: OpenTask; readonly grader: string };

export const otherRuns = async (library: Library, run: RunId, name: string): Promise<readonly OtherRun[]> => {
  const others: OtherRun[] = [];
  for (const id of (await library.runs()).keys()) {
    const open = id === run ? null : await library.task(id, name).catch(() => null);
    const grader = open?.task.graders[0]?.name;
    if (open !== null && grader !== undefined) others.push({ id, open, grader });
  }
  return others;
};

/** What other runs say to a sample in its first trial, as far as their indexes know. */
export const othersAmong = (runs: readonly OtherRun[], id: string): SamplePage['others'] =>
  runs.flatMap(({ id: run, open, grader }) => {
    const row = open.index.rowsOf(id)?.rows[0];
    if (row === undefined) return [];
    const table = open.index.table(grader);
    const verdict = verdictNames[table.verdictOf[row] ?? noVerdict];
    if (verdict === undefined) return [];
    const { model } = open.run.manifest.identity;
    return [{ run, model, verdict, extracted: table.extractedOf[row] ?? null }];
  });
