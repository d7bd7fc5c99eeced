import { percent, plainName } from '../plain.ts';
import { bar } from './bar.ts';
import { doneOf, isFinished, judgedOf, type ProgressCounts, type TaskCounts } from './counts.ts';
import { type IntervalOf, runningScore } from './running-score.ts';
import type { PanelStyle, Piece } from './style.ts';
import { signs } from './style.ts';
import { padEnd, padStart, shorten, widthOf } from './width.ts';

export type TaskRows = {
  readonly head: readonly Piece[];
  /** One a task, in their order. */
  readonly rows: readonly (readonly Piece[])[];
  readonly total: readonly Piece[];
};

/** Right-aligned texts below a head; those of the tasks, then that of the total. */
type Column = { readonly head: string; readonly cells: readonly Piece[]; readonly width: number };

const [narrowestBar, widestBar, narrowestName] = [6, 32, 8];
/** Share of cut-off answers above which it shows in colour: the final report warns of it. */
const truncatedShare = 0.01;
const gap = 2;

/** A row a task and one for all of them, in columns that line up; what matters least is left out to fit. */
export const taskRows = (
  progress: ProgressCounts & { readonly tasks: readonly TaskCounts[] },
  width: number,
  style: PanelStyle,
  intervalOf: IntervalOf,
): TaskRows => {
  const { tasks } = progress;
  const total: TaskCounts = { truncated: 0, ...progress, name: `all ${tasks.length}`, trials: 1 };
  const all = [...tasks, total];
  const names = all.map(({ name }) => plainName(name));
  const nameWidth = Math.max(...names.map(widthOf), 'benchmark'.length);
  const barLeast = style.bars && progress.planned > 0 ? gap + narrowestBar : 0;
  const [columns, taken] = fitting(columnsOf(progress, total, intervalOf), width - 2 - nameWidth - barLeast);
  const nameRoom = Math.min(nameWidth, Math.max(narrowestName, width - 2 - taken - barLeast));
  const barRoom = Math.min(widestBar, width - 2 - taken - nameRoom - gap);
  const barWidth = barLeast === 0 || barRoom < narrowestBar ? 0 : barRoom;
  const { more, finished } = signs(style);
  const row = (at: number): readonly Piece[] => {
    const task = all[at] ?? total;
    const name = padEnd(shorten(names[at] ?? '', nameRoom, more), nameRoom);
    return [
      [isFinished(task) ? `${finished} ` : '  ', 'done'],
      task.generated === 0 ? [name, 'faint'] : [name],
      ...(barWidth === 0 ? [] : [blank(gap), ...bar(sharesOf(progress, task), barWidth, style)]),
      ...columns.flatMap((column): Piece[] => {
        const [text, tone] = column.cells[at] ?? [''];
        const aligned = padStart(text, gap + column.width);
        return [tone === undefined ? [aligned] : [aligned, tone]];
      }),
    ];
  };
  return {
    head: [
      [`  ${padEnd('benchmark', nameRoom)}`, 'faint'],
      blank(barWidth === 0 ? 0 : gap + barWidth),
      ...columns.map((column): Piece => [padStart(column.head, gap + column.width), 'faint']),
    ],
    rows: tasks.map((_, at) => row(at)),
    total: row(tasks.length),
  };
};

const blank = (columns: number): Piece => [' '.repeat(columns)];

/** The first of the columns always, the others while there is room; and how much they take. */
const fitting = (columns: readonly Column[], room: number): readonly [readonly Column[], number] => {
  const chosen: Column[] = [];
  let taken = 0;
  for (const [at, column] of columns.entries()) {
    const own = gap + column.width;
    if (at > 1 && taken + own > room) continue;
    chosen.push(column);
    taken += own;
  }
  return [chosen, taken];
};

/** Most important first; those that say nothing are left out. */
const columnsOf = (
  progress: ProgressCounts & { readonly tasks: readonly TaskCounts[] },
  total: TaskCounts,
  intervalOf: IntervalOf,
): readonly Column[] => {
  const { tasks, work } = progress;
  const scores = tasks.map(task => runningScore(task, intervalOf));
  const column = (head: string, cells: readonly Piece[], least = 0): Column => ({
    head,
    cells,
    width: Math.max(least, head.length, ...cells.map(([text]) => text.length)),
  });
  const counted = [...tasks, total].map((task): Piece => {
    const done = doneOf(progress, task);
    const text = task.planned === 0 ? String(done) : `${done}/${task.planned}`;
    return done === 0 ? [text, 'faint'] : [text];
  });
  const widest = Math.max(0, ...[...tasks, total].map(({ planned }) => 2 * String(planned).length + 1));
  const cut = [...tasks, total].map(({ truncated, generated }): Piece => {
    if (truncated === 0) return [''];
    const text = `${percent(truncated / generated, 1)} %`;
    return truncated > truncatedShare * generated ? [text, 'warning'] : [text];
  });
  const unscored = [...tasks, total].map(
    (task): Piece => (task.unscored === 0 ? [''] : [String(task.unscored), 'warning']),
  );
  return [
    column(work === 'judging' ? 'scored' : 'done', counted, progress.planned === 0 ? 0 : widest),
    // A mean over all samples would be nobody's score: the total has none.
    column('so far', [...scores.map(({ score }): Piece => [score, 'strong']), ['']], 7),
    column('95 %', [...scores.map(({ interval }): Piece => [interval, 'faint']), ['']], 13),
    column('unscored', unscored),
    column('cut', cut),
  ].filter(({ head, cells }, at) => at < 2 || head === '95 %' || cells.some(([text]) => text !== ''));
};

const sharesOf = (
  { work }: ProgressCounts,
  task: TaskCounts,
): { readonly judged: number; readonly generated: number } => {
  if (task.planned === 0) return { judged: 0, generated: 0 };
  const judged = judgedOf(task) / task.planned;
  return { judged, generated: work === 'judging' ? judged : task.generated / task.planned };
};
