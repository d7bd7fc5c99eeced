import { fold } from '../fold.ts';
import { bold, type GridOptions, underlined } from '../grid.ts';
import { lengthOf, plain, plainName } from '../plain.ts';
import { rankNotes } from '../rank.ts';
import { shownLength } from '../shown-length.ts';
import { columnTexts, type Dress, hasRanks, type Sheet, undressed } from './sheet.ts';

/** Places shown by the styles of the terminal. */
export const styles: Dress = { ...undressed, best: bold, second: underlined };

type Layout = { readonly gap: number; readonly short: boolean };

/** Widest first: names in full, then abbreviated, then closer. */
const layouts: readonly Layout[] = [
  { gap: 2, short: false },
  { gap: 2, short: true },
  { gap: 1, short: true },
];

/** Columns without borders, so that many fit. Where they do not even so, the table goes on in further parts. */
export const terminalSheet = (sheet: Sheet, { width, styled = false }: GridOptions): string => {
  const text = textOf(sheet, styled ? styles : undressed);
  const { layout, parts } = laidOut(text, width);
  const tables = parts.map(part => draw(part, layout, styled));
  const legend = layout.short ? legendOf(sheet) : [];
  return [
    tables.join('\n\n'),
    '',
    ...legend.flatMap(line => fold(line, width)),
    ...notesOf(sheet, width),
    ...(styled && hasRanks(sheet) ? fold(rankNotes('bold', 'underlined', sheet.among), width) : []),
  ].join('\n');
};

/** In one part where some layout allows it, else in as few as names in short allow: with names in full, if they do too. */
const laidOut = (text: Text, width: number): { layout: Layout; parts: readonly Text[] } => {
  const fitting = layouts.find(layout => widthOf(text, layout) <= width);
  if (fitting !== undefined) return { layout: fitting, parts: [text] };
  const [full, short] = [false, true].map(short => {
    const layout = { gap: 2, short };
    return { layout, parts: split(text, layout, width) };
  }) as [Laid, Laid];
  return full.parts.length <= short.parts.length ? full : short;
};

type Laid = ReturnType<typeof laidOut>;

type Text = {
  readonly labels: readonly string[];
  readonly columns: readonly { name: string; short: string; cells: readonly string[] }[];
  /** Lines before which a section begins, and its title. */
  readonly titles: ReadonlyMap<number, string>;
  readonly head: string;
};

const textOf = ({ head, columns, sections }: Sheet, dress: Dress): Text => {
  const lines = sections.flatMap(section => section.lines);
  const titles = new Map<number, string>();
  let at = 0;
  for (const { title, lines } of sections) {
    if (lines.length > 0) titles.set(at, title);
    at += lines.length;
  }
  return {
    head,
    labels: lines.map(({ label }) => plainName(label)),
    columns: columns.map(({ name, short }, index) => ({
      name: plainName(name),
      short: plainName(short),
      cells: columnTexts(
        lines.map(({ cells }) => cells[index]),
        dress,
      ),
    })),
    titles,
  };
};

type TextColumn = Text['columns'][number];

const columnWidth = ({ name, short: abbreviated, cells }: TextColumn, { short }: Layout): number =>
  Math.max(...[short ? abbreviated : name, ...cells].map(shownLength));

const labelWidth = ({ labels, head }: Text): number => Math.max(...[head, ...labels].map(lengthOf));

const widthOf = (text: Text, layout: Layout): number =>
  text.columns.reduce((sum, column) => sum + layout.gap + columnWidth(column, layout), labelWidth(text));

/** Parts that fit, each with at least one column; of equal length where that fits too. */
const split = (text: Text, layout: Layout, width: number): readonly Text[] => {
  const parts: TextColumn[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of text.columns) {
    const own = layout.gap + columnWidth(column, layout);
    if (used + own > width) {
      parts.push([]);
      used = labelWidth(text);
    }
    parts.at(-1)?.push(column);
    used += own;
  }
  const each = Math.ceil(text.columns.length / parts.length);
  const even = parts.map((_, index) => text.columns.slice(index * each, (index + 1) * each));
  const fits = even.every(columns => widthOf({ ...text, columns }, layout) <= width);
  return (fits ? even : parts).map(columns => ({ ...text, columns }));
};

const draw = (text: Text, layout: Layout, styled: boolean): string => {
  const first = labelWidth(text);
  const widths = text.columns.map(column => columnWidth(column, layout));
  const line = (label: string, cells: readonly string[]): string =>
    [
      padded(label, first, 'end'),
      ...cells.map((cell, index) => ' '.repeat(layout.gap) + padded(cell, widths[index] ?? 0, 'start')),
    ]
      .join('')
      .trimEnd();
  const heading = line(
    text.head,
    text.columns.map(({ name, short }) => (layout.short ? short : name)),
  );
  const rule = (title: string): string => {
    const label = title === '' ? '' : `── ${plain(title)} `;
    return label + '─'.repeat(Math.max(0, lengthOf(heading) - lengthOf(label)));
  };
  return [
    styled ? bold(heading) : heading,
    ...text.labels.flatMap((label, row) => [
      ...(text.titles.has(row) ? [rule(text.titles.get(row) ?? '')] : []),
      line(
        label,
        text.columns.map(({ cells }) => cells[row] ?? ''),
      ),
    ]),
  ].join('\n');
};

const padded = (text: string, width: number, side: 'start' | 'end'): string => {
  const blanks = ' '.repeat(Math.max(0, width - shownLength(text)));
  return side === 'start' ? blanks + text : text + blanks;
};

const legendOf = ({ columns }: Sheet): readonly string[] => {
  const shortened = columns.filter(({ name, short }) => name !== short);
  return shortened.length === 0 ? [] : [shortened.map(({ name, short }) => `${short} ${name}`).join(', ')];
};

const notesOf = ({ notes }: Sheet, width: number): readonly string[] =>
  notes.flatMap(note => fold(plain(note), width));
