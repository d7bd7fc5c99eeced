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
const patienceMs = 50;
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
  const found = index.rowsOf(id);
  if (found === null) throw new Refusal(404, 'there is no such sample in the task');
  const files = openFiles(open);
  try {
    const place = index.samplePlace(found.sample);
    const sample = place === null ? null : await files.sample.read(place);
    const limit = Math.max(minText, Math.min(maxText, Math.floor(maxAll / Math.max(1, found.rows.length))));
    const trials: TrialPage[] = [];
    for (const row of found.rows) trials.push(await trialOf(row, open, files, limit));
    return { run, task: name, id, sample, trials, ...(await othersOf(library, run, name, id)) };
  } finally {
    await files.close();
  }
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
  const others: SamplePage['others'][number][] = [];
  let othersLeft = 0;
  for (const other of (await library.runs()).keys()) {
    if (other === run) continue;
    const open = await library.task(other, name).catch(() => null);
    const grader = open?.task.graders[0]?.name;
    if (open === null || grader === undefined) continue;
    await open.index.look(grader, Math.max(0, endMs - performance.now()));
    const row = open.index.rowsOf(id)?.rows[0];
    const table = open.index.table(grader);
    const verdict = row === undefined ? noVerdict : (table.verdictOf[row] ?? noVerdict);
    if (row === undefined || verdict === noVerdict) {
      if (open.index.share() < 1) othersLeft += 1;
      continue;
    }
    others.push({
      run: other,
      model: open.run.manifest.identity.model,
      verdict: verdictNames[verdict] ?? null,
      extracted: table.extractedOf[row] ?? null,
    });
  }
  return { others, ...(othersLeft === 0 ? {} : { othersLeft }) };
};
