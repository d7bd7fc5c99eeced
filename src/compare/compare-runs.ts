import { EurusError, oneLine, type RunComparison } from '../core/index.ts';
import { holm, overallDifference } from '../metric/index.ts';
import type { RunRecord } from '../record/index.ts';
import { compareCell, type Grouping, type UnadjustedCell } from './compare-cell.ts';
import { differingSettings } from './differing-settings.ts';
import { pairCells, type TaskPair, type Wanted } from './pair-cells.ts';
import { readSamples, type SampleFacts } from './read-samples.ts';

/**
 * Run b against run a, sample by sample, in every benchmark × protocol × grader that both have.
 * @throws EurusError `USAGE` when they have nothing in common, `UNKNOWN_NAME` for what neither has
 */
export const compareRuns = async (
  a: RunRecord,
  b: RunRecord,
  wanted: Wanted = {},
): Promise<RunComparison> => {
  const { tasks, leftOut } = pairCells(a, b, wanted);
  const warnings: string[] = [];
  const left: string[] = [...leftOut];
  const compared: (UnadjustedCell & { readonly headline: boolean })[] = [];
  for (const task of tasks) {
    const facts = await readSamples(task.a, task.b);
    warnings.push(...factWarnings(task.name, facts));
    const grouping = groupingOf(task, a, facts);
    for (const pair of task.graders) {
      const cell = await compareCell(
        { benchmark: task.a.benchmark, protocol: task.a.protocol, ...pair },
        grouping,
      );
      if (cell === null) left.push(`${task.name} (${pair.a.name}): no sample is scored in both`);
      else compared.push({ ...cell, headline: pair === task.graders[0] });
    }
  }
  if (compared.length === 0) {
    throw new EurusError('USAGE', `${a.directory} and ${b.directory} have no scored sample in common.`, {
      details: left,
    });
  }
  const ps = holm(compared.map(({ cell }) => cell.p));
  const names = tasks.map(({ name }) => name);
  const { overall, why } = overallOf(compared.filter(({ headline }) => headline));
  return {
    a: { model: a.manifest.identity.model, directory: a.directory },
    b: { model: b.manifest.identity.model, directory: b.directory },
    cells: compared.map(({ cell }, index) => ({ ...cell, p_holm: ps[index] ?? 1 })),
    overall,
    warnings: [
      ...differingSettings(a.manifest, b.manifest, names),
      ...graderVersions(a, b, tasks),
      ...warnings,
    ].map(line => oneLine(line, 300)),
    left_out: [...left, ...why].map(line => oneLine(line, 3_000)),
  };
};

const factWarnings = (
  name: string,
  { both, otherQuestions, otherPrompts }: SampleFacts,
): readonly string[] => [
  ...(otherQuestions === 0
    ? []
    : [
        `${name}: ${otherQuestions} of ${both} samples have another question or gold answer under the same id`,
      ]),
  ...(otherPrompts === 0
    ? []
    : [`${name}: ${otherPrompts} of ${both} samples were asked with another prompt`]),
];

/** Groups in the order of the run's summary. */
const groupingOf = ({ name }: TaskPair, { summary }: RunRecord, { groupsOf }: SampleFacts): Grouping => {
  const cell = summary.cells.find(({ benchmark, protocol }) => `${benchmark}.${protocol}` === name);
  const order = Object.entries(cell?.groups ?? {}).map(([dimension, values]) => [
    dimension,
    Object.keys(values),
  ]);
  return { groupsOf, order: Object.fromEntries(order) };
};

const graderVersions = (a: RunRecord, b: RunRecord, tasks: readonly TaskPair[]): readonly string[] =>
  tasks.flatMap(({ name, graders }) =>
    graders.flatMap(({ a: grader }) => {
      const [ours, theirs] = [a, b].map(
        ({ manifest }) => manifest.grader_versions?.[`${name}.${grader.name}`],
      );
      return ours === theirs
        ? []
        : [`${name}: version of the grader ${grader.name}: A ${ours ?? 'none'}, B ${theirs ?? 'none'}`];
    }),
  );

/** The mean over benchmarks by their headline graders, or why there is none. */
const overallOf = (
  cells: readonly UnadjustedCell[],
): { readonly overall: RunComparison['overall']; readonly why: readonly string[] } => {
  const byBenchmark = Map.groupBy(cells, ({ cell }) => cell.benchmark);
  const twice = [...byBenchmark].find(([, its]) => its.length > 1);
  if (cells.length < 2) return { overall: null, why: [] };
  if (twice !== undefined) {
    const protocols = twice[1].map(({ cell }) => cell.protocol).join(' and ');
    const why = `no mean over benchmarks: ${twice[0]} is there as ${protocols}; --benchmark chooses`;
    return { overall: null, why: [why] };
  }
  return {
    overall: overallDifference(cells.map(({ cell, samples }) => ({ samples, result: cell }))),
    why: [],
  };
};
