import { type Backend, type EndpointRecord, type Manifest, severalEndpoints } from '../core/index.ts';
import type { Change } from './change-table.ts';
import type { ReplicaProgress } from './progress.ts';
import { visible } from './quote.ts';
import type { TrialTable } from './trials.ts';

/** What a manifest says of the servers of a run's model; nothing where there was never more than one. */
type WithEndpoints = Pick<Manifest, 'identity' | 'endpoints'>;

const urlsOf = ({ identity, endpoints = [] }: WithEndpoints): ReadonlySet<string> =>
  new Set([identity.endpoint, ...endpoints.map(({ url }) => url)]);

/**
 * A backend of several servers goes by the address that a directory was begun with, as long as one of its servers was
 * there before: replicas come and go, and which of them answers changes nothing.
 */
export const underKnownName = (backend: Backend, before: WithEndpoints | null): Backend => {
  const { replicas } = backend;
  if (before === null || replicas === undefined) return backend;
  const known = urlsOf(before);
  if (!replicas.some(({ url }) => known.has(url))) return backend;
  return { ...backend, endpoint: before.identity.endpoint };
};

/** Servers of which none was there before may serve another model under the same name. */
export const otherServers = (
  before: Manifest,
  now: readonly EndpointRecord[] | undefined,
): readonly Change[] => {
  if (now === undefined || before.endpoints === undefined) return [];
  if (before.identity.endpoint !== severalEndpoints) return [];
  const known = urlsOf(before);
  if (now.some(({ url }) => known.has(url))) return [];
  const listed = (records: readonly EndpointRecord[]): string => records.map(({ url }) => url).join(', ');
  return [{ field: 'endpoints', of: null, before: listed(before.endpoints), now: listed(now) }];
};

/** What to do about directories and commands of which one has several servers, or quite other ones. */
export const endpointHint = (found: readonly Change[]): string | undefined => {
  const change = found.find(({ field }) => field === 'endpoint' || field === 'endpoints');
  if (change?.field === 'endpoints') {
    return 'Where they serve the same model, name one of the earlier ones as well: who does not answer is left out.';
  }
  if (change?.before === severalEndpoints) {
    return `A run of several servers goes on with one as --base-url ${change.now}#weight=1, where that is one of them.`;
  }
  if (change?.now !== severalEndpoints) return undefined;
  return `Name ${change.before} among the servers, where the others serve the same, or begin anew with another --run-name.`;
};

/** The servers of a command, for the manifest; undefined where there is one. */
export const recordsOf = ({ replicas }: Backend): readonly EndpointRecord[] | undefined =>
  replicas?.map(({ url, weight }) => ({ url, weight, answered: {}, failed: {} }));

/** Those of earlier commands, then new ones; weights are those of the newest command that names them. */
export const mergeEndpoints = (
  before: readonly EndpointRecord[] | undefined,
  now: readonly EndpointRecord[] | undefined,
): { readonly endpoints?: readonly EndpointRecord[] } => {
  if (before === undefined && now === undefined) return {};
  const weights = new Map(now?.map(({ url, weight }) => [url, weight]));
  const kept = (before ?? []).map(one => ({ ...one, weight: weights.get(one.url) ?? one.weight }));
  const known = new Set(kept.map(({ url }) => url));
  return { endpoints: [...kept, ...(now ?? []).filter(({ url }) => !known.has(url))] };
};

/** The servers of runs that are joined to one, with all that they answered. */
export const joinEndpoints = (
  runs: readonly (readonly EndpointRecord[] | undefined)[],
): { readonly endpoints?: readonly EndpointRecord[] } => {
  const all = runs.flatMap(records => records ?? []);
  if (all.length === 0) return {};
  const endpoints = [...Map.groupBy(all, ({ url }) => url)].map(([url, same]) => ({
    url,
    weight: same[0]?.weight ?? 1,
    answered: sumOf(same.map(({ answered }) => answered)),
    failed: sumOf(same.map(({ failed }) => failed)),
  }));
  return { endpoints };
};

const sumOf = (counts: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap(Object.entries<number>)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
};

/** A manifest with who answered how much of some tasks; counts of other tasks stay. */
export const withAnswered = (manifest: Manifest, tables: readonly TrialTable[]): Manifest => {
  const { endpoints, identity } = manifest;
  if (endpoints === undefined) return manifest;
  const counts = tables.map(table => ({ name: table.planned.name, of: table.endpoints.counts() }));
  const countsOf = (
    { url, ...before }: EndpointRecord,
    what: 'answered' | 'failed',
  ): EndpointRecord['answered'] => {
    const merged: Record<string, number> = { ...before[what] };
    for (const { name, of } of counts) {
      // What was asked while there was one server says nothing of it.
      const unnamed = url === identity.endpoint ? (of.get('')?.[what] ?? 0) : 0;
      const count = (of.get(url)?.[what] ?? 0) + unnamed;
      if (count > 0) merged[name] = count;
      else delete merged[name];
    }
    return merged;
  };
  return {
    ...manifest,
    endpoints: endpoints.map(one => ({
      ...{ url: one.url, weight: one.weight },
      ...{ answered: countsOf(one, 'answered'), failed: countsOf(one, 'failed') },
    })),
  };
};

/** Who answered how much of a command. */
export const answeredNotes = (replicas: readonly ReplicaProgress[]): readonly string[] => {
  if (replicas.length === 0) return [];
  const each = replicas.map(({ url, answered, failed, away }) => {
    const more = [...(failed === 0 ? [] : [`${failed} tries failed`]), ...(away === null ? [] : [away])];
    return visible(`${url} ${answered}${more.length === 0 ? '' : ` (${more.join(', ')})`}`);
  });
  return [`Answers by server: ${each.join(', ')}`];
};
