import type { CurvePoint, Metric } from '../core/index.ts';
import { bestOfK } from './best-of-k.ts';
import { estimates } from './estimate.ts';
import { majorityAtK } from './majority.ts';
import { passAtK } from './pass-at-k.ts';
import { passHatK } from './pass-hat-k.ts';
import { weightedAtK, weightsOf } from './weighted-vote.ts';

/** The scored trials of one sample, as numbers over k of them see it. */
export type Pool = {
  /** Scored trials, and how many of them are right. */
  readonly n: number;
  readonly c: number;
  /** Trials in each class of equal wrong answers; null where answers were not compared. */
  readonly wrong: readonly number[] | null;
  /** Null where no score was asked for. */
  readonly trials: readonly PoolTrial[] | null;
};

export type PoolTrial = {
  readonly correct: boolean;
  readonly score: number | null;
  /** 0: right; from 1 on: the class of wrong answers; −1: no answer. Null where answers were not compared. */
  readonly answer: number | null;
};

/** A number over k trials of a pool. */
type Kind = { readonly prefix: string; at(pool: Pool, k: number): number };

/** What can be said of pools: votes where answers were compared in all of them, choices by score where there are scores. */
const kindsOf = (pools: readonly Pool[], scores: Asked['scores']): readonly Kind[] => {
  const [voted, scored] = [pools.every(({ wrong }) => wrong !== null), scores !== undefined];
  return [
    { prefix: 'pass@', at: ({ n, c }, k) => passAtK(n, c, k) },
    ...(voted ? [{ prefix: 'maj@', at: majorityOf() }] : []),
    ...(scored ? [{ prefix: 'best@', at: ({ trials }: Pool, k: number) => bestOfK(trials ?? [], k) }] : []),
    ...(voted && scored ? [{ prefix: 'weighted@', at: weightedBy(scores === 'logarithms') }] : []),
    { prefix: 'pass^', at: ({ n, c }, k) => passHatK(n, c, k) },
  ];
};

/** Pools that are alike have one value: it is computed once. */
const majorityOf = (): Kind['at'] => {
  const known = new Map<string, number>();
  return ({ n, c, wrong }, k) => {
    const sizes = wrong ?? [];
    const name = `${k} ${n} ${c} ${sizes.toSorted((a, b) => a - b).join(' ')}`;
    const value =
      known.get(name) ??
      majorityAtK({ correct: c, wrong: sizes, abstained: n - c - sizes.reduce((sum, x) => sum + x, 0) }, k);
    known.set(name, value);
    return value;
  };
};

const weightedBy =
  (areLogarithms: boolean): Kind['at'] =>
  ({ trials }, k) => {
    const its = trials ?? [];
    const weights = weightsOf(
      its.map(({ score }) => score),
      areLogarithms,
    );
    return weightedAtK(
      its.map(({ answer }, index) => ({ answer: answer ?? -1, weight: weights[index] ?? 0 })),
      k,
    );
  };

/** What numbers over k are wanted. */
export type Asked = {
  readonly ks: readonly number[];
  readonly curves: boolean;
  /** What scores are to a vote, to be said of all samples together; nothing goes by scores when absent. */
  readonly scores?: 'weights' | 'logarithms' | undefined;
};

export type OverK = {
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Left out where a sample has one trial, and where not asked for. */
  readonly curves?: Readonly<Record<string, readonly CurvePoint[]>>;
};

/**
 * All numbers over k trials. `pass@1` always: for k = 1 the other ones are the same. Of a larger k that is asked for
 * each kind, where every sample has so many trials; with scores, `oracle` as well: whether any trial is right.
 * @param pools at least one, each with a trial, in an order that does not change
 */
export const overK = (pools: readonly Pool[], { ks: asked, curves: withCurves, scores }: Asked): OverK => {
  const least = pools.reduce((fewest, { n }) => Math.min(fewest, n), Number.POSITIVE_INFINITY);
  const ks = [...new Set(asked)].filter(k => k > 1 && k <= least);
  const curve = withCurves && least > 1 ? curveKs(least) : [];
  const kinds = kindsOf(pools, scores);
  const columns = new Map<string, readonly number[]>();
  for (const { prefix, at } of kinds) {
    for (const k of new Set([...(prefix === 'pass@' ? [1] : []), ...ks, ...curve])) {
      columns.set(
        `${prefix}${k}`,
        pools.map(pool => at(pool, k)),
      );
    }
  }
  const hasScores = least > 1 && scores !== undefined;
  if (hasScores)
    columns.set(
      'oracle',
      pools.map(({ c }) => (c > 0 ? 1 : 0)),
    );
  const found = estimates([...columns.values()], least);
  const metricOf = new Map([...columns.keys()].map((name, index) => [name, found[index]]));
  const names = [
    ...kinds.flatMap(({ prefix }) => [...(prefix === 'pass@' ? [1] : []), ...ks].map(k => `${prefix}${k}`)),
    ...(hasScores ? ['oracle'] : []),
  ];
  const metrics = Object.fromEntries(names.flatMap(name => pair(name, metricOf.get(name))));
  if (curve.length === 0) return { metrics };
  const curves = kinds.map(({ prefix }) => [
    `${prefix}k`,
    curve.flatMap(k => pair(k, metricOf.get(`${prefix}${k}`)).map(([, metric]) => pointOf(k, metric))),
  ]);
  return { metrics, curves: Object.fromEntries(curves) };
};

const pair = <T>(name: T, metric: Metric | undefined): readonly (readonly [T, Metric])[] =>
  metric === undefined ? [] : [[name, metric]];

const pointOf = (k: number, { value, stderr, ci95 }: Metric): CurvePoint => ({ k, value, stderr, ci95 });

/** 1, 2, 4, … and the number of trials itself. */
const curveKs = (trials: number): readonly number[] => {
  const ks: number[] = [];
  for (let k = 1; k < trials; k *= 2) ks.push(k);
  return [...ks, trials];
};
