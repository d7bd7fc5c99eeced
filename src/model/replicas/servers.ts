import { EurusError, type Replica, type ReplicaStanding } from '../../core/index.ts';
import { type Client, createClient } from '../http/client.ts';
import type { Failure } from '../http/tried.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { apiOfUrl, resolveTarget, type Target } from '../target.ts';

/** One server of a backend, and what was learnt of it. */
export type Server = {
  /** Its root as given: names it for users and in files. */
  readonly url: string;
  readonly weight: number;
  readonly client: Client;
  /** Where it really listens. */
  target: Target;
  standing: ReplicaStanding;
  /** It has answered a request. */
  answered: boolean;
  /** What it said last was that it knows nothing of the model, the key or the address. */
  turnsAway: boolean;
};

/**
 * The servers that the options name: one, or replicas of one model behind one API.
 * @returns at least one
 * @throws EurusError `USAGE`
 */
export const openServers = (
  provider: Provider,
  model: string,
  options: BackendOptions,
): readonly [Server, ...Server[]] => {
  const { replicas } = options;
  const open = (target: Target, weight: number): Server => ({
    ...{ url: target.root, weight, target },
    client: createClient(target, options, provider.dialect),
    ...{ standing: { is: 'unknown' as const }, answered: false, turnsAway: false },
  });
  if (replicas === undefined) return [open(resolveTarget(provider, model, options), 1)];
  const api = options.api ?? commonApi(provider, model, options, replicas);
  const targets = replicas.map(({ url, weight }) => ({
    target: resolveTarget(provider, model, { ...options, baseUrl: url, api }),
    weight,
  }));
  const roots = targets.map(({ target }) => target.root);
  const twice = roots.find((root, at) => roots.indexOf(root) !== at);
  if (twice !== undefined) {
    throw new EurusError('USAGE', `--base-url names ${twice} twice`, {
      hint: `Leave one out; a larger part of the requests is given by a weight: ${twice}#weight=2`,
    });
  }
  const [first, ...others] = targets.map(({ target, weight }) => open(target, weight));
  if (first === undefined) throw new EurusError('USAGE', '--base-url names no server');
  return [first, ...others];
};

/** The API that full endpoints among the URLs name; null when all are roots. */
const commonApi = (
  provider: Provider,
  model: string,
  options: BackendOptions,
  replicas: NonNullable<BackendOptions['replicas']>,
): Target['api'] | null => {
  const named = replicas.flatMap(({ url }) => {
    const api = apiOfUrl(provider, model, { ...options, baseUrl: url });
    return api === null ? [] : [{ url, api }];
  });
  const [first] = named;
  const other = named.find(({ api }) => api !== first?.api);
  if (first === undefined || other === undefined) return first?.api ?? null;
  throw new EurusError(
    'USAGE',
    `--base-url ${other.url} asks for ${other.api}, ${first.url} for ${first.api}`,
    {
      hint: 'All servers of a run are asked by one API: give the roots alone, and --api',
    },
  );
};

/** Servers as the run knows them; undefined where there is one. */
export const replicasOf = (
  servers: readonly Server[],
  { replicas }: Pick<BackendOptions, 'replicas'>,
): readonly Replica[] | undefined =>
  replicas === undefined
    ? undefined
    : servers.map(server => ({
        url: server.url,
        weight: server.weight,
        standing: () => server.standing,
      }));

/** Statuses by which a server says that it has no such model or address, or does not take the key. */
const turningAway: ReadonlySet<number | null> = new Set([401, 403, 404]);

/**
 * What a failure says where there are other servers: one that turns requests away which others answer is no longer one of
 * them, so it counts as not there. When all do so, the command is wrong, and the failure stays final.
 */
export const asReplica = (failure: Failure, server: Server, servers: readonly Server[]): Failure => {
  if (!turningAway.has(failure.status)) return failure;
  server.turnsAway = true;
  const hasOthers = servers.some(({ turnsAway, standing }) => !turnsAway && standing.is !== 'excluded');
  return hasOthers ? { ...failure, transient: true, outcome: 'unreachable' } : failure;
};
