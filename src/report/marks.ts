import { type Cell, isOftenTruncated, trialsOf } from '../core/index.ts';
import type { Leaderboard } from './leaderboard.ts';
import { percent } from './plain.ts';

/** Something a reader must know about a number. */
type Mark = {
  readonly sign: string;
  readonly meaning: string;
  /** How many trials it is about; 0 when the mark does not apply. */
  readonly of: (cell: Cell) => number;
  /** What a footnote adds for one cell, where there is more to say. */
  readonly more?: (cell: Cell) => string;
  /** True when it is about all trials of a number: the sign beside it says enough. */
  readonly whole?: true;
};

/** Of numbers whose answers were not started for the model although the protocol does so. */
export const startSign = '‖';

const allOf = ({ counts, missing = 0 }: Cell): number => trialsOf(counts) + missing;

const marks: readonly Mark[] = [
  {
    sign: '*',
    meaning: 'could not be scored (not counted as wrong)',
    of: ({ counts }) => counts.unscored,
  },
  {
    sign: '†',
    meaning: 'cut off by the token limit',
    of: ({ counts }) => (isOftenTruncated(counts) ? counts.truncated : 0),
    more: ({ completed }) =>
      completed === undefined ? '' : ` (${percent(completed.value, 1)} without them)`,
  },
  { sign: '‡', meaning: 'not answered yet (left out)', of: ({ missing = 0 }) => missing },
  {
    sign: startSign,
    meaning: 'asked without the started answer: the server does not continue it',
    of: cell => (cell.start === 'not-continued' ? allOf(cell) : 0),
    whole: true,
  },
  {
    sign: startSign,
    meaning: 'asked without the started answer',
    of: cell => (cell.start === 'left-out' ? allOf(cell) : 0),
    whole: true,
  },
];

/** The signs a number carries. */
export const marksOf = (cell: Cell): string =>
  marks
    .filter(({ of }) => of(cell) > 0)
    .map(({ sign }) => sign)
    .join('');

/** What the signs of a number mean, and of how many trials they tell: `3 of 103`. */
export const markNotes = (
  cell: Cell,
): readonly { readonly sign: string; readonly meaning: string; readonly count: string }[] =>
  marks
    .filter(({ of }) => of(cell) > 0)
    .map(({ sign, meaning, of }) => ({ sign, meaning, count: `${of(cell)} of ${allOf(cell)}` }));

/** Cells named in a footnote before it only counts. */
const namedCells = 6;

/** One line for each sign in use: what it means, and how many trials of which cells. */
export const footnotes = ({ columns, lines, metric }: Leaderboard): readonly string[] =>
  marks.flatMap(({ sign, meaning, of, more = () => '', whole }) => {
    const found = lines.flatMap(({ label, cells }) =>
      columns.flatMap(({ key, name }) => {
        const cell = cells.get(key);
        const trials = cell === undefined ? 0 : of(cell);
        return cell === undefined || trials === 0
          ? []
          : `${label} ${name} ${trials} of ${allOf(cell)}${metric === 'pass@1' ? more(cell) : ''}`;
      }),
    );
    if (found.length === 0) return [];
    if (whole === true) return `${sign} ${meaning}`;
    const others = found.length > namedCells ? `, and ${found.length - namedCells} more` : '';
    return `${sign} ${meaning}: ${found.slice(0, namedCells).join(', ')}${others}`;
  });
