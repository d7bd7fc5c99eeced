import { normalize } from 'node:path';
import type { ComparedCell, Flip, FlipSide, PairedDifference } from '../core/index.ts';
import { differenceOf, holm, type PairedSample, pairedDifference } from '../metric/index.ts';
import type { GraderRecord } from '../record/index.ts';
import { readTrials, type SampleTrials } from './read-trials.ts';

/** A grader's verdicts in both runs. */
export type CellPair = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly a: GraderRecord;
  readonly b: GraderRecord;
};

/** A cell before its p is adjusted for the number of cells, and the samples behind it. */
export type UnadjustedCell = {
  readonly cell: Omit<ComparedCell, 'p_holm'>;
  readonly samples: readonly PairedSample[];
};

/** Where the samples of a task belong, by id, and the order of the groups. */
export type Grouping = {
  readonly groupsOf: (id: string) => Readonly<Record<string, string>>;
  /** By dimension: values in their order; others follow by the alphabet. */
  readonly order: Readonly<Record<string, readonly string[]>>;
};

/** The samples of a cell that both runs have; null where there is none. */
export const compareCell = async (pair: CellPair, grouping: Grouping): Promise<UnadjustedCell | null> => {
  const [a, b] = [await readTrials(pair.a), await readTrials(pair.b)];
  const both = [...a].flatMap(([id, ours]) => {
    const theirs = b.get(id);
    return theirs === undefined ? [] : [{ id, a: ours, b: theirs }];
  });
  const samples = both.filter(sample => sample.a.trials > 0 && sample.b.trials > 0);
  if (samples.length === 0) return null;
  const { benchmark, protocol } = pair;
  const cell = {
    ...{ benchmark, protocol, grader: pair.a.name },
    ...pairedDifference(samples),
    only_a: a.size - both.length,
    only_b: b.size - both.length,
    unscored: both.length - samples.length,
    groups: groupDifferences(samples, grouping),
    flips: samples
      .flatMap(sample => flipOf(sample, pair))
      .sort((one, other) => byNumbers.compare(one.id, other.id)),
  };
  return { cell, samples };
};

const byNumbers = new Intl.Collator('en', { numeric: true });

type Pair = { readonly id: string; readonly a: SampleTrials; readonly b: SampleTrials };

const flipOf = (sample: Pair, { a, b }: CellPair): readonly Flip[] => {
  const difference = differenceOf(sample);
  if (difference === 0) return [];
  const direction = difference > 0 ? 'gained' : 'lost';
  return [{ id: sample.id, direction, a: sideOf(sample.a, a), b: sideOf(sample.b, b) }];
};

const sideOf = (
  { correct, trials, verdict, line, unscored }: SampleTrials,
  grader: GraderRecord,
): FlipSide => ({
  correct,
  trials,
  verdict: trials + unscored === 1 ? verdict : null,
  at: `${normalize(grader.verdicts)}:${line}`,
});

const groupDifferences = (
  samples: readonly PairedSample[],
  { groupsOf, order }: Grouping,
): ComparedCell['groups'] => {
  const members = new Map<string, Map<string, PairedSample[]>>();
  for (const sample of samples) {
    for (const [dimension, value] of Object.entries(groupsOf(sample.id))) {
      const values = members.get(dimension) ?? new Map<string, PairedSample[]>();
      members.set(dimension, values);
      const group = values.get(value);
      if (group === undefined) values.set(value, [sample]);
      else group.push(sample);
    }
  }
  return Object.fromEntries(
    [...members].map(([dimension, values]) => [dimension, adjusted(inOrder(values, order[dimension] ?? []))]),
  );
};

const inOrder = <T>(
  values: ReadonlyMap<string, T>,
  first: readonly string[],
): readonly (readonly [string, T])[] => {
  const placeOf = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...values].sort(([a], [b]) => placeOf(a) - placeOf(b) || byNumbers.compare(a, b));
};

/** Each group is one of as many tests as its dimension has values. */
const adjusted = (groups: readonly (readonly [string, readonly PairedSample[]])[]) => {
  const results = groups.map(([value, samples]) => [value, pairedDifference(samples)] as const);
  const ps = holm(results.map(([, { p }]) => p));
  return Object.fromEntries(
    results.map(([value, result], index): [string, PairedDifference & { p_holm: number }] => [
      value,
      { ...result, p_holm: ps[index] ?? 1 },
    ]),
  );
};
