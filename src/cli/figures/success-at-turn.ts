import { allCells, type Cell, EurusError, type Metric, type Scores } from '../../core/index.ts';
import { readTurnsName } from '../../interaction/index.ts';
import type { Curve, CurvesData } from '../../plot/index.ts';
import { rowLabel, type TableRow } from '../../report/index.ts';
import { type CellChoice, refuseUnknown } from './run-cells.ts';

/** A number of a run of episodes. */
type TurnCell = {
  readonly row: TableRow;
  readonly cell: Cell;
  /** `gsm8k.cot`: the protocol without its number of turns. */
  readonly task: string;
  readonly turns: number;
  readonly critique: boolean;
};

/**
 * The success rate by the number of turns: `success@k` from runs of their own with k turns, and `within@k`, what of the
 * run with the most turns was right by turn k.
 * @param by a part of the benchmark, such as MINT's `split`: curves for each of its values
 * @throws EurusError `USAGE` where no run has turns, or several tasks have
 */
export const successAtTurnOf = (
  rows: readonly TableRow[],
  choice: CellChoice,
  by: string | undefined,
): CurvesData => {
  const all = rows.flatMap(row => allCells(row.summary).flatMap(cell => turnCellOf(row, cell)));
  if (all.length === 0) {
    throw new EurusError('USAGE', 'There is no number of turns: these runs have one turn a sample.', {
      hint: 'eurus-eval run … --turns 1-5 asks for five.',
    });
  }
  refuseUnknown(
    '--benchmark',
    choice.benchmarks,
    all.flatMap(namesOf),
    all.map(({ task }) => task),
  );
  const graders = all.map(({ cell }) => cell.grader);
  refuseUnknown('--grader', choice.graders, graders, graders);
  const cells = all.filter(each => isChosen(each, choice));
  const columns = [...new Set(cells.map(({ task, cell }) => `${task}.${cell.grader}`))];
  if (columns.length > 1) {
    throw new EurusError('USAGE', `This figure shows one benchmark, here are ${columns.length}.`, {
      hint: `Name it: --benchmark with one of ${columns.join(', ')}.`,
    });
  }
  if (by !== undefined) {
    const there = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell.groups)))];
    refuseUnknown('--by', [by], there, there);
  }
  const groups = Map.groupBy(cells, ({ row, critique }) => `${rows.indexOf(row)} ${critique}`);
  const curves = [...groups.values()].flatMap(its => curvesOf(its, rows, by));
  if (!curves.some(({ points }) => points.length > 1)) {
    throw new EurusError('USAGE', `There is no curve: ${columns.join('')} was asked with one turn alone.`, {
      hint: 'eurus-eval run … --turns 1-5 asks for five.',
    });
  }
  const most = Math.max(...cells.map(({ turns }) => turns));
  return {
    benchmark: columns[0] ?? '',
    curves,
    notes: [
      `success@k: a run of its own with k turns. within@k: right by turn k in the run with the most turns (${most}).`,
    ],
  };
};

const curvesOf = (
  cells: readonly TurnCell[],
  rows: readonly TableRow[],
  by: string | undefined,
): readonly Curve[] => {
  const ordered = cells.toSorted((a, b) => a.turns - b.turns);
  const [largest] = ordered.slice(-1);
  if (largest === undefined) return [];
  const model = rowLabel(largest.row, rows);
  const values = by === undefined ? [undefined] : Object.keys(largest.cell.groups[by] ?? {});
  return values
    .flatMap((value): readonly Curve[] => {
      const ending = `${value === undefined ? '' : `, ${value}`}${largest.critique ? ' (critique)' : ''}`;
      const metricsOf = ({ cell }: TurnCell): Scores['metrics'] =>
        value === undefined ? cell.metrics : (cell.groups[by ?? '']?.[value]?.metrics ?? {});
      const success = ordered.flatMap(one => pointOf(one.turns, metricsOf(one)['pass@1']));
      const within = Array.from({ length: largest.turns }, (_, turn) =>
        pointOf(turn + 1, metricsOf(largest)[`within@${turn + 1}`]),
      );
      return [
        { model, metric: `success@k${ending}`, points: success },
        { model, metric: `within@k${ending}`, points: within.flat() },
      ];
    })
    .filter(({ points }) => points.length > 0);
};

const pointOf = (k: number, metric: Metric | undefined): Curve['points'] =>
  metric === undefined ? [] : [{ k, value: metric.value, ci95: metric.ci95 }];

/** A protocol that is made of turns may say nothing of them in its name: its metrics do. */
const turnCellOf = (row: TableRow, cell: Cell): readonly TurnCell[] => {
  const named = readTurnsName(cell.protocol);
  if (named !== null) {
    const { base, turns, critique } = named;
    return [{ row, cell, task: `${cell.benchmark}.${base}`, turns, critique }];
  }
  const turns = Math.max(
    0,
    ...Object.keys(cell.metrics).map(name => Number(/^within@(\d+)$/.exec(name)?.[1] ?? 0)),
  );
  return turns === 0
    ? []
    : [{ row, cell, task: `${cell.benchmark}.${cell.protocol}`, turns, critique: false }];
};

const namesOf = ({ task, cell }: TurnCell): readonly string[] => [
  ...[cell.benchmark, task, `${task}.${cell.grader}`],
  ...[`${cell.benchmark}.${cell.protocol}`, `${cell.benchmark}.${cell.protocol}.${cell.grader}`],
];

const isChosen = (each: TurnCell, { benchmarks, graders }: CellChoice): boolean =>
  (graders === undefined || graders.includes(each.cell.grader)) &&
  (benchmarks === undefined || namesOf(each).some(name => benchmarks.includes(name)));
