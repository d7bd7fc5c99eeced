import { type Leaderboard, samplesOf } from './leaderboard.ts';
import { percent, plain } from './plain.ts';

/** One line a model. Each column of the table becomes five: pass@1 in percent, its error, and three counts. */
export const csvTable = ({ columns, lines }: Leaderboard): string => {
  const head = columns
    .map(({ key }) => plain(key))
    .flatMap(name => [name, `${name} stderr`, `${name} samples`, `${name} unscored`, `${name} truncated`]);
  const records = lines.map(({ label, cells }) => [
    label,
    ...columns.flatMap(({ key }) => {
      const cell = cells.get(key);
      if (cell === undefined) return ['', '', '', '', ''];
      const metric = cell.metrics['pass@1'];
      return [
        metric === undefined ? '' : percent(metric.value, 2),
        metric === undefined ? '' : percent(metric.stderr, 2),
        String(samplesOf(cell)),
        String(cell.counts.unscored),
        String(cell.counts.truncated),
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
