import type { AdjustedDifference, ComparedCell, RunComparison } from '../../core/index.ts';
import { csvText } from '../csv-text.ts';
import { plain } from '../plain.ts';

const head = [
  ...['benchmark', 'protocol', 'grader', 'dimension', 'value', 'samples', 'only_a', 'only_b', 'unscored'],
  ...['a', 'b', 'difference', 'low', 'high', 'p', 'p_holm', 'test', 'detectable', 'gained', 'lost'],
];

/** A line a cell and one for each of its groups, fractions in percent; the mean over benchmarks is the last. */
export const comparisonCsv = ({ cells, overall }: RunComparison): string => {
  const lines = cells.flatMap(cell => [
    record(cell, ['', ''], [cell.only_a, cell.only_b, cell.unscored], cell),
    ...Object.entries(cell.groups).flatMap(([dimension, values]) =>
      Object.entries(values).map(([value, result]) => record(cell, [dimension, value], ['', '', ''], result)),
    ),
  ]);
  const mean = overall && [
    ...['(mean)', '', '', '', '', overall.samples, '', '', '', percent(overall.a), percent(overall.b)],
    ...[percent(overall.difference), ...overall.ci95.map(percent), overall.p, '', 'sign-flip', '', '', ''],
  ];
  return [head, ...lines, ...(mean === null ? [] : [mean])].map(fields => fields.join(',')).join('\n');
};

type Field = string | number;

const record = (
  { benchmark, protocol, grader }: ComparedCell,
  group: readonly [string, string],
  pairing: readonly Field[],
  { samples, a, b, difference, ci95, p, p_holm, test, detectable, gained, lost }: AdjustedDifference,
): readonly Field[] => [
  ...[benchmark, protocol, grader, ...group].map(name => csvText(plain(name))),
  ...[samples, ...pairing, percent(a), percent(b), percent(difference), ...ci95.map(percent), p, p_holm],
  ...[test, detectable === null ? '' : percent(detectable), gained, lost],
];

/** Our own numbers: a sign before one is no formula. */
const percent = (fraction: number): string => (100 * fraction).toFixed(2);
