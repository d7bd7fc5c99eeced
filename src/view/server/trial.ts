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
} from '../../core/index.ts';
import {
  completionSha256,
  type LocatedTurn,
  openPlaces,
  type Place,
  type PlaceReader,
} from '../../record/index.ts';
import type { RewardPage, TrialPage } from '../api.ts';
import { episodePage, maxTurns, type ReadTurn, turnsThatCount } from './episode.ts';
import type { OpenTask } from './library.ts';
import type { TreeTrial } from './tree.ts';

/** The files of a task, open for reading single records. */
export type Files = {
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

export const openFiles = ({ task, index }: OpenTask): Files => {
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

/** One trial as the page is told of it; each of its texts has at most `limit` characters. */
export const trialOf = async (
  row: number,
  { index }: OpenTask,
  files: Files,
  limit: number,
): Promise<TrialPage> => {
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

/** The same as a tree is made of it. */
export const treeTrialOf = async (
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
