import { allCells, type Cell, EurusError } from '../core/index.ts';
import { headline, type TableRow } from '../report/index.ts';

/** Which numbers of the runs a user wants to see. */
export type Choice = {
  /** `math` or `math.cot` */
  readonly benchmark?: readonly string[] | undefined;
  readonly grader?: readonly string[] | undefined;
  /** One that some number must have. */
  readonly metric?: string | undefined;
};

/**
 * Rows with the chosen numbers only; rows that have none are left out.
 * @throws EurusError `USAGE` for a name that stands for nothing that is there
 */
export const chosenRows = (rows: readonly TableRow[], choice: Choice): readonly TableRow[] => {
  const cells = rows.flatMap(row => allCells(row.summary));
  refuseUnknown('--benchmark', choice.benchmark, cells.flatMap(namesOf), [
    ...new Set(cells.map(({ benchmark, protocol }) => `${benchmark}.${protocol}`)),
  ]);
  const graders = [...new Set(cells.map(({ grader }) => grader))];
  refuseUnknown('--grader', choice.grader, graders, graders);
  const left = rows
    .map(row => ({ ...row, summary: only(row.summary, choice) }))
    .filter(({ summary }) => allCells(summary).length > 0);
  const metrics = [
    ...new Set(left.flatMap(row => allCells(row.summary).flatMap(cell => Object.keys(cell.metrics)))),
  ];
  const { metric = headline } = choice;
  refuseUnknown('--metric', metric === headline ? [] : [metric], metrics, metrics);
  return left;
};

const only = ({ cells, best = [] }: TableRow['summary'], { benchmark, grader }: Choice) => {
  const wanted = (cell: Cell): boolean =>
    (benchmark === undefined || namesOf(cell).some(name => benchmark.includes(name))) &&
    (grader === undefined || grader.includes(cell.grader));
  return { cells: cells.filter(wanted), best: best.filter(wanted) };
};

const namesOf = ({ benchmark, protocol }: Cell): readonly string[] => [benchmark, `${benchmark}.${protocol}`];

const refuseUnknown = (
  flag: string,
  wanted: readonly string[] = [],
  known: readonly string[],
  shown: readonly string[],
): void => {
  const unknown = wanted.find(name => !known.includes(name));
  if (unknown === undefined) return;
  throw new EurusError('USAGE', `${flag}: the runs have nothing of "${unknown}".`, {
    hint: `There is: ${shown.join(', ') || 'nothing'}.`,
  });
};
