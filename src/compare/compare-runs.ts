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
    const facts = await factsOf(task, warnings);
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

type Facts = { readonly a: ReadonlyMap<string, SampleFacts>; readonly b: ReadonlyMap<string, SampleFacts> };

const factsOf = async (task: TaskPair, warnings: string[]): Promise<Facts> => {
  const facts = { a: await readSamples(task.a), b: await readSamples(task.b) };
  let [both, otherPrompt, otherQuestion] = [0, 0, 0];
  for (const [id, { prompt, question }] of facts.a) {
    const theirs = facts.b.get(id);
    if (theirs === undefined) continue;
    both += 1;
    if (theirs.question !== question) otherQuestion += 1;
    else if (theirs.prompt !== prompt) otherPrompt += 1;
  }
  const of = (count: number): string => `${count} of ${both} samples`;
  if (otherQuestion > 0) {
    warnings.push(
      `${task.name}: ${of(otherQuestion)} have another question or gold answer under the same id`,
    );
  }
  if (otherPrompt > 0) warnings.push(`${task.name}: ${of(otherPrompt)} were asked with another prompt`);
  return facts;
};

const groupingOf = ({ name }: TaskPair, { summary }: RunRecord, facts: Facts): Grouping => {
  const cell = summary.cells.find(({ benchmark, protocol }) => `${benchmark}.${protocol}` === name);
  const order = Object.entries(cell?.groups ?? {}).map(([dimension, values]) => [
    dimension,
    Object.keys(values),
  ]);
  return {
    groupsOf: id => facts.a.get(id)?.groups ?? facts.b.get(id)?.groups ?? {},
    order: Object.fromEntries(order),
  };
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
