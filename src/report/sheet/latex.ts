import { plain, plainName } from '../plain.ts';
import { rankNotes } from '../rank.ts';
import { type Dress, hasRanks, type Sheet, sheetText } from './sheet.ts';

/** A `tabular` with the rules of booktabs, the best number of a column bold, the second underlined. */
export const latexSheet = (sheet: Sheet): string => {
  const { head, columns, sections, notes } = sheet;
  const row = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const titled = sections.filter(({ lines }) => lines.length > 0);
  const body = titled.map(({ title, lines }) => [
    '\\midrule',
    ...(titled.length < 2
      ? []
      : [`\\multicolumn{${columns.length + 1}}{l}{\\emph{${latexText(plain(title))}}} \\\\`]),
    ...lines.map(({ label, cells }) =>
      row([latexText(plainName(label)), ...columns.map((_, index) => sheetText(cells[index], dress))]),
    ),
  ]);
  const tabular = [
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    row([head, ...columns.map(({ name }) => plainName(name))].map(latexText)),
    ...(body.length === 0 ? ['\\midrule'] : body.flat()),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
  const comments = [
    ...notes.map(plain),
    ...(hasRanks(sheet) ? [rankNotes('bold', 'underlined', sheet.among)] : []),
    '\\usepackage{booktabs}',
    'wider than the page: \\usepackage{graphicx}, and \\resizebox{\\linewidth}{!}{...} around it',
    ...(pdflatexKnows.test(tabular)
      ? []
      : ['it has letters that need lualatex or xelatex, and a font with them']),
  ];
  return [...comments.map(comment => `% ${comment}`), tabular].join('\n');
};

/** Letters that pdflatex has in its first fonts: ASCII, and the accented ones of Latin-1. */
const pdflatexKnows = /^[\n -~À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]*$/;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\char34{}',
  '`': '\\textasciigrave{}',
  // Two hyphens would become a dash.
  '-': '-{}',
  '†': '\\textsuperscript{$\\dagger$}',
  '‡': '\\textsuperscript{$\\ddagger$}',
  '§': '\\textsuperscript{$\\mathsection$}',
  '¶': '\\textsuperscript{$\\mathparagraph$}',
  '‖': '\\textsuperscript{$\\|$}',
  '¹': '\\textsuperscript{1}',
  '–': '--',
  '…': '\\dots{}',
};

/** Text that shows as it is: nothing in it is a command, mathematics or the end of a cell. */
export const latexText = (text: string): string =>
  text
    .replace(/[\\~^<>|"`†‡§¶‖¹–…]|[&%$#_{}]|-(?=-)/g, sign => escapes[sign] ?? `\\${sign}`)
    // A row that begins with these would be read as an option of the line break before it.
    .replace(/^[[*]/, sign => `{${sign}}`);

const dress: Dress = {
  best: text => `\\textbf{${text}}`,
  second: text => `\\underline{${text}}`,
  text: latexText,
};
