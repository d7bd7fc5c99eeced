import { benchmarks } from '../../benchmarks/index.ts';
import { type Benchmark, type Cell, EurusError, type Manifest, oneLine } from '../core/index.ts';
import { verifyFiles } from '../dataset/index.ts';
import type { RunRecord, TaskRecord } from '../record/index.ts';
import type { Task } from '../run/index.ts';
import { areWhole, fromSamples } from './bundled-samples.ts';
import type { Outside } from './outside.ts';
import { resolveTasks } from './tasks.ts';

/** A difference between where a bundle was made and here. */
export type Otherness = { readonly what: string; readonly bundle: string; readonly here: string };

/** The data directory, the samples of this package, or the bundle itself, which holds all that judging needs. */
export type From = 'data' | 'shipped' | 'bundle';

/** Something about a task, in words. */
export type Reason = { readonly name: string; readonly why: string };

type RegradeTask = {
  readonly task: Task;
  readonly from: From;
  /** What `best@k` of its numbers were chosen by. */
  readonly scoreField: string | undefined;
};

export type RegradePlan = {
  /** Tasks that can be judged here, by where their data is. */
  readonly tasks: readonly RegradeTask[];
  /** Tasks that are judged by the bundle's own questions and gold answers, and why. */
  readonly ownGold: readonly Reason[];
  /** What cannot be judged here, and why. */
  readonly missing: readonly Reason[];
  readonly otherness: readonly Otherness[];
  /** A grader among them runs programs. */
  readonly runsCode: boolean;
};

/** Looks for what judging a bundle needs: benchmark, graders and data of every task. Nothing of the bundle is loaded. */
export const planRegrade = async (
  bundle: RunRecord,
  root: string,
  outside: Outside,
): Promise<RegradePlan> => {
  const tasks: RegradeTask[] = [];
  const [missing, ownGold]: [Reason[], Reason[]] = [[], []];
  const otherness: Otherness[] = [];
  for (const record of bundle.tasks) {
    const { name, samples } = record;
    const cells = cellsOf(record, bundle);
    const graders = [
      ...new Set([...record.graders.map(grader => grader.name), ...cells.map(cell => cell.grader)]),
    ];
    if (graders.length === 0) continue;
    const scoreField = cells.find(cell => cell.score_field !== undefined)?.score_field;
    const task = findTask(name, graders, bundle.manifest, outside);
    if (typeof task === 'string') {
      missing.push({ name, why: task });
      continue;
    }
    otherness.push(...versionsOf(name, task, bundle.manifest));
    const from = await dataOf(name, task, bundle.manifest, root);
    if (typeof from === 'string') tasks.push({ task, from, scoreField });
    else if (await areWhole(samples)) {
      tasks.push({ task: fromSamples(task, samples), from: 'bundle', scoreField });
      ownGold.push({ name, why: from.why });
    } else missing.push({ name, why: from.why });
  }
  const runsCode = tasks.some(({ task: { protocol, graders } }) =>
    graders.some(grader => protocol.graders[grader]?.runsCode === true),
  );
  return { tasks, ownGold, missing, otherness, runsCode };
};

const cellsOf = ({ benchmark, protocol }: TaskRecord, { summary }: RunRecord): readonly Cell[] =>
  summary.cells.filter(cell => cell.benchmark === benchmark && cell.protocol === protocol);

/** The task of a name in the manifest, or why there is none. An adapter is never loaded because a bundle names it. */
const findTask = (
  name: string,
  graders: readonly string[],
  { adapters = {} }: Manifest,
  outside: Outside,
): Task | string => {
  const id = name.split('.')[0] ?? name;
  const isOurs = benchmarks.some(benchmark => benchmark.id === id);
  if (!isOurs && !outside.has(id)) {
    const from = Object.hasOwn(adapters, id) ? adapters[id]?.from : undefined;
    return from === undefined
      ? 'this version of eurus-eval has no such benchmark'
      : `its adapter is from outside (${oneLine(from, 200)}): fetch it and name it with --adapter PATH`;
  }
  try {
    const [task] = resolveTasks({ names: [name], graders, outside });
    const lacking = graders.find(grader => !task?.graders.includes(grader));
    if (task === undefined || lacking !== undefined)
      return `this version has no grader ${oneLine(lacking ?? '', 100)}`;
    return task;
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'UNKNOWN_NAME') return thrown.message;
    throw thrown;
  }
};

const versionsOf = (
  name: string,
  task: Task,
  { benchmarks: known, grader_versions = {}, adapters = {} }: Manifest,
) => {
  const { benchmark, protocol, graders, adapter } = task;
  const found: [string, unknown, unknown][] = [
    [`version of ${name}`, known[name]?.version, benchmark.version],
    ...graders.map((grader): [string, unknown, unknown] => [
      `version of the grader ${name} ${grader}`,
      grader_versions[`${name}.${grader}`],
      protocol.graders[grader]?.version,
    ]),
    ...(adapter === undefined
      ? []
      : [
          [`adapter of ${benchmark.id}`, adapters[benchmark.id]?.sha256, adapter.sha256] as [
            string,
            unknown,
            unknown,
          ],
        ]),
  ];
  return found
    .filter(([, theirs, ours]) => theirs !== undefined && theirs !== ours)
    .map(([what, theirs, ours]): Otherness => ({ what, bundle: String(theirs), here: String(ours) }));
};

/** Where the data is that a task was judged with, or why it is not here. */
const dataOf = async (
  name: string,
  { benchmark, protocol }: Task,
  manifest: Manifest,
  root: string,
): Promise<'data' | 'shipped' | { readonly why: string }> => {
  const theirs = manifest.benchmarks[name]?.data ?? {};
  const sums = Object.values(theirs);
  if (sums.length > 0 && sums.every(sum => sum === 'unverified')) {
    return benchmarks.includes(benchmark)
      ? 'shipped'
      : { why: 'it was made from samples of an adapter, which have no checksum' };
  }
  const files = filesOf(benchmark, protocol.shots ?? 0);
  const other = files.find(file => theirs[file.path] !== file.sha256);
  if (other !== undefined) {
    const sum = oneLine(theirs[other.path] ?? 'none', 64);
    return {
      why: `it was made from other data: ${other.path} has sha256 ${sum} there and ${other.sha256} here`,
    };
  }
  const absent = (await verifyFiles(files, root)).find(({ state }) => state !== 'present');
  return absent === undefined
    ? 'data'
    : { why: `${absent.detail}; "eurus-eval data pull ${benchmark.id}" fetches it` };
};

const filesOf = ({ dataset, shots }: Benchmark, wanted: number) => [
  ...dataset.files,
  ...(wanted > 0 ? (shots?.files ?? []) : []),
];
