import { basename } from 'node:path';
import {
  type Completion,
  decodeCompletion,
  decodeRewardRecord,
  decodeSampleRecord,
  decodeTurn,
  decodeVerdict,
  type RewardRecord,
  type SampleRecord,
  type Turn,
  type Verdict,
  verdictNames,
} from '../../core/index.ts';
import {
  completionSha256,
  isBeingWritten,
  type LocatedTurn,
  openPlaces,
  type Place,
  type PlaceReader,
} from '../../record/index.ts';
import type { RewardPage, RunId, SamplePage, TreePage, TrialPage } from '../api.ts';
import { noVerdict } from '../query.ts';
import { episodePage, maxTurns, type ReadTurn, turnsThatCount } from './episode.ts';
import type { Library, OpenTask } from './library.ts';
import { Refusal } from './refusal.ts';
import { type TreeTrial, treePage } from './tree.ts';

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
  await findRecords(open, id);
  const unread = !index.isWhole();
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
  await index.until(() => isPlaced(open, id) && index.isWhole(), patienceMs);
  if (!isPlaced(open, id)) await index.hurry(id);
  // Records that others wrote may begin in another way.
  await index.until(() => index.rowsOf(id) !== null, slowPatienceMs);
};

/** Reads samples of one task, whose records the index knows by now. */
export type SampleReader = {
  /** @throws Refusal 404 when there is no such sample */
  read(id: string): Promise<Pick<SamplePage, 'sample' | 'trials'>>;
  /** @throws Refusal 404 when there is no such sample */
  tree(id: string, grader: string): Promise<TreePage | null>;
  close(): Promise<void>;
};

export const openSamples = (open: OpenTask): SampleReader => {
  const files = openFiles(open);
  const { index } = open;
  const find = async (id: string) => {
    const found = index.rowsOf(id);
    if (found === null) throw new Refusal(404, 'there is no such sample in the task');
    const place = index.samplePlace(found.sample);
    return { rows: found.rows, sample: place === null ? null : await files.sample.read(place) };
  };
  return {
    tree: async (id, grader) => {
      const { rows, sample } = await find(id);
      if (sample === null) return null;
      const trials: TreeTrial[] = [];
      for (const row of rows) trials.push(await treeTrialOf(row, open, files, grader));
      return treePage(open, sample, trials, grader);
    },
    read: async id => {
      const found = await find(id);
      const { sample } = found;
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
  readonly turns: PlaceReader<Turn>;
  readonly verdicts: readonly {
    readonly grader: string;
    readonly file: string;
    readonly reader: PlaceReader<Verdict>;
  }[];
  readonly rewards: readonly { readonly name: string; readonly reader: PlaceReader<RewardRecord> }[];
  close(): Promise<void>;
};

const openFiles = ({ task, index }: OpenTask): Files => {
  const sample = openPlaces(task.samples, decodeSampleRecord);
  const completions = openPlaces(task.completions, decodeCompletion);
  const turns = openPlaces(task.turns, decodeTurn);
  const rewards = index.rewards().map(({ name, path }) => ({
    name,
    reader: openPlaces(path, decodeRewardRecord),
  }));
  const verdicts = task.graders.map(({ name, verdicts: path }) => ({
    grader: name,
    file: `verdicts/${basename(path)}`,
    reader: openPlaces(path, decodeVerdict),
  }));
  return {
    ...{ sample, completions, turns, verdicts, rewards },
    close: async () => {
      const more = [...verdicts, ...rewards].map(({ reader }) => reader);
      await Promise.all([sample, completions, turns, ...more].map(reader => reader.close()));
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
  const taken = turnsThatCount(completion, index.turnsOf(row));
  const turns = await readTurns(taken.slice(0, maxTurns), files);
  const episode = episodePage(completion, taken.length, turns, limit);
  const rewards = await rewardsOf(row, completion, index, files);
  return {
    trial: index.trialOf(row),
    ...completionPart(completion, limit),
    ...(episode === null ? {} : { episode }),
    ...(rewards.length === 0 ? {} : { rewards }),
    verdicts,
  };
};

const readTurns = async (
  places: readonly LocatedTurn<Place>[],
  { turns: reader }: Files,
): Promise<readonly ReadTurn[]> => {
  const turns: ReadTurn[] = [];
  for (const place of places) {
    const reply = await reader.read(place.reply);
    const effect = place.effect === null ? null : await reader.read(place.effect);
    if (reply.record !== 'reply') break;
    turns.push({ reply, effect: effect?.record === 'effect' ? effect : null });
  }
  return turns;
};

/** What rewards gave the answer that is there now, and the numbers that stand in its own record. */
const rewardsOf = async (
  row: number,
  completion: Completion | null,
  index: OpenTask['index'],
  { rewards }: Files,
): Promise<readonly RewardPage[]> => {
  if (completion === null || completion.error !== null) return [];
  const pages: RewardPage[] = Object.entries(completion.scores ?? {}).map(([name, score]) => ({
    ...{ name, score, why: null },
  }));
  const sha256 = completionSha256(completion);
  for (const { name, reader } of rewards) {
    const { score, failure } = index.rewardPlaces(name, row);
    let page: RewardPage = { name, score: null, why: 'not asked for yet' };
    for (const place of [failure, score]) {
      const record = place === null ? null : await reader.read(place);
      // A reward of another text is none of this answer.
      if (record?.completionSha256 !== sha256) continue;
      const why = record.error === null ? null : `${record.error.code} ${record.error.message}`;
      page = { name, score: record.score, why: why?.slice(0, maxWhy) ?? null };
    }
    pages.push(page);
  }
  return pages;
};

/** Characters of why there is no reward. */
const maxWhy = 500;

const treeTrialOf = async (
  row: number,
  { index }: OpenTask,
  files: Files,
  grader: string,
): Promise<TreeTrial> => {
  const place = index.completionPlace(row);
  const completion = place === null ? null : await files.completions.read(place);
  const reader = files.verdicts.find(known => known.grader === grader)?.reader;
  const at = index.verdictPlace(grader, row);
  const verdict = at === null ? undefined : await reader?.read(at);
  const taken = turnsThatCount(completion, index.turnsOf(row));
  return {
    ...{ trial: index.trialOf(row), completion, verdict },
    turns: await readTurns(taken.slice(0, maxTurns), files),
  };
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
