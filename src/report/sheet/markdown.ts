import { plain, plainName } from '../plain.ts';
import { rankNotes } from '../rank.ts';
import { type Dress, hasRanks, type Sheet, sheetText } from './sheet.ts';

/** A GitHub table; sections are rows with a title only. */
export const markdownSheet = (sheet: Sheet): string => {
  const { head, columns, sections, notes } = sheet;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titled = sections.filter(({ lines }) => lines.length > 0);
  const body = titled.flatMap(({ title, lines }) => [
    ...(titled.length < 2 ? [] : [row([`**${markdownText(plain(title))}**`, ...columns.map(() => '')])]),
    ...lines.map(({ label, cells }) =>
      row([markdownText(plainName(label)), ...columns.map((_, index) => sheetText(cells[index], dress))]),
    ),
  ]);
  return [
    row([markdownText(head), ...columns.map(({ name }) => markdownText(plainName(name)))]),
    row(['---', ...columns.map(() => '---:')]),
    ...body,
    '',
    [
      ...notes.map(note => markdownText(plain(note))),
      ...(hasRanks(sheet) ? [rankNotes('**bold**', '<ins>underlined</ins>', sheet.among)] : []),
    ].join('  \n'),
  ].join('\n');
};

/** Text that shows as it is: nothing in it is markup, a link, HTML, or the end of a cell. */
export const markdownText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/[\\`*_[\]<>|~#]/g, sign => `\\${sign}`);

/** GitHub shows `<ins>` underlined; `<u>` it leaves out. */
const dress: Dress = {
  best: text => `**${text}**`,
  second: text => `<ins>${text}</ins>`,
  text: markdownText,
};
