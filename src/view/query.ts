/**
 * Which rows of a task a query wants, and in which order. Pure, and without Node: the server and the page of a static
 * site use the same functions on the same columns.
 */
import { addressOf } from '../core/key.ts';
import { type VerdictName, verdictNames } from '../core/verdict.ts';
import type { Row, RowOrder, RowPage, RowQuery } from './api.ts';

/** The code of a trial that has no verdict yet; others are places in `verdictNames`. */
export const noVerdict = verdictNames.length;

/**
 * The trials of a task under one grader, column by column. Columns may be longer than what they hold. Samples are in the
 * order of the data; numbers below zero stand for none.
 */
export type RowTable = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly rows: number;
  readonly samples: SampleColumns;
  /** By row: its sample. */
  readonly sampleOf: ArrayLike<number>;
  readonly trialOf: ArrayLike<number>;
  readonly verdictOf: ArrayLike<number>;
  /** Shortened to what a line can show. */
  readonly extractedOf: ArrayLike<string | null>;
  /** By row: the place of its reason in `reasons`. */
  readonly reasonOf: ArrayLike<number>;
  readonly reasons: ArrayLike<string>;
  /** 1 for answers that were cut off by the token limit. */
  readonly truncatedOf: ArrayLike<number>;
  readonly tokensOf: ArrayLike<number>;
  /** In milliseconds. */
  readonly latencyOf: ArrayLike<number>;
  /** 1 for trials on which the graders of the task differ. */
  readonly differingOf: ArrayLike<number>;
};

export type SampleColumns = {
  readonly count: number;
  readonly ids: ArrayLike<string>;
  /** Shortened to what a line can show. */
  readonly targets: ArrayLike<string | null>;
  readonly dimensions: readonly Dimension[];
};

export type Dimension = {
  readonly name: string;
  readonly values: readonly string[];
  /** By sample: the place of its value in `values`. */
  readonly codeOf: ArrayLike<number>;
};

/** What a query needs that does not stand in the table itself. */
export type Beside = {
  /** By row: 1 where the words of `text` stand in the completion. */
  readonly textHits?: ArrayLike<number>;
  /** The table of the run that `against` names. */
  readonly other?: RowTable;
};

/** The rows that match, in the order that is wanted. */
export const matchingRows = (table: RowTable, query: RowQuery, beside: Beside = {}): Uint32Array => {
  const wanted = [
    ...verdictTest(table, query),
    ...groupTests(table, query),
    ...flagTests(table, query),
    ...againstTest(table, query, beside.other),
    ...textTest(query, beside.textHits),
    // The dearest last.
    ...searchTest(table, query),
  ];
  const found = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row += 1) {
    if (!wanted.every(test => test(row))) continue;
    found[count] = row;
    count += 1;
  }
  const rows = found.slice(0, count);
  return inOrder(table, rows, query.sort ?? { by: 'data', descending: false });
};

/** One page of matching rows. */
export const pageOf = (
  table: RowTable,
  rows: Uint32Array,
  { offset = 0, limit = defaultLimit }: Pick<RowQuery, 'offset' | 'limit'>,
): Omit<RowPage, 'indexed'> => {
  const counts = Object.fromEntries(verdictNames.map(name => [name, 0])) as Record<VerdictName, number>;
  for (const row of rows) {
    const name = verdictNames[table.verdictOf[row] ?? noVerdict];
    if (name !== undefined) counts[name] += 1;
  }
  const page = [...rows.subarray(offset, offset + limit)].map(row => rowAt(table, row));
  return { total: table.rows, matched: rows.length, offset, rows: page, counts };
};

export const defaultLimit = 100;
export const maxLimit = 500;

/** A row as the page lists it. */
export const rowAt = (table: RowTable, row: number): Row => {
  const sample = table.sampleOf[row] ?? 0;
  const id = table.samples.ids[sample] ?? '';
  const trial = table.trialOf[row] ?? 0;
  return {
    key: addressOf(table.benchmark, table.protocol, id, trial).key,
    ...{ id, trial },
    verdict: verdictNames[table.verdictOf[row] ?? noVerdict] ?? null,
    extracted: table.extractedOf[row] ?? null,
    target: table.samples.targets[sample] ?? null,
    reason: reasonAt(table, row),
    groups: groupsAt(table.samples, sample),
    truncated: table.truncatedOf[row] === 1,
    outputTokens: orNull(table.tokensOf[row]),
    latencyMs: orNull(table.latencyOf[row]),
  };
};

