import { csvText } from '../csv.ts';
import { plain } from '../plain.ts';
import type { Sheet } from './sheet.ts';

/** One line a model, numbers in percent with two decimals; what the signs would say stands in a column beside each. */
export const csvSheet = ({ head, columns, sections }: Sheet): string => {
  const titles = columns.flatMap(({ name }) => [plain(name), `${plain(name)} marks`]);
  const records = sections.flatMap(({ title, lines }) =>
    lines.map(({ label, cells }) => [
      plain(title),
      plain(label),
      ...columns.flatMap((_, index) => {
        const { percent = null, signs = '' } = cells[index] ?? {};
        return [percent === null ? '' : percent.toFixed(2), signs];
      }),
    ]),
  );
  return [['section', head, ...titles], ...records].map(record => record.map(csvText).join(',')).join('\n');
};
