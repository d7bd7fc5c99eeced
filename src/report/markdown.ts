import type { Column, Leaderboard } from './leaderboard.ts';
import { footnotes } from './marks.ts';
import { plainName } from './plain.ts';
import { cellText } from './terminal.ts';

/** A GitHub table: pass@1 in percent. */
export const markdownTable = (board: Leaderboard): string => {
  const heads = board.columns.map(column => markdownText(headLine(column)));
  const lines = board.lines.map(line => [
    markdownText(line.label),
    ...board.columns.map(column => markdownText(cellText(line, column))),
  ]);
  const table = [['model', ...heads], ['---', ...heads.map(() => '---:')], ...lines].map(
    cells => `| ${cells.join(' | ')} |`,
  );
  const notes = ['pass@1 in percent', ...footnotes(board).map(markdownText)];
  return [...table, '', notes.join('  \n')].join('\n');
};

/** A column's name on one line: protocol, grader and, where all rows have as many, the number of samples. */
export const headLine = ({ benchmark, protocol, grader, samples }: Column): string =>
  `${plainName(`${benchmark}.${protocol}`)} (${plainName(grader)}${samples === null ? '' : `, n = ${samples}`})`;

/** Text that shows as it is: nothing in it is markup, a link, HTML, or the end of a cell. */
export const markdownText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/[\\`*_[\]<>|~#]/g, sign => `\\${sign}`);
