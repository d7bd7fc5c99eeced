import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeVerdict } from '../core/index.ts';
import { completionsFolder, completionsPath, verdictsPath } from '../run/layout.ts';
import { selectionOf } from '../run/manifest.ts';
import type { PlannedTask } from '../run/plan.ts';
import { sizeOf } from '../run/records.ts';
import { largestTrial } from '../run/store.ts';
import { createTable, type TrialTable } from '../run/trials.ts';
import { chooseAbout } from './about-answers.ts';
import type { Stop } from './choice.ts';
import { chooseAnswers } from './completions.ts';
import { type Asked, type Gap, gapsOf } from './gaps.ts';
import type { Part } from './parts.ts';
import { writeRewards } from './rewards.ts';
import { writeTurns } from './turns.ts';
import { writeVotes } from './votes.ts';
import { writeChosen } from './write-lines.ts';

type Joining = {
  readonly parts: readonly Part[];
  readonly asked: Asked;
  /** Rewards by the names that their files have. */
  readonly rewards: readonly string[];
  readonly directory: string;
  readonly stop: Stop;
};

type JoinedTask = {
  readonly gaps: readonly Gap[];
  readonly duplicates: number;
  /** The task with further graders that have judged it everywhere; null without them. */
  readonly others: PlannedTask | null;
};

/** Joins all records of one task. */
export const joinTask = async (planned: PlannedTask, joining: Joining): Promise<JoinedTask> => {
  const { parts, asked, directory, stop } = joining;
  const { name } = planned;
  const wanted = Math.max(1, ...parts.map(({ manifest }) => selectionOf(manifest, name).trials));
  const table = await tableOf(planned, wanted, parts);
  const answers = await chooseAnswers(table, parts, stop);
  const from = parts.map(part => completionsPath(part.directory, name));
  const to = { folder: completionsFolder(directory), path: completionsPath(directory, name) };
  await writeChosen(to, answers, from, stop);
  await writeTurns(table, answers, parts, directory, stop);
  await writeRewards(table, answers, parts, joining.rewards, directory, stop);
  const graders = await gradersIn(name, parts);
  // Within a part the last verdict counts, whatever it says.
  const kind = { decode: decodeVerdict, isTelling: () => true };
  for (const grader of graders.keys()) {
    const files = parts.map(part => verdictsPath(part.directory, name, grader));
    const verdicts = await chooseAbout(table, answers, files, kind, stop);
    const path = verdictsPath(directory, name, grader);
    await writeChosen({ folder: join(directory, 'verdicts'), path }, verdicts, files, stop);
  }
  const others = await othersOf(planned, graders, parts);
  await writeVotes(planned, parts, directory);
  if (others !== null) await writeVotes(others, parts, directory);
  return { gaps: gapsOf(table, answers, asked, wanted), duplicates: answers.duplicates, others };
};

/** For all trials that any part has. */
const tableOf = async (planned: PlannedTask, wanted: number, parts: readonly Part[]): Promise<TrialTable> => {
  let trials = wanted;
  for (const { directory } of parts) trials = Math.max(trials, 1 + (await largestTrial(planned, directory)));
  return createTable({ ...planned, graders: [] }, trials);
};

/** The graders that have judged a task, and in which parts. */
const gradersIn = async (
  name: string,
  parts: readonly Part[],
): Promise<ReadonlyMap<string, ReadonlySet<Part>>> => {
  const graders = new Map<string, Set<Part>>();
  const [start, end] = [`${name}.`, '.jsonl'];
  for (const part of parts) {
    const files = await readdir(join(part.directory, 'verdicts')).catch((): string[] => []);
    for (const file of files.filter(file => file.startsWith(start) && file.endsWith(end))) {
      const grader = file.slice(start.length, -end.length);
      if (grader === '' || grader.includes('.')) continue;
      graders.set(grader, (graders.get(grader) ?? new Set()).add(part));
    }
  }
  return graders;
};

/** Graders that the newest command has not named count where they have judged every part that has answers. */
const othersOf = async (
  planned: PlannedTask,
  graders: ReadonlyMap<string, ReadonlySet<Part>>,
  parts: readonly Part[],
): Promise<PlannedTask | null> => {
  const { protocol } = planned.task;
  const answering: Part[] = [];
  for (const part of parts) {
    if ((await sizeOf(completionsPath(part.directory, planned.name))) > 0) answering.push(part);
  }
  const others = [...graders].flatMap(([name, judged]) => {
    const grader = Object.hasOwn(protocol.graders, name) ? protocol.graders[name] : undefined;
    const isNamed = planned.graders.some(known => known.name === name);
    const isWhole = answering.every(part => judged.has(part));
    return grader === undefined || isNamed || !isWhole ? [] : [{ name, grader }];
  });
  return others.length === 0
    ? null
    : { ...planned, graders: others.sort((a, b) => (a.name < b.name ? -1 : 1)) };
};
