import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, Summary } from '../core/index.ts';
import { completionsPath, samplesPath, turnsPath, verdictsPath, votesPath } from '../run/layout.ts';
import { readRunDirectory } from '../run/summary-file.ts';

/** A run directory as it can be read without the benchmarks it is about: texts stay on disk. */
export type RunRecord = {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Without cells while nothing has been scored. */
  readonly summary: Summary;
  /** Sorted by name. */
  readonly tasks: readonly TaskRecord[];
};

/** One benchmark in one protocol, and where its records are. Files may be missing: they have no records then. */
export type TaskRecord = {
  /** `gsm8k.cot` */
  readonly name: string;
  readonly benchmark: string;
  readonly protocol: string;
  /** `SampleRecord`s, one a sample; missing in run directories of before 0.2. */
  readonly samples: string;
  /** `Completion`s. */
  readonly completions: string;
  /** `Turn`s of episodes; missing where there is one turn. */
  readonly turns: string;
  /** Files of `Verdict`s, one a grader, the headline first. */
  readonly graders: readonly GraderRecord[];
};

export type GraderRecord = {
  readonly name: string;
  readonly verdicts: string;
  /** `VoteRow`s, one a sample; only where samples have several trials and answers can be compared. */
  readonly votes: string;
};

/**
 * Opens a run directory for reading; nothing is locked, and a command may be writing there.
 * @throws EurusError `RECORDS_UNREADABLE` when it is none
 */
export const openRun = async (directory: string): Promise<RunRecord> => {
  const { manifest, summary } = await readRunDirectory(directory);
  const files = await readdir(join(directory, 'verdicts')).catch((): string[] => []);
  const tasks = Object.keys(manifest.benchmarks)
    .filter(isFileName)
    .sort()
    .map(name => taskOf(name, directory, manifest, files));
  return { directory, manifest, summary, tasks };
};

/** A manifest may be anybody's: what stands in it never leads out of the run directory. */
const isFileName = (name: string): boolean => /^[^./\\\0][^/\\\0]*$/.test(name);

const taskOf = (
  name: string,
  directory: string,
  manifest: Manifest,
  files: readonly string[],
): TaskRecord => {
  const dot = name.indexOf('.');
  const selected = Object.hasOwn(manifest.selection, name) ? (manifest.selection[name]?.graders ?? []) : [];
  const kept = files.flatMap(file => graderIn(file, name));
  const graders = [...selected.filter(grader => kept.includes(grader)), ...kept.sort()];
  return {
    name,
    benchmark: name.slice(0, dot),
    protocol: name.slice(dot + 1),
    samples: samplesPath(directory, name),
    completions: completionsPath(directory, name),
    turns: turnsPath(directory, name),
    graders: [...new Set(graders)].map(grader => ({
      name: grader,
      verdicts: verdictsPath(directory, name, grader),
      votes: votesPath(directory, name, grader),
    })),
  };
};

const ending = '.jsonl';

/** The grader that a file of verdicts is by, when it is of the task. */
const graderIn = (file: string, name: string): readonly string[] => {
  const start = `${name}.`;
  if (!file.startsWith(start) || !file.endsWith(ending)) return [];
  const grader = file.slice(start.length, -ending.length);
  return grader === '' || grader.includes('.') ? [] : [grader];
};
