import { csvRecord } from '../csv-text.ts';
import { plain } from '../plain.ts';
import type { Sheet, SheetCell } from './sheet.ts';

/**
 * One line a model, numbers in percent with two decimals; what the signs would say stands in a column beside each, and
 * intervals and shares of answers cut off where they are wanted.
 */
export const csvSheet = ({ head, columns, sections }: Sheet): string => {
  const lines = sections.flatMap(({ title, lines }) => lines.map(line => ({ title, ...line })));
  const titled = lines.some(({ title }) => title !== '');
  const wanted = details.filter(({ wanted }) => lines.some(({ cells }) => cells.some(wanted)));
  const titles = columns.flatMap(({ name }) => [
    plain(name),
    ...wanted.map(detail => `${plain(name)} ${detail.name}`),
  ]);
  const records = lines.map(({ title, label, cells }) => [
    ...(titled ? [plain(title)] : []),
    plain(label),
    ...columns.flatMap((_, index) => {
      const cell = cells[index] ?? { percent: null };
      return [fixed(cell.percent), ...wanted.map(({ text }) => text(cell))];
    }),
  ]);
  return [[...(titled ? ['section'] : []), head, ...titles], ...records].map(csvRecord).join('\n');
};

const fixed = (percent: number | null | undefined): string => percent?.toFixed(2) ?? '';

type Detail = {
  readonly name: string;
  readonly text: (cell: SheetCell) => string;
  readonly wanted: (cell: SheetCell) => boolean;
};

const hasInterval = ({ interval }: SheetCell): boolean => interval !== undefined;

const details: readonly Detail[] = [
  { name: 'marks', text: ({ signs = '' }) => signs, wanted: () => true },
  { name: 'low', text: ({ interval }) => fixed(interval?.[0]), wanted: hasInterval },
  { name: 'high', text: ({ interval }) => fixed(interval?.[1]), wanted: hasInterval },
  { name: 'cut off', text: ({ cutOff }) => fixed(cutOff), wanted: ({ cutOff }) => cutOff !== undefined },
];
