import { type Cell, EurusError, isOftenTruncated, type Metric, trialsOf } from '../../core/index.ts';
import type { CurvesData, GroupsData, VerdictsData } from '../../plot/index.ts';
import { columnNotes, type FigureCell, sampleNotes } from './run-cells.ts';

/** Accuracy by the values of one dimension of one column. */
export const groupsOf = (
  cells: readonly FigureCell[],
  metric: string,
  dimension: string | undefined,
): GroupsData => {
  const grouped = cells.filter(({ cell }) => Object.keys(cell.groups).length > 0);
  if (grouped.length === 0) {
    throw new EurusError('USAGE', `No number of ${columnsOf(cells).join(', ')} has parts.`, {
      hint: 'MATH has level and subject, BBH task, MMLU subject: --benchmark ID picks one.',
    });
  }
  const benchmark = onlyColumn(grouped);
  const by = chosenDimension(grouped, dimension);
  const bars = grouped.flatMap(({ model, cell }) =>
    Object.entries(cell.groups[by] ?? {}).flatMap(([category, { metrics }]) => {
      const its = metrics[metric];
      return its === undefined ? [] : [{ model, category, ...shownOf(its) }];
    }),
  );
  if (bars.length === 0) {
    throw new EurusError('USAGE', `--metric: the parts of ${benchmark} have no "${metric}".`, {
      hint: 'They have pass@1, and pass@k where --k asked for it.',
    });
  }
  return {
    benchmark,
    metric,
    dimension: by,
    bars,
    notes: [...columnNotes(grouped), ...sampleNotes(grouped, metric)],
  };
};

/** Every curve of one column. */
export const curvesOf = (
  cells: readonly FigureCell[],
  metrics: readonly string[] | undefined,
): CurvesData => {
  const curved = cells.filter(({ cell }) => Object.keys(curvesIn(cell)).length > 0);
  if (curved.length === 0) {
    throw new EurusError('USAGE', 'There is no curve: these runs have one trial a sample.', {
      hint: 'eurus-eval run … --n 8 asks for eight; score makes the numbers of a run anew.',
    });
  }
  const benchmark = onlyColumn(curved);
  const curves = curved.flatMap(({ model, cell }) =>
    Object.entries(curvesIn(cell))
      .filter(([metric]) => metrics === undefined || metrics.includes(metric))
      .map(([metric, points]) => ({ model, metric, points })),
  );
  if (curves.length === 0) {
    const there = [...new Set(curved.flatMap(({ cell }) => Object.keys(curvesIn(cell))))];
    throw new EurusError('USAGE', `--metric: no curve here is called "${metrics?.join(', ')}".`, {
      hint: `There is: ${there.join(', ')}.`,
    });
  }
  return { benchmark, curves, notes: columnNotes(curved) };
};

/** How the trials of every column ended. */
export const verdictsOf = (cells: readonly FigureCell[]): VerdictsData => ({
  rows: cells.map(({ model, column, cell }) => ({ model, benchmark: column, counts: cell.counts })),
  notes: [...columnNotes(cells), ...truncationNotes(cells)],
});

/** Most numbers that a note names before it only counts. */
const mostNamed = 6;

/** Where so many answers were cut off that the score says as much about the token limit. */
const truncationNotes = (cells: readonly FigureCell[]): readonly string[] => {
  const cut = cells
    .filter(({ cell }) => isOftenTruncated(cell.counts))
    .map(({ model, column, cell: { counts } }) => {
      const share = ((100 * counts.truncated) / trialsOf(counts)).toFixed(1);
      return `${model} ${column} ${share} %`;
    });
  if (cut.length === 0) return [];
  const more = cut.length > mostNamed ? `, and ${cut.length - mostNamed} more` : '';
  return [`Cut off by the token limit: ${cut.slice(0, mostNamed).join(', ')}${more}.`];
};

const curvesIn = ({ curves }: Cell): NonNullable<Cell['curves']> => curves ?? {};

const shownOf = ({ value, ci95, samples }: Metric) => ({ value, ci95, samples });

const columnsOf = (cells: readonly FigureCell[]): readonly string[] => [
  ...new Set(cells.map(({ column }) => column)),
];

/** @throws EurusError `USAGE` where there are several */
const onlyColumn = (cells: readonly FigureCell[]): string => {
  const columns = columnsOf(cells);
  if (columns.length > 1) {
    throw new EurusError('USAGE', `This figure shows one benchmark, here are ${columns.length}.`, {
      hint: `Name it: --benchmark with one of ${columns.join(', ')}.`,
    });
  }
  return columns[0] ?? '';
};

const chosenDimension = (cells: readonly FigureCell[], wanted: string | undefined): string => {
  const there = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell.groups)))];
  const [only] = there;
  if (wanted === undefined && there.length === 1 && only !== undefined) return only;
  if (wanted !== undefined && there.includes(wanted)) return wanted;
  throw new EurusError(
    'USAGE',
    wanted === undefined ? 'The parts can be drawn in several ways.' : `--by: there is no "${wanted}" here.`,
    { hint: `Choose: --by with one of ${there.join(', ')}.` },
  );
};
