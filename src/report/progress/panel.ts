import { plain } from '../plain.ts';
import { isFinished, type ProgressCounts, type TaskCounts } from './counts.ts';
import { duration } from './duration.ts';
import type { RecentRates } from './recent-rates.ts';
import type { IntervalOf } from './running-score.ts';
import { type PanelStyle, type Piece, paint, signs } from './style.ts';
import { taskRows } from './task-rows.ts';
import { totalLines } from './totals.ts';
import { widthOf } from './width.ts';

/** What holds a run up, or what it does before and after its work. */
export type Wait = {
  readonly text: string;
  readonly sinceMs: number;
  /** When it is tried again; null where that is not known. */
  readonly untilMs?: number | null;
};

export type PanelView = {
  /** null as long as nothing can be counted. */
  readonly progress: (ProgressCounts & { readonly tasks: readonly TaskCounts[] }) | null;
  readonly recent: RecentRates;
  readonly wait: Wait | null;
  readonly nowMs: number;
};

export type PanelOptions = {
  /** Columns and lines that may be used. */
  readonly width: number;
  readonly height: number;
  readonly style: PanelStyle;
  readonly intervalOf: IntervalOf;
};

/**
 * A run as lines of a terminal: a row a benchmark, totals, and what it waits for. Never more or longer lines than
 * there is room for: benchmarks under way stay, finished and waiting ones fold into a line.
 */
export const renderProgressPanel = (view: PanelView, options: PanelOptions): readonly string[] => {
  const { width, height, style } = options;
  const waiting = view.wait === null ? [] : waitLines(view.wait, view.nowMs, options);
  const lines = view.progress === null ? waiting : arranged(view.progress, view, waiting, options);
  return lines.slice(-Math.max(0, height)).map(line => paint(line, width, style));
};

type Lines = readonly (readonly Piece[])[];

const arranged = (
  progress: NonNullable<PanelView['progress']>,
  { recent, nowMs }: PanelView,
  waiting: Lines,
  { width, height, style, intervalOf }: PanelOptions,
): Lines => {
  const { tasks } = progress;
  const table = taskRows(progress, width, style, intervalOf);
  const most = Math.ceil(height / 4);
  const numbers = totalLines(progress, recent, nowMs, width, style).slice(0, most);
  const counted = tasks.some(({ planned, generated }) => planned + generated > 0);
  if (!counted) return waiting.length > 0 ? waiting : numbers.slice(0, 1);
  // In a low terminal the rows of the benchmarks matter more than the last of the totals.
  const foot = [...(tasks.length > 1 ? [table.total] : []), ...numbers, ...waiting];
  const low = height - foot.length < 3;
  const kept = low ? [...numbers.slice(0, 1), ...waiting] : foot;
  const room = height - kept.length - (low ? 0 : 1);
  const rows = folded(tasks, table.rows, Math.max(1, room));
  const spaced = !low && rows.length < room;
  return [...(low ? [] : [table.head]), ...rows, ...(spaced && tasks.length > 1 ? [[]] : []), ...kept];
};

/** As many rows as there is room for, in their order, and a line for the others. */
const folded = (tasks: readonly TaskCounts[], rows: Lines, room: number): Lines => {
  if (rows.length <= room) return rows;
  const order = (task: TaskCounts): number => {
    if (isFinished(task)) return 1;
    return task.generated === 0 ? 2 : 0;
  };
  // Of the finished ones the last, of the waiting ones the next.
  const byNeed = [...tasks.keys()].sort((a, b) => {
    const [first, second] = [tasks[a], tasks[b]].map(task => (task === undefined ? 3 : order(task)));
    if (first !== second) return (first ?? 3) - (second ?? 3);
    return first === 1 ? b - a : a - b;
  });
  const shown = new Set(byNeed.slice(0, Math.max(0, room - 1)));
  const hidden = tasks.filter((_, at) => !shown.has(at));
  const counts = [
    ['running', hidden.filter(task => order(task) === 0).length],
    ['finished', hidden.filter(task => order(task) === 1).length],
    ['waiting', hidden.filter(task => order(task) === 2).length],
  ] as const;
  const text = counts.flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`])).join(', ');
  return [...rows.filter((_, at) => shown.has(at)), [[`  and ${text}`, 'faint']]];
};

/** On a second line, where they do not fit, how long it has lasted and when it is tried again. */
const waitLines = (
  { text, sinceMs, untilMs = null }: Wait,
  nowMs: number,
  { width, height, style }: PanelOptions,
): Lines => {
  const lasted = Math.floor((nowMs - sinceMs) / 1000);
  const left = untilMs === null ? 0 : Math.ceil((untilMs - nowMs) / 1000);
  const times = [
    ...(lasted >= 1 ? [duration(lasted)] : []),
    ...(left >= 1 ? [`next try in ${duration(left)}`] : []),
  ].join(', ');
  const { waiting } = signs(style);
  const what = `${waiting} ${plain(text)}`;
  const whole = times === '' ? what : `${what}, ${times}`;
  if (times === '' || widthOf(whole) <= width || height < 8) return [[[whole, 'warning']]];
  return [[[what, 'warning']], [[`  ${times}`, 'warning']]];
};
