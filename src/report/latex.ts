import type { Leaderboard } from './leaderboard.ts';
import { headLine } from './markdown.ts';
import { footnotes } from './marks.ts';
import { latexSheet } from './sheet/index.ts';
import { cellText } from './terminal.ts';

/** For a paper: pass@1 in percent, as a `tabular` with the rules of booktabs. */
export const latexTable = (board: Leaderboard): string =>
  latexSheet({
    head: 'model',
    columns: board.columns.map(column => ({ name: headLine(column), short: headLine(column) })),
    sections: [
      {
        title: '',
        lines: board.lines.map(line => ({
          label: line.label,
          cells: board.columns.map(column => ({ percent: null, text: cellText(line, column) })),
        })),
      },
    ],
    notes: ['pass@1 in percent; needs \\usepackage{booktabs}', ...footnotes(board)],
    data: null,
  });
