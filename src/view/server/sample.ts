import { verdictNames } from '../../core/index.ts';
import { isBeingWritten, sizeOf } from '../../record/index.ts';
import type { RunId, SamplePage, TreePage } from '../api.ts';
import { noVerdict } from '../query.ts';
import type { Library, OpenTask } from './library.ts';
import { Refusal } from './refusal.ts';
import { openSamples } from './sample-reader.ts';

/** For so long an answer waits for the place of the sample's records to come up, and for the other runs'. */
const patienceMs = 20;
const slowPatienceMs = 30_000;
const othersPatienceMs = 100;

/** `GET api/sample` */
export const sampleOf = async (
  library: Library,
  run: RunId,
  name: string,
  id: string,
): Promise<SamplePage> => {
  const open = await library.task(run, name);
  const { index } = open;
  await findRecords(open, id);
  const isRead = index.isWhole() && index.isCurrent();
  const unread = !isRead && (index.rewards().length > 0 || (await sizeOf(open.task.turns)) > 0);
  const reader = openSamples(open);
  try {
    const read = await index.urgently(() => reader.read(id));
    const page = { run, task: name, id, ...read, ...(await othersOf(library, run, name, id)) };
    const live = await isBeingWritten(open.run.directory);
    return { ...page, ...(unread ? { unread } : {}), ...(live ? { live } : {}) };
  } finally {
    await reader.close();
  }
};

/** `GET api/tree` */
export const treeOf = async (
  library: Library,
  run: RunId,
  name: string,
  id: string,
  grader: string,
): Promise<TreePage | null> => {
  const open = await library.task(run, name);
  if (!open.task.graders.some(known => known.name === grader)) {
    throw new Refusal(404, 'the task has no verdicts of this grader');
  }
  await findRecords(open, id);
  const reader = openSamples(open);
  try {
    return await open.index.urgently(() => reader.tree(id, grader));
  } finally {
    await reader.close();
  }
};

/** Waits until the places of a sample's records are known. */
const findRecords = async (open: OpenTask, id: string): Promise<void> => {
  const { index } = open;
  await index.until(() => isPlaced(open, id) && index.isWhole() && index.isCurrent(), patienceMs);
  if (!isPlaced(open, id)) await index.hurry(id);
  // Records that others wrote may begin in another way.
  await index.until(() => index.rowsOf(id) !== null, slowPatienceMs);
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
  const others = othersAmong(runs, id, goldOf((await library.task(run, name)).index, id));
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

/** The gold answer of a sample as a line of a list; null where there is none, or it has not been read. */
export const goldOf = (index: OpenTask['index'], id: string): string | null => {
  const sample = index.rowsOf(id)?.sample;
  return sample === undefined ? null : (index.table('').samples.targets[sample] ?? null);
};

/** What other runs say to a sample in its first trial, as far as their indexes know. */
export const othersAmong = (
  runs: readonly OtherRun[],
  id: string,
  gold: string | null,
): SamplePage['others'] =>
  runs.flatMap(({ id: run, open, grader }) => {
    const row = open.index.rowsOf(id)?.rows[0];
    if (row === undefined) return [];
    const table = open.index.table(grader);
    const verdict = verdictNames[table.verdictOf[row] ?? noVerdict];
    if (verdict === undefined) return [];
    const { model } = open.run.manifest.identity;
    const theirs = gold === null ? null : goldOf(open.index, id);
    const other = theirs === null || theirs === gold ? {} : { gold: theirs };
    return [{ run, model, verdict, extracted: table.extractedOf[row] ?? null, ...other }];
  });
