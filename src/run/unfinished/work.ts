import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isObject, type Manifest, type SandboxFacts } from '../../core/index.ts';
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
  /** What runs programs; null where none is run, and while that is not known. */
  readonly sandbox: WorkSandbox;
};

/** As a manifest says it. */
export type WorkSandbox = Manifest['environment']['sandbox'];

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

/** The work of a command, but for what runs programs. */
export const workOf = (
  planned: readonly PlannedTask[],
  { version, code }: WorkMaker,
): Omit<Work, 'sandbox'> => ({
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

/** What ran the programs of a work on disk. */
export const sandboxIn = (work: unknown): WorkSandbox => {
  if (!isObject(work) || !isObject(work.sandbox)) return null;
  const { name, python, slowdown } = work.sandbox;
  if (typeof name !== 'string') return null;
  return {
    name,
    python: typeof python === 'string' ? python : null,
    slowdown: typeof slowdown === 'number' ? slowdown : 1,
  };
};

export const writeSandbox = ({ name, python, slowdown }: SandboxFacts): WorkSandbox => ({
  ...{ name, python },
  slowdown: slowdown?.python ?? 1,
});

const sizesIn = (value: unknown): WorkFile['complete'] =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([path, size]) => (typeof size === 'number' ? [[path, size]] : [])),
      )
    : null;

/** How the work on disk differs from that of the command, in a few words; null when it is the same. */
export const otherness = (before: unknown, now: Work): string | null => {
  const [{ tasks: theirs, ...rest }, { tasks, ...nowRest }] = [decisive(before), decisive(now)];
  const found: readonly Change[] = [
    ...changes(null, rest, nowRest),
    ...[...new Set([...Object.keys(theirs), ...Object.keys(tasks)])].flatMap(name =>
      changes(name, theirs[name], tasks[name], name),
    ),
  ];
  return found.length === 0 ? null : briefly(found, 3);
};

/** How much slower a sandbox is was measured: it is another number each time. */
const decisive = (work: unknown) => {
  const { tasks, sandbox, ...rest } = isObject(work) ? work : {};
  const { name, python } = isObject(sandbox) ? sandbox : {};
  return { ...rest, tasks: isObject(tasks) ? tasks : {}, sandbox: { name, python } };
};
