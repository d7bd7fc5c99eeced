import { plain, plainName } from '../plain.ts';
import { type Sheet, sheetText } from './sheet.ts';

/** A `tabular` with the rules of booktabs; needs `\usepackage{booktabs}`. */
export const latexSheet = ({ head, columns, sections, notes }: Sheet): string => {
  const row = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const body = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines }) =>
      lines.map(({ label, cells }) =>
        row([
          latexText(plainName(label)),
          ...columns.map((_, index) => latexText(sheetText(cells[index] ?? { percent: null }))),
        ]),
      ),
    );
  return [
    ...notes.map(note => `% ${plain(note)}`),
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    row([head, ...columns.map(({ name }) => plainName(name))].map(latexText)),
    '\\midrule',
    ...body.flatMap((lines, index) => (index === 0 ? lines : ['\\midrule', ...lines])),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
};

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\char34{}',
  '†': '\\textsuperscript{\\dag}',
  '‡': '\\textsuperscript{\\ddag}',
  '§': '\\textsuperscript{\\S}',
  '¶': '\\textsuperscript{\\P}',
  '‖': '\\textsuperscript{$\\|$}',
  '¹': '\\textsuperscript{1}',
  '–': '--',
  '…': '\\dots{}',
};

/** Text that shows as it is: nothing in it is a command, mathematics or the end of a cell. */
export const latexText = (text: string): string =>
  text
    .replace(/[\\~^<>|"†‡§¶‖¹–…]|[&%$#_{}]/g, sign => escapes[sign] ?? `\\${sign}`)
    // A row that begins with these would be read as an option of the line break before it.
    .replace(/^[[*]/, sign => `{${sign}}`);
