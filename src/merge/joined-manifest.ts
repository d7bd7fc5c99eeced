import type { BenchmarkIdentity, Manifest, MergedRun, PrefillFinding, TaskSelection } from '../core/index.ts';
import { readLimit, writeLimit } from '../run/decode-manifest.ts';
import { joinEndpoints } from '../run/endpoints.ts';
import { isMerge, type Part } from './parts.ts';

/**
 * The manifest of parts that agree: that of the same command without a shard, and what was joined.
 * @param version of eurus-eval
 * @param asked the samples of each task that any part was about, in the order of the data
 */
export const joinedManifest = (
  parts: readonly Part[],
  version: string,
  asked: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): Manifest => {
  const manifests = parts.map(part => part.manifest);
  const [first] = manifests;
  if (first === undefined) throw new Error('nothing is joined');
  const names = [...new Set(manifests.flatMap(({ benchmarks }) => Object.keys(benchmarks)))];
  const adapters = joined(manifests.map(manifest => manifest.adapters ?? {}));
  return {
    eurus_eval: version,
    created_at: manifests.map(manifest => manifest.created_at).sort()[0] ?? first.created_at,
    identity: first.identity,
    ...joinEndpoints(newIn(parts).map(({ manifest }) => manifest.endpoints)),
    merged: mergedRuns(parts),
    benchmarks: Object.fromEntries(names.map(name => [name, benchmarkOf(name, manifests)])),
    selection: Object.fromEntries(
      names.map(name => [name, selectionOf(manifests, name, asked.get(name) ?? new Set())]),
    ),
    grader_versions: joined(manifests.map(manifest => manifest.grader_versions ?? {})),
    ...(Object.keys(adapters).length === 0 ? {} : { adapters }),
    environment: (manifests.find(({ environment }) => environment.sandbox !== null) ?? first).environment,
  };
};

const joined = <T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.fromEntries(records.toReversed().flatMap(record => Object.entries(record)));

/** Parts without those that an earlier merge has joined to another of them already: what they count is counted there. */
const newIn = (parts: readonly Part[]): readonly Part[] => {
  const known = new Set(
    parts.flatMap(({ manifest: { merged = [] } }) =>
      merged.map(({ run, created_at }) => `${run}\0${created_at}`),
    ),
  );
  return parts.filter(({ name, manifest }) => !known.has(`${name}\0${manifest.created_at}`));
};

/** Every run once, also one that an earlier merge has joined. */
const mergedRuns = (parts: readonly Part[]): readonly MergedRun[] => {
  const runs = parts.flatMap((part): readonly MergedRun[] => {
    const { name, manifest } = part;
    const { created_at, eurus_eval, shard, environment, merged = [] } = manifest;
    if (isMerge(part)) return merged;
    return [{ run: name, created_at, eurus_eval, ...(shard === undefined ? {} : { shard }), environment }];
  });
  const known = new Map(runs.map(run => [`${run.run}\0${run.created_at}`, run]));
  return [...known.values()].sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0));
};

/** The most telling of what the first answers showed comes first. */
const telling: readonly PrefillFinding[] = [
  'continued',
  'echoed',
  'refused',
  'ignored',
  'restarted',
  'unclear',
];

const benchmarkOf = (name: string, manifests: readonly Manifest[]): BenchmarkIdentity => {
  const all = manifests.flatMap(({ benchmarks }) =>
    Object.hasOwn(benchmarks, name) ? [benchmarks[name] as BenchmarkIdentity] : [],
  );
  // How it is asked shows where answers have come.
  const known = all.find(one => one.prefill_found !== undefined) ?? all[0];
  const { cut_sha256: _, prefill_found: __, prefill_tried: ___, ...identity } = known as BenchmarkIdentity;
  const found = telling.find(finding => all.some(one => one.prefill_found === finding));
  const tried = [...new Set(all.flatMap(one => one.prefill_tried ?? []))];
  return {
    ...identity,
    ...(found === undefined ? {} : { prefill_found: found }),
    ...(tried.length === 0 ? {} : { prefill_tried: tried }),
  };
};

/** What all parts together were asked for: equal selections, rows that follow one another, or a list of ids. */
const selectionOf = (
  manifests: readonly Manifest[],
  name: string,
  asked: ReadonlySet<string>,
): TaskSelection => {
  const all = manifests.flatMap(({ selection }) =>
    Object.hasOwn(selection, name) ? [selection[name] as TaskSelection] : [],
  );
  const [first] = all;
  if (first === undefined) return { trials: 1, limit: null, ids: null, graders: [] };
  const { trials, graders } = first;
  const same = (a: TaskSelection): boolean =>
    a.limit === first.limit && JSON.stringify(a.ids) === JSON.stringify(first.ids);
  if (all.every(same)) return first;
  const everything = all.some(({ limit, ids }) => limit === null && ids === null);
  if (everything) return { trials, limit: null, ids: null, graders };
  const rows = all.every(({ ids }) => ids === null) ? followingRows(all.map(({ limit }) => limit)) : null;
  return { trials, limit: rows, ids: rows === null ? [...asked] : null, graders };
};

/** `1-50` and `51-100` → `1-100`; null where rows are left out between them. */
const followingRows = (limits: readonly (string | null)[]): string | null => {
  const rows = limits.flatMap(limit => (limit === null ? [] : (readLimit(limit) ?? [])));
  const [first, ...others] = rows.sort((a, b) => a.from - b.from);
  if (first === undefined) return null;
  let { to } = first;
  for (const one of others) {
    if (one.from > to) return null;
    to = Math.max(to, one.to);
  }
  return writeLimit({ from: first.from, to });
};
