import type { ChoiceCell, ChoiceRow, TaskChoices } from '../../core/index.ts';
import type { Sheet, SheetCell, SheetColumn, SheetLine } from '../sheet/index.ts';
import { choiceNotes } from './notes.ts';
import type { RunChoices } from './run-choices.ts';

/** Numbers that somebody printed of the same kind. */
export type PrintedChoices = {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly { readonly label: string; readonly numbers: ReadonlyMap<string, number> }[];
  /** What the format `json` prints of it. */
  readonly data: unknown;
};

export type ChoiceSheetOptions = {
  readonly ns: readonly number[];
  /** Each number with its interval. */
  readonly interval?: boolean | undefined;
  /** Names of the paper's own, by benchmark. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  readonly printed?: PrintedChoices | undefined;
};

/** A row of each way to choose, a column of each task and N: the shape of the paper's Table 9. */
export const choiceSheet = (runs: readonly RunChoices[], options: ChoiceSheetOptions): Sheet => {
  const { ns, interval = false, printed } = options;
  const tests = testsOf(runs, options);
  const places = shownPlaces(runs, options);
  return {
    head: 'chosen by',
    columns: tests.flatMap(({ label }) => places.map(({ n }) => columnOf(label, n))),
    sections: [
      ...(printed === undefined
        ? []
        : [{ title: printed.title, lines: printedLines(printed, tests, places) }]),
      ...runs.map(run => ({
        title: runs.length > 1 || printed !== undefined ? titleOf(run) : '',
        lines: linesOf(run, tests, places, interval),
      })),
    ],
    notes: [
      ...(printed === undefined ? [] : printedNotes(printed, tests, places)),
      ...choiceNotes(runs, ns, interval),
    ],
    data: {
      ns,
      ...(printed === undefined ? {} : { published: printed.data }),
      runs: runs.map(({ model, directory, tasks }) => ({ model, directory, tasks })),
    },
  };
};

/** An N, and its place among those that were asked for. */
type Place = { readonly n: number; readonly at: number };

/** An N that no run has answers enough for has no column, but a note. */
const shownPlaces = (runs: readonly RunChoices[], { ns, printed }: ChoiceSheetOptions): readonly Place[] => {
  const most = Math.max(0, ...runs.flatMap(({ tasks }) => tasks.map(({ trials }) => trials)));
  const all = ns.map((n, at) => ({ n, at }));
  const possible = all.filter(({ n }) => n <= most);
  return printed !== undefined || possible.length === 0 ? all : possible;
};

const titleOf = ({ model, directory }: RunChoices): string => `answers of ${model} (${directory})`;

/** A test of the table: one task by one grader, in whichever runs have it. */
type Test = { readonly key: string; readonly label: string };

const keyOf = ({ benchmark, protocol, grader }: TaskChoices): string => `${benchmark}.${protocol} ${grader}`;

/** Under the paper's names where there are any and a benchmark is there once; with the grader where several judged. */
const testsOf = (runs: readonly RunChoices[], { names = new Map() }: ChoiceSheetOptions): readonly Test[] => {
  const tasks = new Map(runs.flatMap(run => run.tasks.map(task => [keyOf(task), task] as const)));
  const all = [...tasks.values()];
  const place = (name: string): number => [...names.keys()].indexOf(name);
  return all
    .map(task => {
      const { benchmark, protocol, grader } = task;
      const alone = all.filter(other => other.benchmark === benchmark).length === 1;
      const judgedOnce = all.filter(other => other.benchmark === benchmark && other.protocol === protocol);
      const name = names.get(benchmark);
      const label =
        alone && name !== undefined
          ? name
          : `${benchmark}.${protocol}${judgedOnce.length > 1 ? ` ${grader}` : ''}`;
      return { key: keyOf(task), label, place: place(benchmark) };
    })
    .toSorted((a, b) => (a.place < 0 ? 99 : a.place) - (b.place < 0 ? 99 : b.place));
};

const columnOf = (label: string, n: number): SheetColumn => {
  const name = `${label} N=${n}`;
  return { name, short: name };
};

const linesOf = (
  { tasks }: RunChoices,
  tests: readonly Test[],
  places: readonly Place[],
  interval: boolean,
): readonly SheetLine[] => {
  const labels = [...new Set(orderedRows(tasks).map(choiceLabel))];
  return labels.map(label => ({
    label,
    cells: tests.flatMap(({ key }) => {
      const task = tasks.find(task => keyOf(task) === key);
      const row = task?.rows.find(row => choiceLabel(row) === label);
      return places.map(({ at }) => cellOf(row, row?.cells[at] ?? null, interval));
    }),
  }));
};

const order: readonly ChoiceRow['rule'][] = ['random', 'score', 'vote', 'weighted-vote', 'oracle'];

/** As the paper has them: what needs no reward first, then rewards, then the bound. */
const orderedRows = (tasks: readonly TaskChoices[]): readonly ChoiceRow[] =>
  tasks.flatMap(({ rows }) => rows).toSorted((a, b) => placeOf(a) - placeOf(b));

const placeOf = (row: ChoiceRow): number => {
  if (row.rule === 'score') return row.score !== null && Object.hasOwn(ownNames, row.score) ? 1 : 3;
  return row.rule === 'vote' ? 2 : 2 * order.indexOf(row.rule);
};

/** What a row is called. */
export const choiceLabel = ({ rule, score }: Pick<ChoiceRow, 'rule' | 'score'>): string => {
  const name = score === null ? '' : (ownNames[score] ?? score);
  if (rule === 'random') return 'Random';
  if (rule === 'vote') return 'Self-consistency';
  if (rule === 'oracle') return 'Pass@N';
  return rule === 'score' ? name : `Vote weighted by ${score ?? ''}`;
};

const ownNames: Readonly<Record<string, string>> = {
  logprob_sum: 'Top log-probability (sum)',
  logprob_mean: 'Top log-probability (mean)',
};

const cellOf = (row: ChoiceRow | undefined, cell: ChoiceCell | null, interval: boolean): SheetCell => {
  if (row === undefined || cell === null) return { percent: null };
  const { value, ci95 } = cell.metric;
  const differs = cell.difference !== null && (cell.difference.ci95[0] > 0 || cell.difference.ci95[1] < 0);
  return {
    percent: 100 * value,
    signs: `${differs ? '*' : ''}${row.lacking > 0 ? '†' : ''}`,
    ...(interval ? { interval: [100 * ci95[0], 100 * ci95[1]] as const } : {}),
  };
};

const printedLines = (
  { lines }: PrintedChoices,
  tests: readonly Test[],
  places: readonly Place[],
): readonly SheetLine[] => {
  const shown = lines.map(line => printedLine(line, tests, places));
  return shown.filter(({ cells }) => cells.some(({ percent }) => percent !== null));
};

const printedNotes = (
  printed: PrintedChoices,
  tests: readonly Test[],
  places: readonly Place[],
): readonly string[] =>
  printedLines(printed, tests, places).length > 0
    ? [printed.note]
    : [`${printed.title}: nothing for these columns; it has ${[...columnsOf(printed)].join(', ')}`];

const columnsOf = ({ lines }: PrintedChoices): ReadonlySet<string> =>
  new Set(lines.flatMap(({ numbers }) => [...numbers.keys()]));

const printedLine = (
  { label, numbers }: PrintedChoices['lines'][number],
  tests: readonly Test[],
  places: readonly Place[],
): SheetLine => ({
  label,
  cells: tests.flatMap(test =>
    places.map(({ n }) => ({ percent: numbers.get(columnOf(test.label, n).name) ?? null })),
  ),
});
