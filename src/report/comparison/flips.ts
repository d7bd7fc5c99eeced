import type { ComparedCell, Flip, RunComparison } from '../../core/index.ts';
import { renderColumns } from '../columns.ts';
import { csvText } from '../csv-text.ts';
import type { GridOptions } from '../grid.ts';
import { plain, plainName } from '../plain.ts';
import { markdownText } from '../sheet/markdown.ts';
import { cellName, sideText } from './numbers.ts';

/** Ids that are named before they are only counted. */
const named = 8;

/** A line a cell and direction: how many samples flipped, and the first of them. */
export const flipSummary = ({ cells }: RunComparison): string => {
  const lines = cells.flatMap(cell => {
    const name = cellName(cell);
    return [lineOf(`${name}, B won`, cell, 'gained'), lineOf(`${name}, A won`, cell, 'lost')].flat();
  });
  return lines.length === 0
    ? 'No sample flipped.'
    : [...lines, '--flips lists them with their verdicts.'].join('\n');
};

const lineOf = (name: string, { flips }: ComparedCell, direction: Flip['direction']): readonly string[] => {
  const its = flips.filter(flip => flip.direction === direction);
  if (its.length === 0) return [];
  const ids = its.slice(0, named).map(({ id }) => plainName(id));
  const more = its.length > named ? `, and ${its.length - named} more` : '';
  return [`${name} ${its.length}: ${ids.join(', ')}${more}`];
};

const head = ['benchmark', 'protocol', 'grader', 'id', 'better', 'A', 'B', 'verdict of A', 'verdict of B'];

const records = ({ cells }: RunComparison): readonly (readonly string[])[] =>
  cells.flatMap(({ benchmark, protocol, grader, flips }) =>
    flips.map(({ id, direction, a, b }) =>
      [
        ...[benchmark, protocol, grader, id, direction === 'gained' ? 'B' : 'A'],
        ...[sideText(a), sideText(b), a.at, b.at],
      ].map(plain),
    ),
  );

/** Every sample that flipped: a list a cell, with the lines of both verdicts in the files that its heading names. */
export const flipList = ({ cells }: RunComparison, options: GridOptions): string => {
  const lists = cells.flatMap(cell => {
    const [first] = cell.flips;
    if (first === undefined) return [];
    const rows = cell.flips.map(({ id, direction, a, b }) => ({
      id: plainName(id),
      better: direction === 'gained' ? 'B' : 'A',
      A: sideText(a),
      B: sideText(b),
      'line in A': lineIn(a.at),
      'line in B': lineIn(b.at),
    }));
    const files = `A ${plain(fileOf(first.a.at))}\nB ${plain(fileOf(first.b.at))}`;
    return [`${cellName(cell)}\n${files}\n${renderColumns(rows, options)}`];
  });
  return lists.length === 0 ? 'No sample flipped.' : lists.join('\n\n');
};

const fileOf = (at: string): string => at.slice(0, at.lastIndexOf(':'));
const lineIn = (at: string): number => Number(at.slice(at.lastIndexOf(':') + 1));

export const flipMarkdown = (comparison: RunComparison): string =>
  [head, head.map(() => '---'), ...records(comparison).map(record => record.map(markdownText))]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');

export const flipCsv = (comparison: RunComparison): string =>
  [
    ['benchmark', 'protocol', 'grader', 'id', 'better', 'a', 'b', 'a_at', 'b_at'],
    ...records(comparison).map(record => record.map(csvText)),
  ]
    .map(record => record.join(','))
    .join('\n');
