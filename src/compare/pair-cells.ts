import { EurusError } from '../core/index.ts';
import type { GraderRecord, RunRecord, TaskRecord } from '../record/index.ts';

/** What of two runs is compared; everything where a list is left out. */
export type Wanted = {
  /** `gsm8k` or `gsm8k.cot` */
  readonly benchmarks?: readonly string[] | undefined;
  readonly graders?: readonly string[] | undefined;
};

/** One benchmark in one protocol that both runs have, and the graders that judged both; a's headline first. */
export type TaskPair = {
  readonly name: string;
  readonly a: TaskRecord;
  readonly b: TaskRecord;
  readonly graders: readonly { readonly a: GraderRecord; readonly b: GraderRecord }[];
};

export type Pairing = {
  readonly tasks: readonly TaskPair[];
  /** What only one of the two has, a line each. */
  readonly leftOut: readonly string[];
};

/**
 * Pairs only what is the same in both: never one protocol with another, nor one grader with another.
 * @throws EurusError `USAGE` when nothing is, `UNKNOWN_NAME` for a wanted name that neither has
 */
export const pairCells = (a: RunRecord, b: RunRecord, wanted: Wanted): Pairing => {
  refuseUnknown(a, b, wanted);
  const [ours, theirs] = [wantedOf(a, wanted), wantedOf(b, wanted)];
  const tasks = ours.flatMap(task => {
    const other = theirs.find(({ name }) => name === task.name);
    const graders = other === undefined ? [] : pairGraders(task, other);
    return other === undefined || graders.length === 0
      ? []
      : [{ name: task.name, a: task, b: other, graders }];
  });
  const leftOut = [...onlyIn('A', ours, theirs), ...onlyIn('B', theirs, ours)];
  if (tasks.length > 0) return { tasks, leftOut };
  throw new EurusError(
    'USAGE',
    `${a.directory} and ${b.directory} have nothing in the same protocol by the same grader.`,
    { details: leftOut, hint: 'eurus-eval score RUN --grader NAME judges a run by another grader as well.' },
  );
};

const pairGraders = (a: TaskRecord, b: TaskRecord): TaskPair['graders'] =>
  a.graders.flatMap(grader => {
    const other = b.graders.find(({ name }) => name === grader.name);
    return other === undefined ? [] : [{ a: grader, b: other }];
  });

const wantedOf = ({ tasks }: RunRecord, { benchmarks, graders }: Wanted): readonly TaskRecord[] =>
  tasks
    .filter(
      ({ name, benchmark }) => benchmarks?.some(wanted => wanted === name || wanted === benchmark) ?? true,
    )
    .map(task => ({ ...task, graders: task.graders.filter(({ name }) => graders?.includes(name) ?? true) }))
    .filter(task => task.graders.length > 0);

const onlyIn = (
  label: string,
  ours: readonly TaskRecord[],
  theirs: readonly TaskRecord[],
): readonly string[] => {
  const names = ours.flatMap(task => {
    const other = theirs.find(({ name }) => name === task.name);
    const lacking = task.graders.filter(({ name }) => !other?.graders.some(grader => grader.name === name));
    return lacking.map(({ name }) => `${task.name} (${name})`);
  });
  return names.length === 0 ? [] : [`only ${label} has ${names.join(', ')}`];
};

const refuseUnknown = (a: RunRecord, b: RunRecord, { benchmarks = [], graders = [] }: Wanted): void => {
  const tasks = [...a.tasks, ...b.tasks];
  const known = new Set(tasks.flatMap(({ name, benchmark }) => [name, benchmark]));
  refuse('--benchmark', benchmarks, known, new Set(tasks.map(({ name }) => name)));
  const judges = new Set(tasks.flatMap(task => task.graders.map(({ name }) => name)));
  refuse('--grader', graders, judges, judges);
};

const refuse = (
  flag: string,
  wanted: readonly string[],
  known: ReadonlySet<string>,
  named: ReadonlySet<string>,
): void => {
  const strange = wanted.find(name => !known.has(name));
  if (strange === undefined) return;
  throw new EurusError('UNKNOWN_NAME', `${flag} ${strange}: neither run has it.`, {
    hint: `They have: ${[...named].sort().join(', ') || 'none'}.`,
  });
};
