import { type BestCell, type Cell, takenFrom } from '../core/index.ts';
import { type Leaderboard, samplesOf } from './leaderboard.ts';
import { percent, plain } from './plain.ts';

/** What stands beside a number: always, or only in columns where some cell has something to say. */
type Detail = {
  readonly name: string;
  readonly text: (cell: Cell | BestCell) => string;
  readonly wanted?: (cell: Cell | BestCell) => boolean;
};

const details: readonly Detail[] = [
  { name: 'stderr', text: ({ metrics }) => percentOf(metrics['pass@1']?.stderr) },
  { name: 'samples', text: cell => String(samplesOf(cell)) },
  { name: 'unscored', text: ({ counts }) => String(counts.unscored) },
  { name: 'truncated', text: ({ counts }) => String(counts.truncated) },
  {
    name: 'completed',
    text: ({ completed }) => percentOf(completed?.value),
    wanted: ({ counts, completed }) => counts.truncated > 0 && completed !== undefined,
  },
  {
    name: 'from',
    text: cell => plain(takenFrom(cell) ?? ''),
    wanted: cell => takenFrom(cell) !== null,
  },
];

/**
 * One line a model. Each column of the table becomes five: pass@1 in percent, its error, and three counts. A column with
 * answers that were cut off has another, pass@1 over the others; one of better settings another, which they were.
 */
export const csvTable = ({ columns, lines }: Leaderboard): string => {
  const wide = columns.map(({ key }) => {
    const cells = lines.flatMap(line => line.cells.get(key) ?? []);
    return { key, details: details.filter(({ wanted }) => wanted === undefined || cells.some(wanted)) };
  });
  const head = wide.flatMap(({ key, details }) => {
    const name = plain(key);
    return [name, ...details.map(detail => `${name} ${detail.name}`)];
  });
  const records = lines.map(({ label, cells }) => [
    label,
    ...wide.flatMap(({ key, details }) => {
      const cell = cells.get(key);
      if (cell === undefined) return ['', ...details.map(() => '')];
      return [percentOf(cell.metrics['pass@1']?.value), ...details.map(({ text }) => text(cell))];
    }),
  ]);
  return [['model', ...head], ...records].map(record => record.map(csvText).join(',')).join('\n');
};

const percentOf = (fraction: number | undefined): string =>
  fraction === undefined ? '' : percent(fraction, 2);

/**
 * A field of RFC 4180. A text that a spreadsheet would run as a formula gets a `'` before it (see OWASP,
 * "CSV Injection"); our own numbers are never negative.
 */
export const csvText = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
