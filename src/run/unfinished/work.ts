import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isObject, type Sandbox } from '../../core/index.ts';
import { canonicalJson } from '../canonical.ts';
import { briefly, type Change } from '../change-table.ts';
import { changes } from '../mismatch.ts';
import type { PlannedTask } from '../plan.ts';

/**
 * All that decides a verdict beside the answer itself, which each verdict names by its SHA-256. Verdicts that stand under
 * another work than that of the command now are not gone on with.
 */
export type Work = {
  readonly eurus_eval: string;
  /** What judges, by its content, where that is known. */
  readonly code: Readonly<Record<string, string>> | null;
  readonly tasks: Readonly<Record<string, WorkTask>>;
  /** What runs programs; null where none is run. */
  readonly sandbox: Pick<Sandbox, 'name' | 'python'> | null;
};

type WorkTask = {
  readonly version: number;
  /** Of the adapter's file, for a benchmark from outside. */
  readonly adapter: string | null;
  /** SHA-256 over the samples, gold answers and all. */
  readonly samples: string;
  /** Versions of the graders. */
  readonly graders: Readonly<Record<string, number>>;
};

/** Who does the work. */
export type WorkMaker = {
  /** Of eurus-eval. */
  readonly version: string;
  /** What judges, by its content. */
  readonly code?: Readonly<Record<string, string>> | undefined;
};

/** The work of a command. @param sandbox that is open for it */
export const workOf = (
  planned: readonly PlannedTask[],
  { version, code }: WorkMaker,
  sandbox: Pick<Sandbox, 'name' | 'python'> | null,
): Work => ({
  eurus_eval: version,
  code: code ?? null,
  tasks: Object.fromEntries(
    planned.map(task => [
      task.name,
      {
        version: task.task.benchmark.version,
        adapter: task.task.adapter?.sha256 ?? null,
        samples: samplesSha256(task),
        graders: Object.fromEntries(task.graders.map(({ name, grader }) => [name, grader.version])),
      },
    ]),
  ),
  sandbox: sandbox === null ? null : { name: sandbox.name, python: sandbox.python },
});

const samplesSha256 = ({ samples }: PlannedTask): string => {
  const all = createHash('sha256');
  for (const sample of samples) all.update(`${JSON.stringify(sample)}\n`);
  return all.digest('hex');
};

/** What stands beside the files of a work. */
export type WorkFile = {
  readonly work: unknown;
  /** Sizes in bytes of the files that are complete and about to take their names, by path; null while work goes on. */
  readonly complete: Readonly<Record<string, number>> | null;
};

export const encodeWorkFile = ({ work, complete }: WorkFile): string =>
  `${JSON.stringify({ work, complete }, null, 2)}\n`;

/** Null where there is none, or one that cannot be read: then the work is begun anew. */
export const readWorkFile = async (path: string): Promise<WorkFile | null> => {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isObject(value)) return null;
    return { work: value.work, complete: sizesIn(value.complete) };
  } catch {
    return null;
  }
};

const sizesIn = (value: unknown): WorkFile['complete'] =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([path, size]) => (typeof size === 'number' ? [[path, size]] : [])),
      )
    : null;

/** How the work on disk differs from that of the command, in a few words; null when it is the same. */
export const otherness = (before: unknown, now: Work): string | null => {
  if (canonicalJson(before) === canonicalJson(now)) return null;
  const { tasks, ...rest } = isObject(before) ? before : {};
  const { tasks: nowTasks, ...nowRest } = now;
  const theirs = isObject(tasks) ? tasks : {};
  const found: readonly Change[] = [
    ...changes(null, rest, nowRest),
    ...[...new Set([...Object.keys(theirs), ...Object.keys(nowTasks)])].flatMap(name =>
      changes(name, theirs[name], nowTasks[name], `${name}`),
    ),
  ];
  return briefly(found, 3);
};
