import type { AdjustedDifference, ComparedCell, OverallDifference, RunComparison } from '../../core/index.ts';
import { plain, plainName } from '../plain.ts';
import type { Sheet, SheetCell, SheetLine } from '../sheet/index.ts';
import { cellName, interval, points, pText, signed } from './numbers.ts';

export type ComparisonParts = {
  /** Also a line for each level, subject, task, … */
  readonly groups: boolean;
};

const columns = ['n', 'A', 'B', 'B-A', '95 %', 'p', 'p (Holm)', 'least shown', 'B won', 'A won'];

/** The comparison as a table: a line a cell, with the groups of each in sections of their own. */
export const comparisonSheet = (comparison: RunComparison, { groups }: ComparisonParts): Sheet => {
  const { cells, overall } = comparison;
  const lines = [
    ...cells.map(cell => lineOf(cellName(cell), cell)),
    ...(overall ? [overallLine(overall)] : []),
  ];
  return {
    head: 'benchmark',
    columns: columns.map(name => ({ name, short: name })),
    sections: [
      { title: groups ? 'all samples' : '', lines },
      ...(groups ? cells.flatMap(groupSections) : []),
    ],
    notes: notesOf(comparison, groups),
    data: comparison,
  };
};

const text = (value: string): SheetCell => ({ percent: null, text: value });

const lineOf = (label: string, result: AdjustedDifference): SheetLine => ({
  label,
  cells: [
    String(result.samples),
    points(result.a),
    points(result.b),
    signed(result.difference),
    interval(result.ci95),
    pText(result.p),
    `${pText(result.p_holm)}${result.p_holm <= 0.05 ? '*' : ''}`,
    result.detectable === null ? '–' : points(result.detectable),
    String(result.gained),
    String(result.lost),
  ].map(text),
});

const overallLine = ({ benchmarks, samples, a, b, difference, ci95, p }: OverallDifference): SheetLine => ({
  label: `mean of ${benchmarks} benchmarks`,
  cells: [String(samples), points(a), points(b), signed(difference), interval(ci95), pText(p)].map(text),
});

const groupSections = (cell: ComparedCell): Sheet['sections'] =>
  Object.entries(cell.groups).map(([dimension, values]) => ({
    title: `${cellName(cell)} by ${plainName(dimension)}`,
    lines: Object.entries(values).map(([value, result]) => lineOf(value, result)),
  }));

const notesOf = ({ a, b, cells, warnings, left_out }: RunComparison, groups: boolean): readonly string[] => {
  const several = cells.some(({ test }) => test === 'sign-flip');
  const single = cells.some(({ test }) => test === 'mcnemar');
  const dimensions = [...new Set(cells.flatMap(cell => Object.keys(cell.groups)))];
  return [
    `A ${plainName(a.model)}, ${plain(a.directory)}`,
    `B ${plainName(b.model)}, ${plain(b.directory)}`,
    'pass@1 in percent, differences in points, over the samples that both have',
    ...(single ? ['p: exact McNemar test; interval: Tango'] : []),
    ...(several
      ? [
          `p${single ? ' with several trials' : ''}: permutation of the samples' differences; interval: bootstrap`,
        ]
      : []),
    `p (Holm): adjusted for the number of lines ${groups ? 'of a section' : '(the mean apart)'}; * at most 0.05`,
    'least shown: the smallest difference that so many samples would show in 4 of 5 comparisons',
    'B won, A won: samples on which only the one was right, or more often',
    ...(groups || dimensions.length === 0
      ? []
      : [`--groups adds lines by ${dimensions.map(plainName).join(', ')}`]),
    ...cells.flatMap(pairingNotes),
    ...left_out.map(line => `Not compared: ${plain(line)}`),
    ...warnings.map(line => `Warning: ${plain(line)}`),
  ];
};

/** Of the samples that are in one run only, or could not be judged. */
const pairingNotes = (cell: ComparedCell): readonly string[] => {
  const { only_a, only_b, unscored } = cell;
  const parts = [
    ...(only_a > 0 ? [`${only_a} only A has`] : []),
    ...(only_b > 0 ? [`${only_b} only B has`] : []),
    ...(unscored > 0 ? [`${unscored} unscored in one of them`] : []),
  ];
  return parts.length === 0 ? [] : [`${cellName(cell)}: samples left out: ${parts.join(', ')}`];
};
