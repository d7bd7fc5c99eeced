import type { Cell, Ending, Metric, Part, Scores, VerdictName } from '../core/index.ts';
import { macroMean } from './macro.ts';
import { partAccumulator } from './parts.ts';
import { completedOf, type LeftOut, leftOutOf, newTally, noteTrial, scoresOf, type Tally } from './scores.ts';

/** One trial as one grader judged it. */
export type JudgedTrial = {
  readonly id: string;
  /** Of the sample, by dimension. */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  readonly verdict: VerdictName;
  readonly ending: Ending;
  /** What the verdict is made of, where the grader says so. */
  readonly parts?: readonly Part[] | undefined;
};

export type CellName = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
};

export type CellOptions = CellName & {
  /** Dimension whose values `macro` is the mean over. */
  readonly macro?: string | undefined;
  /** How many values it has in the whole data: a mean over fewer is not given. */
  readonly macroGroups?: number | undefined;
  /** What parts are called, where the benchmark counts them. */
  readonly parts?: string | undefined;
  /** By dimension: values that are listed first, in this order; the others follow by the alphabet. */
  readonly groupOrder?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The k of the pass@k asked for; pass@1 is always among them. */
  readonly ks?: readonly number[] | undefined;
};

/** What a cell reports beside its scores. */
export type CellTotals = Pick<Cell, 'tokens' | 'duration_s'> & {
  /** Planned trials without a verdict. */
  readonly missing: number;
};

/** Takes each trial once, in any order; keeps one small record a sample. */
export const cellAccumulator = (options: CellOptions) => {
  const tallies = new Map<string, Tally>();
  const parts = partAccumulator();
  return {
    add: ({ id, groups, verdict, ending, parts: its }: JudgedTrial): void => {
      let tally = tallies.get(id);
      if (tally === undefined) {
        tally = newTally(id, groups ?? {});
        tallies.set(id, tally);
      }
      noteTrial(tally, verdict, ending);
      if (its !== undefined && verdict !== 'unscored') parts.add(id, its, ending === 'cut-off');
    },
    /** The pass@k that are not given because samples have too few scored trials. */
    leftOut: (): readonly LeftOut[] => leftOutOf([...tallies.values()], options.ks ?? []),
    cell: (totals: CellTotals): Cell => {
      const cell = cellOf(options, sortedById(tallies), totals);
      if (options.parts === undefined) return cell;
      const { metrics, groups } = parts.scores(options.parts);
      return { ...cell, metrics: { ...cell.metrics, ...metrics }, groups: { ...cell.groups, ...groups } };
    },
  };
};

/** Sums of fractions depend on their order in the last digit; a fixed order makes equal runs equal. */
const sortedById = (tallies: ReadonlyMap<string, Tally>): readonly Tally[] =>
  [...tallies.values()].sort((a, b) => compare(a.id, b.id));

const cellOf = (
  { benchmark, protocol, grader, macro, macroGroups = 1, groupOrder = {}, ks = [] }: CellOptions,
  tallies: readonly Tally[],
  { tokens, duration_s, missing }: CellTotals,
): Cell => {
  const { metrics, counts } = scoresOf(tallies, ks);
  const completed = completedOf(tallies);
  const groups = groupScores(tallies, ks, groupOrder);
  const means = macro === undefined ? [] : passAt1Of(groups[macro] ?? {});
  return {
    benchmark,
    protocol,
    grader,
    metrics: means.length < Math.max(1, macroGroups) ? metrics : { ...metrics, macro: macroMean(means) },
    ...(completed === null ? {} : { completed }),
    groups,
    counts,
    tokens,
    duration_s,
    ...(missing === 0 ? {} : { missing }),
  };
};

const passAt1Of = (scores: Readonly<Record<string, Scores>>): readonly Metric[] =>
  Object.values(scores).flatMap(({ metrics }) => metrics['pass@1'] ?? []);

const groupScores = (
  tallies: readonly Tally[],
  ks: readonly number[],
  order: NonNullable<CellOptions['groupOrder']>,
): Cell['groups'] => {
  const members = new Map<string, Map<string, Tally[]>>();
  for (const tally of tallies) {
    for (const [dimension, value] of Object.entries(tally.groups)) {
      const values = members.get(dimension) ?? new Map<string, Tally[]>();
      members.set(dimension, values);
      const group = values.get(value);
      if (group === undefined) values.set(value, [tally]);
      else group.push(tally);
    }
  }
  return inOrder(members, [], (values, dimension) =>
    inOrder(values, order[dimension] ?? [], group => scoresOf(group, ks)),
  );
};

const inOrder = <T, U>(
  entries: ReadonlyMap<string, T>,
  first: readonly string[],
  change: (value: T, name: string) => U,
): Record<string, U> => {
  const places = new Map(first.map((name, place) => [name, place]));
  const placeOf = (name: string): number => places.get(name) ?? first.length;
  return Object.fromEntries(
    [...entries]
      .sort(([a], [b]) => placeOf(a) - placeOf(b) || compare(a, b))
      .map(([name, value]) => [name, change(value, name)]),
  );
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
