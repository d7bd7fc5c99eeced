import type { Cell, Key, VerdictName } from '../core/index.ts';
import { decodeVerdict, verdictNames } from '../core/index.ts';
import { locatedRecords, newestVerdicts, openPlaces, type Place, type RunRecord } from '../record/index.ts';

/** What a cell says, as a bundle claims it or as it came out here. */
export type CellNumbers = {
  /** By metric, fractions 0–1. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<VerdictName, number>>;
};

/** One number of a table, held against what came out here. */
export type VerifiedCell = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  /** Same values, same counts, same verdicts, none of them unscored. */
  readonly holds: boolean;
  /** Why not, in words; empty when it holds. */
  readonly why: readonly string[];
  readonly bundle: CellNumbers | null;
  readonly here: CellNumbers | null;
  /** Trials with a verdict on either side, and those whose verdicts differ. */
  readonly verdicts: number;
  readonly differing: number;
};

/** One trial that was judged otherwise. */
export type DifferingVerdict = {
  readonly key: string;
  readonly grader: string;
  /** Null where there is none. */
  readonly bundle: { readonly verdict: VerdictName; readonly reason: string } | null;
  readonly here: { readonly verdict: VerdictName; readonly reason: string } | null;
};

export type VerifiedTable = {
  readonly cells: readonly VerifiedCell[];
  /** At most `maxListed` a cell. */
  readonly verdicts: readonly DifferingVerdict[];
};

/** Differing verdicts of a cell that are listed with their reasons; all are counted. */
const maxListed = 10_000;

/** Holds the table and the verdicts of a bundle against those of the same completions judged here. */
export const compareTables = async (bundle: RunRecord, here: RunRecord): Promise<VerifiedTable> => {
  const cells: VerifiedCell[] = [];
  const verdicts: DifferingVerdict[] = [];
  for (const name of cellsOf(bundle)) {
    const files = [fileOf(bundle, name), fileOf(here, name)] as const;
    const numbers = [numbersOf(bundle, name), numbersOf(here, name)] as const;
    const differing = numbers[1] === null ? await onlyCounted(files[0]) : await differingVerdicts(...files);
    verdicts.push(...(await withReasons(differing.places, files, name.grader)));
    cells.push(verified(name, ...numbers, differing));
  }
  return { cells, verdicts };
};

type CellName = Pick<Cell, 'benchmark' | 'protocol' | 'grader'>;

/** Every cell of the summary, and every file of verdicts. */
const cellsOf = ({ summary, tasks }: RunRecord): readonly CellName[] => {
  const names = [
    ...summary.cells,
    ...tasks.flatMap(({ benchmark, protocol, graders }) =>
      graders.map(({ name }) => ({ benchmark, protocol, grader: name })),
    ),
  ].map(({ benchmark, protocol, grader }) => ({ benchmark, protocol, grader }));
  return [...new Map(names.map(name => [JSON.stringify(name), name])).values()];
};

const fileOf = ({ tasks }: RunRecord, { benchmark, protocol, grader }: CellName): string | null =>
  tasks
    .find(task => task.benchmark === benchmark && task.protocol === protocol)
    ?.graders.find(({ name }) => name === grader)?.verdicts ?? null;

const numbersOf = ({ summary }: RunRecord, name: CellName): CellNumbers | null => {
  const cell = summary.cells.find(
    ({ benchmark, protocol, grader }) =>
      benchmark === name.benchmark && protocol === name.protocol && grader === name.grader,
  );
  if (cell === undefined) return null;
  const { correct, incorrect, 'no-answer': none, unscored } = cell.counts;
  return {
    metrics: Object.fromEntries(Object.entries(cell.metrics).map(([metric, { value }]) => [metric, value])),
    counts: { correct, incorrect, 'no-answer': none, unscored },
  };
};

type Places = { readonly key: Key; readonly bundle: Place | null; readonly here: Place | null };
type Differing = {
  readonly total: number;
  readonly count: number;
  readonly places: readonly Places[];
};

/** @param here a file that was just written: each key stands there once */
const differingVerdicts = async (bundle: string | null, here: string | null): Promise<Differing> => {
  const theirs =
    bundle === null
      ? new Map<Key, { verdict: VerdictName; place: Place }>()
      : await newestVerdicts(bundle, ({ verdict }, place) => ({ verdict, place }));
  const differing: Places[] = [];
  let total = theirs.size;
  for await (const { record, place } of here === null ? [] : locatedRecords(here, decodeVerdict)) {
    const { key, verdict } = record;
    const before = theirs.get(key);
    if (before === undefined) total += 1;
    if (before?.verdict !== verdict) differing.push({ key, bundle: before?.place ?? null, here: place });
    theirs.delete(key);
  }
  for (const [key, { place }] of theirs) differing.push({ key, bundle: place, here: null });
  differing.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { total, count: differing.length, places: differing.slice(0, maxListed) };
};

/** What was not judged here at all differs in nothing. */
const onlyCounted = async (bundle: string | null): Promise<Differing> => {
  const keys = bundle === null ? 0 : (await newestVerdicts(bundle, () => true)).size;
  return { total: keys, count: 0, places: [] };
};

const withReasons = async (
  places: readonly Places[],
  [bundle, here]: readonly [string | null, string | null],
  grader: string,
): Promise<readonly DifferingVerdict[]> => {
  const [theirs, ours] = [bundle, here].map(path => openPlaces(path ?? '', decodeVerdict));
  const read = async (reader: typeof theirs, place: Place | null): Promise<DifferingVerdict['here']> => {
    if (reader === undefined || place === null) return null;
    const { verdict, reason } = await reader.read(place);
    return { verdict, reason };
  };
  try {
    const found: DifferingVerdict[] = [];
    for (const { key, bundle: there, here: place } of places) {
      found.push({ key, grader, bundle: await read(theirs, there), here: await read(ours, place) });
    }
    return found;
  } finally {
    await theirs?.close();
    await ours?.close();
  }
};

const verified = (
  name: CellName,
  bundle: CellNumbers | null,
  here: CellNumbers | null,
  { total, count }: Differing,
): VerifiedCell => {
  const unscored = here?.counts.unscored ?? 0;
  const why = [
    ...(bundle === null ? ['the bundle has verdicts and no numbers of it'] : []),
    ...(here === null ? ['it was not judged here'] : []),
    ...(bundle === null || here === null ? [] : differingNumbers(bundle, here)),
    ...(here === null || count === 0 ? [] : [`${count} of ${total} verdicts differ`]),
    ...(unscored === 0 ? [] : [`${unscored} could not be judged here`]),
  ];
  return { ...name, holds: why.length === 0, why, bundle, here, verdicts: total, differing: count };
};

/** Sums in one order are equal to the last digit; those of other machines may end in another. */
const tolerance = 1e-12;

const differingNumbers = (bundle: CellNumbers, here: CellNumbers): readonly string[] => [
  ...Object.entries(bundle.metrics).flatMap(([metric, value]) => {
    const ours = here.metrics[metric];
    if (ours !== undefined && Math.abs(ours - value) <= tolerance) return [];
    return [
      `${metric} is ${percent(value)} in the bundle and ${ours === undefined ? 'none' : percent(ours)} here`,
    ];
  }),
  ...verdictNames.flatMap(verdict => {
    const [theirs, ours] = [bundle.counts[verdict], here.counts[verdict]];
    return theirs === ours ? [] : [`${theirs} are ${verdict} in the bundle and ${ours} here`];
  }),
];

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;
