import { type PublishedTable, paperColumns } from '../published/index.ts';
import { markNotes } from '../report/index.ts';
import { paperSuites } from './paper-cells.ts';
import { askedOf, average, complete, metricOf, type PaperRun, paperSamples } from './paper-run.ts';

/** Something to know about one number of a run. */
export type SignNote = { readonly sign: string; readonly meaning: string; readonly where: string };

/** What the signs of a run's number in a column are, and why. */
export const cellNotes = (
  { cells, label }: PaperRun,
  at: number,
  table: PublishedTable,
  metric: string,
): readonly SignNote[] => {
  const column = paperColumns[at]?.name ?? average;
  const found = cells[at] ?? null;
  const number = metricOf(found, metric);
  if (found === null || number === null) return [];
  const where = `${label} ${column}`;
  const samples = paperSamples(table, column);
  const asked = askedOf(found, number);
  return [
    ...markNotes(found.cell).map(({ sign, meaning, count }) => ({
      ...{ sign, meaning, where: `${where} ${count}` },
    })),
    ...(samples === undefined || samples === asked
      ? []
      : [
          {
            sign: '~',
            meaning: 'not over as many samples as in the paper',
            where: `${where} ${asked} for ${samples}`,
          },
        ]),
    ...(found.alone
      ? [{ sign: '¹', meaning: 'not the better of CoT and PoT: one is missing or not complete', where }]
      : []),
  ];
};

/** Numbers and runs named in a note before it only counts. */
const namedCells = 4;

/** What must be known of the runs: their signs, who has no mean, and how they were asked. */
export const runNotes = (
  runs: readonly PaperRun[],
  table: PublishedTable,
  metric: string,
  published: boolean,
): readonly string[] => {
  if (runs.length === 0) return [];
  const signs = runs.flatMap(run => paperColumns.flatMap((_, at) => cellNotes(run, at, table, metric)));
  return [...signNotes(signs), ...averageNote(runs, metric), suiteNote(runs, published)];
};

const signNotes = (notes: readonly SignNote[]): readonly string[] =>
  [...Map.groupBy(notes, ({ sign }) => sign)].map(([sign, of]) => {
    return `${sign} ${of[0]?.meaning}: ${firstOf(of.map(({ where }) => where))}`;
  });

const firstOf = (texts: readonly string[]): string => {
  const more = texts.length > namedCells ? `, and ${texts.length - namedCells} more` : '';
  return `${texts.slice(0, namedCells).join(', ')}${more}`;
};

const averageNote = (runs: readonly PaperRun[], metric: string): readonly string[] => {
  const lacking = runs.filter(({ numbers }) => (numbers.at(-1) ?? null) === null);
  if (lacking.length === 0) return [];
  const named = lacking.map(({ label, cells }) => `${label} has ${complete(cells, metric).length} of them`);
  return [`no ${average} without all twelve columns: ${firstOf(named)}`];
};

const suiteNote = (runs: readonly PaperRun[], published: boolean): string => {
  const named = paperSuites.filter(suite => runs.some(run => run.suite === suite)).map(suite => `(${suite})`);
  const rest = published ? '; only those of (paper) were asked and judged as the paper did' : '';
  return `${named.join(', ')}: the suite whose prompts and graders the numbers are of${rest}`;
};
