import type { Bin, Histogram } from './data.ts';

/** Bins a doubling is cut into, for values that span at most so many doublings. */
const fineness = [
  { doublings: 10, bins: 4 },
  { doublings: 20, bins: 2 },
  { doublings: Number.POSITIVE_INFINITY, bins: 1 },
];

/** Values within this factor get bins of equal width. */
const mostLinear = 8;

/** Bins of equal width that there are about. */
const linearBins = 20;

/** Values of one model, in the figure's unit. */
export type Values = { readonly model: string; readonly values: readonly number[] };

/**
 * Values in bins, the same for all models, with their medians: bins of equal width where the values are near each other,
 * else each a fixed factor wider than the one before, as times and lengths are spread. Models without a value are left
 * out.
 * @param least what smaller values count as, above 0: the grain of the measure
 */
export const histogramsOf = (models: readonly Values[], least: number): readonly Histogram[] => {
  const sorted = models
    .filter(({ values }) => values.length > 0)
    .map(({ model, values }) => ({
      model,
      values: Float64Array.from(values, value => Math.max(value, least)).sort(),
    }));
  const first = Math.min(...sorted.map(({ values }) => values[0] ?? least));
  const last = Math.max(...sorted.map(({ values }) => values.at(-1) ?? least));
  if (sorted.length === 0) return [];
  const edges = edgesOf(first, last, least);
  return sorted.map(({ model, values }) => ({
    model,
    bins: countIn(edges, values),
    median: medianOf(values),
  }));
};

const medianOf = (sorted: Float64Array): number => {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};

/** Rising; the last is above every value. */
const edgesOf = (first: number, last: number, least: number): readonly number[] => {
  if (last / first <= mostLinear) {
    const step = Math.max(least, roundStep((last - first) / linearBins));
    const start = Math.floor(first / step);
    const count = Math.floor(last / step) - start + 2;
    return Array.from({ length: count }, (_, index) => tidy((start + index) * step));
  }
  const span = Math.log2(last / first);
  const bins = fineness.find(({ doublings }) => span <= doublings)?.bins ?? 1;
  const start = Math.floor(Math.log2(first / least) * bins);
  const count = Math.floor(Math.log2(last / least) * bins) - start + 2;
  return Array.from({ length: count }, (_, index) => tidy(least * 2 ** ((start + index) / bins)));
};

/** 1, 2 or 5 times a power of ten, at least the given one. */
const roundStep = (step: number): number => {
  if (step <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5, 10].find(factor => factor * power >= step) ?? 10) * power;
};

const tidy = (edge: number): number => Number(edge.toPrecision(12));

const countIn = (edges: readonly number[], sorted: Float64Array): readonly Bin[] => {
  const bins = edges.slice(0, -1).map((from, index) => ({ from, to: edges[index + 1] ?? from, count: 0 }));
  let at = 0;
  for (const value of sorted) {
    while (at < bins.length - 1 && value >= (bins[at]?.to ?? 0)) at += 1;
    const bin = bins[at];
    if (bin !== undefined) bin.count += 1;
  }
  return bins;
};
