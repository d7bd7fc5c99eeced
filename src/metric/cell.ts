import type { Cell, Ending, Metric, Part, Scores, VerdictName } from '../core/index.ts';
import { macroMean } from './macro.ts';
import { partAccumulator } from './parts.ts';
import {
  completedOf,
  type LeftOut,
  leftOutOf,
  newTally,
  noteTrial,
  scoresOf,
  type Tally,
  type Wanted,
  type WrongClasses,
} from './scores.ts';

/** One trial as one grader judged it. */
export type JudgedTrial = {
  readonly id: string;
  /** Which trial of the sample, from 0; matters only for votes by score. */
  readonly trial?: number | undefined;
  /** What is said of the answer beside the verdict, where a score is asked for; null where nothing is. */
  readonly score?: number | null | undefined;
  /** Of the sample, by dimension. */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  readonly verdict: VerdictName;
  readonly ending: Ending;
  /** Of an episode: the turn of the proposal that was judged, from 1. */
  readonly turn?: number | undefined;
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
  /** The k of the numbers over k trials asked for; pass@1 is always among them. */
  readonly ks?: readonly number[] | undefined;
  /** The score that is asked for; none when absent. */
  readonly scoreField?: string | undefined;
  /** Most turns of an episode, where trials are episodes: asks for `within@k`. */
  readonly turns?: number | undefined;
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
    add: (judged: JudgedTrial): void => {
      const { id, trial = 0, score = null, turn = null, groups, verdict, ending, parts: its } = judged;
      let tally = tallies.get(id);
      if (tally === undefined) {
        tally = newTally(id, groups ?? {}, options.scoreField !== undefined);
        tallies.set(id, tally);
      }
      noteTrial(tally, verdict, ending, { trial, score, turn });
      if (its !== undefined && verdict !== 'unscored') parts.add(id, its, ending === 'cut-off');
    },
    /** Scored trials that have the score asked for, and those that lack it. */
    scoreCounts: (): { readonly there: number; readonly lacking: number } => {
      const trials = [...tallies.values()].flatMap(tally => tally.trials ?? []);
      const there = trials.filter(({ score }) => score !== null).length;
      return { there, lacking: trials.length - there };
    },
    /** The pass@k that are not given because samples have too few scored trials. */
    leftOut: (): readonly LeftOut[] => leftOutOf([...tallies.values()], options.ks ?? []),
    /** @param wrongClasses which trials of a sample say the same wrong thing; without it nothing is voted on */
    cell: (totals: CellTotals, wrongClasses?: WrongClasses): Cell => {
      const cell = cellOf(options, sortedById(tallies), totals, wrongClasses);
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
  options: CellOptions,
  tallies: readonly Tally[],
  { tokens, duration_s, missing }: CellTotals,
  wrongClasses: WrongClasses | undefined,
): Cell => {
  const {
    benchmark,
    protocol,
    grader,
    macro,
    macroGroups = 1,
    groupOrder = {},
    ks = [],
    scoreField,
    turns,
  } = options;
  const wanted = { ks, wrongClasses, turns, scores: scoresIn(tallies) };
  const { metrics, curves, counts } = scoresOf(tallies, { ...wanted, curves: true });
  const completed = completedOf(tallies);
  const groups = groupScores(tallies, { ...wanted, curves: false }, groupOrder);
  const means = macro === undefined ? [] : passAt1Of(groups[macro] ?? {});
  return {
    benchmark,
    protocol,
    grader,
    metrics: means.length < Math.max(1, macroGroups) ? metrics : { ...metrics, macro: macroMean(means) },
    ...(curves === undefined ? {} : { curves }),
    ...(scoreField === undefined ? {} : { score_field: scoreField }),
    ...(completed === null ? {} : { completed }),
    groups,
    counts,
    tokens,
    duration_s,
    ...(missing === 0 ? {} : { missing }),
  };
};

/** A negative score is no weight: then all of them are taken for logarithms. */
const scoresIn = (tallies: readonly Tally[]): Wanted['scores'] => {
  const scores = tallies.flatMap(({ trials }) => trials?.flatMap(({ score }) => score ?? []) ?? []);
  if (scores.length === 0) return undefined;
  return scores.some(score => score < 0) ? 'logarithms' : 'weights';
};

const passAt1Of = (scores: Readonly<Record<string, Scores>>): readonly Metric[] =>
  Object.values(scores).flatMap(({ metrics }) => metrics['pass@1'] ?? []);

const groupScores = (
  tallies: readonly Tally[],
  wanted: Wanted,
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
    inOrder(values, order[dimension] ?? [], group => scoresOf(group, wanted)),
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
