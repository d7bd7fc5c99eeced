import type { Leaderboard } from './leaderboard.ts';
import { footnotes } from './marks.ts';
import { plainName } from './plain.ts';
import { cellText } from './terminal.ts';

/** A GitHub table: pass@1 in percent. */
export const markdownTable = (board: Leaderboard): string => {
  const heads = board.columns.map(({ benchmark, protocol, grader, samples }) =>
    markdownText(
      `${plainName(`${benchmark}.${protocol}`)} (${plainName(grader)}${samples === null ? '' : `, n = ${samples}`})`,
    ),
  );
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

/** Text that shows as it is: nothing in it is markup, a link, HTML, or the end of a cell. */
export const markdownText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/[\\`*_[\]<>|~#]/g, sign => `\\${sign}`);