const orNull = (value: number | undefined): number | null =>
  value === undefined || value < 0 ? null : value;

const reasonAt = (table: RowTable, row: number): string => {
  const place = table.reasonOf[row] ?? -1;
  return place < 0 ? '' : (table.reasons[place] ?? '');
};

const groupsAt = ({ dimensions }: SampleColumns, sample: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    dimensions.flatMap(({ name, values, codeOf }) => {
      const value = values[codeOf[sample] ?? -1];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

type Test = (row: number) => boolean;

const verdictTest = ({ verdictOf }: RowTable, { verdicts }: RowQuery): readonly Test[] => {
  if (verdicts === undefined) return [];
  const codes = new Set(verdicts.map(name => verdictNames.indexOf(name)));
  return [row => codes.has(verdictOf[row] ?? noVerdict)];
};

const groupTests = ({ samples, sampleOf }: RowTable, { groups = {} }: RowQuery): readonly Test[] =>
  Object.entries(groups).map(([name, values]) => {
    const dimension = samples.dimensions.find(known => known.name === name);
    if (dimension === undefined) return () => false;
    const codes = new Set(values.map(value => dimension.values.indexOf(value)).filter(code => code >= 0));
    return row => codes.has(dimension.codeOf[sampleOf[row] ?? -1] ?? -1);
  });

const flagTests = (table: RowTable, { truncated, differing }: RowQuery): readonly Test[] => [
  ...(truncated === undefined ? [] : [flagTest(table.truncatedOf, truncated)]),
  ...(differing === undefined ? [] : [flagTest(table.differingOf, differing)]),
];

const flagTest =
  (flags: ArrayLike<number>, wanted: boolean): Test =>
  row =>
    (flags[row] === 1) === wanted;

const textTest = ({ text }: RowQuery, hits: Beside['textHits']): readonly Test[] =>
  wordsOf(text).length === 0 ? [] : [row => hits?.[row] === 1];

/** Rows of samples on which one of the two runs did better: `fixed` when that is this one. */
const againstTest = (
  table: RowTable,
  { against }: RowQuery,
  other: RowTable | undefined,
): readonly Test[] => {
  if (against === undefined) return [];
  if (other === undefined) return [() => false];
  const better = betterThan(table, other);
  const { flips } = against;
  return [
    row => {
      const sign = better[table.sampleOf[row] ?? -1] ?? 0;
      return flips === 'either' ? sign !== 0 : sign === (flips === 'fixed' ? 1 : -1);
    },
  ];
};

/** By sample: 1 where its share of correct trials is larger than in another run, -1 where it is smaller. */
export const betterThan = (table: RowTable, other: RowTable): Int8Array => {
  const [ours, theirs] = [sharesOf(table), sharesOf(other)];
  const theirSamples = new Map<string, number>();
  for (let sample = 0; sample < other.samples.count; sample += 1) {
    theirSamples.set(other.samples.ids[sample] ?? '', sample);
  }
  const signs = new Int8Array(table.samples.count);
  for (let sample = 0; sample < signs.length; sample += 1) {
    const their = theirSamples.get(table.samples.ids[sample] ?? '') ?? -1;
    const [trials, theirTrials] = [ours.scored[sample] ?? 0, theirs.scored[their] ?? 0];
    if (trials === 0 || theirTrials === 0) continue;
    signs[sample] = Math.sign(
      (ours.correct[sample] ?? 0) * theirTrials - (theirs.correct[their] ?? 0) * trials,
    );
  }
  return signs;
};

const correctCode = verdictNames.indexOf('correct');
const unscoredCode = verdictNames.indexOf('unscored');

/** By sample: its correct trials, and those that a score counts. */
const sharesOf = ({ rows, samples, sampleOf, verdictOf }: RowTable) => {
  const [correct, scored] = [new Uint32Array(samples.count), new Uint32Array(samples.count)];
  for (let row = 0; row < rows; row += 1) {
    const verdict = verdictOf[row] ?? noVerdict;
    const sample = sampleOf[row] ?? 0;
    if (verdict === noVerdict || verdict === unscoredCode) continue;
    scored[sample] = (scored[sample] ?? 0) + 1;
    if (verdict === correctCode) correct[sample] = (correct[sample] ?? 0) + 1;
  }
  return { correct, scored };
};

/** More trials than a sample may have. */
export const trialsApart = 2 ** 20;

const trialCode = ({ sampleOf, trialOf }: RowTable, row: number): number =>
  (sampleOf[row] ?? 0) * trialsApart + (trialOf[row] ?? 0);

/** Every word stands somewhere in what the row shows; each text is looked at once, however many rows share it. */
const searchTest = (table: RowTable, { search }: RowQuery): readonly Test[] =>
  wordsOf(search).map(word => {
    const { samples, sampleOf, extractedOf, reasonOf, reasons } = table;
    const inSample = memo(
      samples.count,
      sample =>
        holds(samples.ids[sample], word) ||
        holds(samples.targets[sample], word) ||
        Object.values(groupsAt(samples, sample)).some(value => holds(value, word)),
    );
    const inReason = memo(reasons.length, reason => holds(reasons[reason], word));
    return row =>
      inSample(sampleOf[row] ?? -1) || inReason(reasonOf[row] ?? -1) || holds(extractedOf[row], word);
  });

const holds = (text: string | null | undefined, word: string): boolean =>
  text?.toLowerCase().includes(word) ?? false;

const memo = (size: number, test: (index: number) => boolean): ((index: number) => boolean) => {
  const known = new Uint8Array(size);
  return index => {
    if (index < 0 || index >= size) return false;
    if (known[index] === 0) known[index] = test(index) ? 2 : 1;
    return known[index] === 2;
  };
};

/** The words of a search in lower case; what stands between double quotes is one of them, blanks and all. */
export const wordsOf = (search: string | undefined): readonly string[] =>
  [...(search ?? '').toLowerCase().matchAll(/"([^"]*)"?|[^\s"]+/g)]
    .map(([all, quoted]) => quoted ?? all)
    .filter(word => word.trim() !== '');

