import { markdownText } from '../markdown.ts';
import { plain, plainName } from '../plain.ts';
import { type Sheet, sheetText } from './sheet.ts';

/** A GitHub table; sections are rows with a title only. */
export const markdownSheet = ({ head, columns, sections, notes }: Sheet): string => {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titled = sections.filter(({ lines }) => lines.length > 0);
  const body = titled.flatMap(({ title, lines }) => [
    ...(titled.length < 2 ? [] : [row([`**${markdownText(plain(title))}**`, ...columns.map(() => '')])]),
    ...lines.map(({ label, cells }) =>
      row([
        markdownText(plainName(label)),
        ...columns.map((_, index) => markdownText(sheetText(cells[index] ?? { percent: null }))),
      ]),
    ),
  ]);
  return [
    row([markdownText(head), ...columns.map(({ name }) => markdownText(plainName(name)))]),
    row(['---', ...columns.map(() => '---:')]),
    ...body,
    '',
    notes.map(note => markdownText(plain(note))).join('  \n'),
  ].join('\n');
};
