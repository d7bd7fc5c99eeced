import {
  type DataSource,
  EurusError,
  type Generation,
  type Grader,
  type Row,
  type Sample,
} from '../core/index.ts';
import { generationOf, type Selection, type Task, taskName } from './task.ts';

/** A task with its data: everything that is fixed before the first request. */
export type PlannedTask = {
  readonly task: Task;
  /** `gsm8k.cot` */
  readonly name: string;
  /** The selected samples, in the order of the dataset. */
  readonly samples: readonly Sample[];
  /** How they were cut from all that the command is about; left out where they are all of it. */
  readonly cut?: {
    readonly chosen: readonly Sample[];
    /** Names the deal of all shards. */
    readonly sha256: string;
  };
  /** Where an id stands in `samples`. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly shots: readonly Sample[];
  readonly generation: Generation;
  /** Headline first. */
  readonly graders: readonly NamedGrader[];
  /** How many groups the metric `macro` is the mean over: all of the data's, whatever was selected. */
  readonly macroGroups: number;
};

export type NamedGrader = {
  readonly name: string;
  readonly grader: Grader;
  /** True where the token limit is the form of the answers. */
  readonly endsAtLimit?: boolean;
};

/**
 * Loads the samples of every task; tasks of one benchmark share them.
 * @throws EurusError `DATA_*` for the files, `USAGE` | `UNKNOWN_NAME` for a selection that selects nothing
 */
export const planTasks = async (
  tasks: readonly Task[],
  data: DataSource,
  selection: Selection,
  overrides: Partial<Generation>,
): Promise<readonly PlannedTask[]> => {
  const loaded = new Map<Task['benchmark'], readonly Sample[]>();
  for (const { benchmark } of tasks) {
    if (!loaded.has(benchmark)) loaded.set(benchmark, await loadSamples(benchmark, data));
  }
  refuseUnknownIds(selection.ids, loaded);
  const planned: PlannedTask[] = [];
  for (const task of tasks) {
    const samples = select(loaded.get(task.benchmark) ?? [], selection);
    refuseNothing(task, samples, loaded.get(task.benchmark) ?? [], selection);
    planned.push({
      task,
      name: taskName(task),
      samples,
      indexOf: new Map(samples.map((sample, index) => [sample.id, index])),
      shots: await loadShots(task, data),
      generation: generationOf(task, overrides),
      graders: gradersOf(task),
      macroGroups: groupsOf(task.benchmark, loaded.get(task.benchmark) ?? []),
    });
  }
  // An id may belong to some of the tasks only; the others have nothing to do.
  return planned.filter(({ samples }) => samples.length > 0);
};

/** How many groups the whole data has in the dimension of `macro`. */
const groupsOf = ({ macro }: Task['benchmark'], samples: readonly Sample[]): number =>
  macro === undefined ? 0 : new Set(samples.map(({ groups }) => groups?.[macro])).size;

const loadSamples = async (benchmark: Task['benchmark'], data: DataSource): Promise<readonly Sample[]> => {
  const firstRow = new Map<string, Row>();
  const samples: Sample[] = [];
  for await (const row of benchmark.dataset.rows(data)) {
    const sample = benchmark.sample(row);
    const before = firstRow.get(sample.id);
    if (before !== undefined) {
      throw new EurusError(
        'DATA_FIELD',
        `${row.file} row ${row.index}: the id "${sample.id}" is already that of ${before.file} row ${before.index}`,
        { hint: `Ids must be unique within ${benchmark.id}: mend its adapter or its data.` },
      );
    }
    firstRow.set(sample.id, { ...row, value: null });
    samples.push(sample);
  }
  return samples;
};

const loadShots = async ({ benchmark, protocol }: Task, data: DataSource): Promise<readonly Sample[]> => {
  const wanted = protocol.shots ?? 0;
  const shots: Sample[] = [];
  if (wanted === 0) return shots;
  for await (const row of benchmark.shots?.rows(data) ?? []) {
    shots.push(benchmark.sample(row));
    if (shots.length === wanted) return shots;
  }
  throw new EurusError(
    'DATA_MISSING',
    `${benchmark.id}: the protocol shows ${wanted} examples, its example file has ${shots.length}`,
    { hint: `Fetch the whole data with "eurus-eval data pull ${benchmark.id}".` },
  );
};

/** The samples that a selection is about. */
export const select = (samples: readonly Sample[], { limit, ids }: Selection): readonly Sample[] => {
  const rows = limit === null ? samples : samples.slice(limit.from, limit.to);
  if (ids === null) return rows;
  const wanted = new Set(ids);
  return rows.filter(({ id }) => wanted.has(id));
};

const refuseUnknownIds = (
  ids: Selection['ids'],
  loaded: ReadonlyMap<Task['benchmark'], readonly Sample[]>,
): void => {
  if (ids === null) return;
  const known = new Set([...loaded.values()].flatMap(samples => samples.map(({ id }) => id)));
  const unknown = ids.find(id => !known.has(id));
  if (unknown === undefined) return;
  const names = [...loaded.keys()].map(({ id }) => id).join(', ');
  const [first] = known;
  throw new EurusError('UNKNOWN_NAME', `no sample of ${names} has the id "${unknown}"`, {
    ...(first === undefined ? {} : { hint: `Ids look like "${first}".` }),
  });
};

const refuseNothing = (
  task: Task,
  selected: readonly Sample[],
  all: readonly Sample[],
  { limit, ids }: Selection,
): void => {
  if (selected.length > 0 || ids !== null) return;
  const rows = limit === null ? '' : `rows ${limit.from + 1} to ${limit.to} are not in it: `;
  throw new EurusError('USAGE', `${task.benchmark.id}: ${rows}the data here has ${all.length} samples`);
};

const gradersOf = (task: Task): readonly NamedGrader[] =>
  task.graders.map(name => {
    const grader = Object.hasOwn(task.protocol.graders, name) ? task.protocol.graders[name] : undefined;
    const { endsAtLimit = false } = task.protocol;
    if (grader !== undefined) return { name, grader, endsAtLimit };
    throw new EurusError('UNKNOWN_NAME', `${taskName(task)} has no grader "${name}"`, {
      hint: `There are: ${Object.keys(task.protocol.graders).join(', ')}.`,
    });
  });
