import { basename } from 'node:path';
import {
  decodeCompletion,
  decodeSampleRecord,
  decodeTurn,
  decodeVerdict,
  EurusError,
  type Key,
  type Message,
  type Prompt,
} from '../core/index.ts';
import {
  type LocatedTurn,
  locatedRecords,
  newestCompletions,
  newestTurns,
  newestVerdicts,
  openPlaces,
  type Place,
  type RunRecord,
  type TaskRecord,
} from '../record/index.ts';
import { actionsOf, type LeftOut, type ReadTurn, type Trajectory } from './trajectory.ts';
import { buildTree, type Instruction, type PreferenceTree, rootId } from './tree.ts';

/** A task of a run. */
export type TreeSource = { readonly run: RunRecord; readonly task: TaskRecord };

/** Trees of one task, from one run or several that asked the same. Only places of records are in memory. */
export type TreeReader = {
  /** Ids of the samples that have answers, in the order of the data. */
  readonly ids: readonly string[];
  /** The trees of a sample: one for each way in which it was asked. */
  read(id: string): Promise<readonly PreferenceTree[]>;
  /** Trials that have no place in a tree, among those that were read so far. */
  readonly leftOut: Readonly<Record<LeftOut | 'prompt-missing', number>>;
  close(): Promise<void>;
};

/**
 * Opens one task in several runs for reading, trees made of all of them: answers of several models to one instruction
 * stand side by side.
 * @param grader whose verdicts count
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const openTrees = async (sources: readonly TreeSource[], grader: string): Promise<TreeReader> => {
  const indexes: TaskIndex[] = [];
  for (const source of sources) indexes.push(await indexOf(source, grader));
  const leftOut = { failed: 0, 'turns-missing': 0, 'prompt-missing': 0 };
  return {
    ids: [...new Set(indexes.flatMap(({ ids }) => ids))],
    leftOut,
    read: async id => {
      const asked = new Map<
        string,
        { readonly instruction: Instruction; readonly trajectories: Trajectory[] }
      >();
      for (const index of indexes) {
        const trials = index.trials.get(id) ?? [];
        const instruction = await index.instruction(id);
        if (instruction === null) {
          leftOut['prompt-missing'] += trials.length;
          continue;
        }
        const root = rootId(instruction);
        const group = asked.get(root) ?? { instruction, trajectories: [] };
        asked.set(root, group);
        for (const trial of trials) {
          const read = await index.trajectory(trial);
          if (typeof read === 'string') leftOut[read] += 1;
          else group.trajectories.push(read);
        }
      }
      return [...asked.values()]
        .filter(({ trajectories }) => trajectories.length > 0)
        .map(({ instruction, trajectories }) => buildTree(instruction, grader, trajectories));
    },
    close: async () => {
      for (const { close } of indexes) await close();
    },
  };
};

/**
 * The tree of one instruction of a run, for a page that shows it; null when the sample has no answers. Reads the task's
 * files once: for many samples use `openTrees`.
 */
export const treeOf = async (
  run: RunRecord,
  task: TaskRecord,
  id: string,
  grader: string,
): Promise<PreferenceTree | null> => {
  const trees = await openTrees([{ run, task }], grader);
  try {
    const [tree = null] = await trees.read(id);
    return tree;
  } finally {
    await trees.close();
  }
};

type Trial = { readonly key: Key; readonly place: Place };

type TaskIndex = {
  readonly ids: readonly string[];
  readonly trials: ReadonlyMap<string, readonly Trial[]>;
  instruction(id: string): Promise<Instruction | null>;
  trajectory(trial: Trial): Promise<Trajectory | LeftOut>;
  close(): Promise<void>;
};

const indexOf = async ({ run, task }: TreeSource, grader: string): Promise<TaskIndex> => {
  const verdictsPath = task.graders.find(({ name }) => name === grader)?.verdicts;
  if (verdictsPath === undefined) {
    throw new EurusError('UNKNOWN_NAME', `${run.directory} has no verdicts of ${grader} on ${task.name}.`);
  }
  const samples = new Map<string, Place>();
  for await (const { record, place } of locatedRecords(task.samples, decodeSampleRecord)) {
    samples.set(record.id, place);
  }
  const completions = await newestCompletions(task.completions, ({ key, id }, place) => ({ key, id, place }));
  const trials = Map.groupBy(completions.values(), ({ id }) => id);
  const verdicts = await newestVerdicts(verdictsPath, (_, place) => place);
  const turns = await newestTurns(task.turns, (_, place) => place);
  const reader = {
    samples: openPlaces(task.samples, decodeSampleRecord),
    completions: openPlaces(task.completions, decodeCompletion),
    verdicts: openPlaces(verdictsPath, decodeVerdict),
    turns: openPlaces(task.turns, decodeTurn),
  };
  const readTurn = async ({ reply, effect }: LocatedTurn<Place>): Promise<readonly ReadTurn[]> => {
    const said = await reader.turns.read(reply);
    const done = effect === null ? null : await reader.turns.read(effect);
    if (said.record !== 'reply') return [];
    return [{ reply: said, effect: done?.record === 'effect' ? done : null }];
  };
  return {
    ids: [
      ...[...samples.keys()].filter(id => trials.has(id)),
      ...[...trials.keys()].filter(id => !samples.has(id)).sort(),
    ],
    trials,
    instruction: async id => {
      const place = samples.get(id);
      if (place === undefined) return null;
      const { prompt } = await reader.samples.read(place);
      const { benchmark, protocol } = task;
      return { benchmark, protocol, sample: id, messages: messagesOf(prompt) };
    },
    trajectory: async ({ key, place }) => {
      const completion = await reader.completions.read(place);
      const judged = verdicts.get(key);
      const verdict = judged === undefined ? undefined : await reader.verdicts.read(judged);
      const read: ReadTurn[] = [];
      for (const turn of turns.get(key) ?? []) read.push(...(await readTurn(turn)));
      const actions = actionsOf(completion, verdict, read, grader);
      if (typeof actions === 'string') return actions;
      return { run: basename(run.directory), model: run.manifest.identity.model, key, actions };
    },
    close: async () => {
      for (const { close } of Object.values(reader)) await close();
    },
  };
};

/** What was sent first; a prompt of raw text is one user turn. */
export const messagesOf = (prompt: Prompt): readonly Message[] =>
  (prompt.kind === 'text' ? [{ role: 'user' as const, content: prompt.text }] : prompt.messages).map(
    ({ role, content }) => ({ role, content: content.toWellFormed() }),
  );
