import { type BenchmarkIdentity, EurusError, type Manifest, type TaskSelection } from '../core/index.ts';
import { type Change, namesOf, tableOf } from '../run/change-table.ts';
import { shownShard } from '../run/manifest.ts';
import { changes, listed } from '../run/mismatch.ts';
import { adoptFound } from '../run/prefill/record.ts';
import { visible } from '../run/quote.ts';
import { isMerge, type Part } from './parts.ts';

/**
 * Refuses parts that are not of one run: each is held against the first, and against those that were the first to say
 * something of what the others say nothing of, such as a benchmark.
 * @throws EurusError `RUN_MISMATCH` with a table of what differs
 */
export const refuseDifferent = (parts: readonly Part[]): void => {
  const said = new Set<string>();
  const telling: Part[] = [];
  for (const part of parts) {
    for (const before of telling) refuseOther(before, part);
    const news = saidBy(part).filter(topic => !said.has(topic));
    for (const topic of news) said.add(topic);
    if (news.length > 0 || telling.length === 0) telling.push(part);
  }
};

/** What a part says something of. */
const saidBy = (part: Part): readonly string[] => [
  ...Object.entries(part.manifest.benchmarks).flatMap(([name, { prefill_found: found, cut_sha256: cut }]) => [
    `benchmark ${name}`,
    ...(found === undefined ? [] : [`start ${name}`]),
    ...(cut === undefined || isMerge(part) ? [] : [`cut ${name}`]),
  ]),
  ...Object.keys(part.manifest.selection).map(name => `selection ${name}`),
  ...Object.keys(part.manifest.grader_versions ?? {}).map(name => `grader ${name}`),
  ...Object.keys(part.manifest.adapters ?? {}).map(name => `adapter ${name}`),
];

const refuseOther = (first: Part, other: Part): void => {
  const found = differences(first, other);
  if (found.length === 0) return;
  const [before, now] = [visible(first.directory), visible(other.directory)];
  throw new EurusError(
    'RUN_MISMATCH',
    `${now} is not of the same run as ${before}: it differs in ${listed(namesOf(found))}`,
    { details: tableOf(found, sidesOf(first, other)), hint: hintFor(found) },
  );
};

const hintFor = (found: readonly Change[]): string => {
  const only = (field: string): boolean => found.every(change => change.field === field);
  if (only('prefill')) {
    return 'Each shard finds out by its own first answers what the server does with a started answer. With --prefill none all ask without one: run those that differ again so.';
  }
  if (only('endpoint')) {
    return 'Shards whose servers have different addresses name them as --base-url URL#weight=1, so that all go by one name.';
  }
  return 'Merge only what one command has made, but for its --shard; run the shard that differs again.';
};

const sidesOf = (first: Part, other: Part): readonly [string, string] => {
  const name = ({ manifest: { shard }, name: directory, isOut }: Part): string =>
    isOut ? 'there' : shard === undefined ? visible(directory) : `shard ${shard.index}`;
  const [before, now] = [name(first), name(other)];
  return before === now ? [visible(first.name), visible(other.name)] : [before, now];
};

const differences = (first: Part, other: Part): readonly Change[] => {
  const [before, now] = [first.manifest, other.manifest];
  const isShard = isOfShards(first) && isOfShards(other);
  const decks = changes(null, deckOf(first), deckOf(other));
  return [
    ...changes(null, before.identity, now.identity),
    ...decks,
    ...inCommon(before.benchmarks, now.benchmarks, (name, a, b) =>
      changes(
        name,
        comparable(withStart(name, a, now), first, other),
        comparable(withStart(name, b, before), first, other),
      ),
    ),
    ...inCommon(before.selection, now.selection, (name, a, b) =>
      changes(name, asked(a, isShard), asked(b, isShard)),
    ),
    ...inCommon(before.grader_versions ?? {}, now.grader_versions ?? {}, (name, a, b) =>
      changes(name, { grader_version: a }, { grader_version: b }),
    ),
    ...inCommon(before.adapters ?? {}, now.adapters ?? {}, (name, a, b) =>
      changes(name, { adapter: a.sha256 }, { adapter: b.sha256 }),
    ),
    // Cut in another way, samples are elsewhere: that goes without saying.
  ].filter(({ field }) => decks.length === 0 || field !== 'cut_sha256');
};

const isOfShards = ({ manifest: { shard, merged = [] } }: Part): boolean =>
  shard !== undefined || merged.some(run => run.shard !== undefined);

/** How a run was cut, whichever shard of it this is. */
const deckOf = ({ manifest: { shard, merged = [] } }: Part) => {
  const its = shard ?? merged.find(run => run.shard !== undefined)?.shard;
  if (its === undefined) return {};
  const { 'shard by': by } = shownShard(its) as { readonly 'shard by': string };
  return { 'shard count': its.count, 'shard by': by };
};

const inCommon = <T>(
  before: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
  compare: (name: string, before: T, now: T) => readonly Change[],
): readonly Change[] =>
  Object.entries(before).flatMap(([name, value]) =>
    Object.hasOwn(now, name) ? compare(name, value, now[name] as T) : [],
  );

/** A part that has seen no answer yet would ask as the other has found that it must. */
const withStart = (name: string, own: BenchmarkIdentity, other: Manifest): BenchmarkIdentity =>
  own.prefill_found === undefined ? (adoptFound(other, { [name]: own })[name] ?? own) : own;

/** What the first answers showed may differ in luck; how was asked may not. A merge knows no deal. */
const comparable = (
  { prefill_found: _, prefill_tried: __, cut_sha256: cut, ...identity }: BenchmarkIdentity,
  first: Part,
  other: Part,
) => (isMerge(first) || isMerge(other) || cut === undefined ? identity : { ...identity, cut_sha256: cut });

/** Shards are cut from the same samples; other parts may be of several. */
const asked = ({ trials, limit, ids, graders }: TaskSelection, isShard: boolean) =>
  isShard ? { trials, limit, ids, graders } : { trials, graders };

/**
 * Refuses a benchmark whose version here is another: its samples may be others.
 * @throws EurusError `RUN_MISMATCH`
 */
export const refuseOtherVersion = (
  manifest: Manifest,
  tasks: readonly { readonly name: string; readonly version: number }[],
): void => {
  const found = tasks.flatMap(({ name, version }) =>
    changes(name, { version: manifest.benchmarks[name]?.version }, { version }),
  );
  if (found.length === 0) return;
  throw new EurusError('RUN_MISMATCH', 'the runs were made with another version of a benchmark', {
    details: tableOf(found, ['runs', 'here']),
    hint: 'Merge with the version of eurus-eval (or of the adapter) that they were made with.',
  });
};