const inOrder = (table: RowTable, rows: Uint32Array, sort: NonNullable<RowQuery['sort']>): Uint32Array => {
  const place = placeBy(table, sort.by);
  const sign = sort.descending ? -1 : 1;
  const compare = (a: number, b: number): number => {
    const [left, right] = [place(a), place(b)];
    // What there is none of comes last either way.
    if (left < 0 || right < 0) {
      if (left >= 0 !== right >= 0) return left < 0 ? 1 : -1;
    } else if (left !== right) return left < right ? -sign : sign;
    const [mine, theirs] = [trialCode(table, a), trialCode(table, b)];
    return sort.by === 'data' || sort.by === 'id' ? (mine - theirs) * sign : mine - theirs;
  };
  // Records mostly stand in the order of the data.
  return isSorted(rows, compare) ? rows : rows.sort(compare);
};

const isSorted = (rows: Uint32Array, compare: (a: number, b: number) => number): boolean => {
  for (let place = 1; place < rows.length; place += 1) {
    if (compare(rows[place - 1] ?? 0, rows[place] ?? 0) > 0) return false;
  }
  return true;
};

const placeBy = (table: RowTable, by: RowOrder): ((row: number) => number) => {
  switch (by) {
    case 'data':
      return row => table.sampleOf[row] ?? 0;
    case 'id': {
      const ranks = idRanks(table.samples);
      return row => ranks[table.sampleOf[row] ?? 0] ?? 0;
    }
    case 'verdict':
      return row => table.verdictOf[row] ?? noVerdict;
    case 'tokens':
      return row => table.tokensOf[row] ?? -1;
    case 'latency':
      return row => table.latencyOf[row] ?? -1;
  }
};

/** By sample, its place among the ids, numbers in them by their value. */
const idRanks = ({ ids, count }: SampleColumns): Uint32Array => {
  const byNumbers = new Intl.Collator('en', { numeric: true });
  const order = Uint32Array.from({ length: count }, (_, sample) => sample).sort((a, b) =>
    byNumbers.compare(ids[a] ?? '', ids[b] ?? ''),
  );
  const ranks = new Uint32Array(count);
  order.forEach((sample, place) => {
    ranks[sample] = place;
  });
  return ranks;
};
