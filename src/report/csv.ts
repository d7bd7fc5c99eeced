import { takenFrom } from '../core/index.ts';
import { type Leaderboard, samplesOf } from './leaderboard.ts';
import { percent, plain } from './plain.ts';

/**
 * One line a model. Each column of the table becomes five: pass@1 in percent, its error, and three counts; a column of
 * better settings has another, which they were, and so has one that was asked without the started answer, why.
 */
export const csvTable = ({ columns, lines }: Leaderboard): string => {
  const isBest = new Set(
    columns
      .map(({ key }) => key)
      .filter(key => lines.some(({ cells }) => takenFrom(cells.get(key)) !== null)),
  );
  const isUnstarted = new Set(
    columns
      .map(({ key }) => key)
      .filter(key => lines.some(({ cells }) => cells.get(key)?.start !== undefined)),
  );
  const head = columns.flatMap(({ key }) => {
    const name = plain(key);
    const details = [
      ...['stderr', 'samples', 'unscored', 'truncated'],
      ...(isBest.has(key) ? ['from'] : []),
      ...(isUnstarted.has(key) ? ['start'] : []),
    ];
    return [name, ...details.map(detail => `${name} ${detail}`)];
  });
  const records = lines.map(({ label, cells }) => [
    label,
    ...columns.flatMap(({ key }) => {
      const cell = cells.get(key);
      const more = [
        ...(isBest.has(key) ? [plain(takenFrom(cell) ?? '')] : []),
        ...(isUnstarted.has(key) ? [plain(cell?.start ?? '')] : []),
      ];
      if (cell === undefined) return ['', '', '', '', '', ...more];
      const metric = cell.metrics['pass@1'];
      return [
        metric === undefined ? '' : percent(metric.value, 2),
        metric === undefined ? '' : percent(metric.stderr, 2),
        String(samplesOf(cell)),
        String(cell.counts.unscored),
        String(cell.counts.truncated),
        ...more,
      ];
    }),
  ]);
  return [['model', ...head], ...records].map(record => record.map(csvText).join(',')).join('\n');
};

/**
 * A field of RFC 4180. A text that a spreadsheet would run as a formula gets a `'` before it (see OWASP,
 * "CSV Injection"); our own numbers are never negative.
 */
export const csvText = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
