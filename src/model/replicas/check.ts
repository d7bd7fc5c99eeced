import { EurusError, messageOf } from '../../core/index.ts';
import type { EndpointCheck } from '../check.ts';
import type { Server } from './servers.ts';

type Checked = { readonly server: Server; readonly check: EndpointCheck };

/**
 * Asks each server the one cheap question. Those that do not answer, or answer as something else than the others, are
 * left out, each with a line that names it; the first are tried again during the run.
 * @param ask checks one server and learns where it listens
 * @throws EurusError what the first one said, when none is left
 */
export const checkServers = async (
  servers: readonly Server[],
  ask: (server: Server) => Promise<EndpointCheck>,
  model: string,
  signal: AbortSignal | undefined,
): Promise<EndpointCheck> => {
  const tried = await Promise.allSettled(servers.map(async server => ({ server, check: await ask(server) })));
  if (signal?.aborted) throw new EurusError('INTERRUPTED', 'The check of the servers was stopped');
  const checked = tried.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
  for (const { server } of checked) server.standing = { is: 'there' };
  for (const [place, one] of tried.entries()) {
    const server = servers[place];
    if (one.status !== 'rejected' || server === undefined) continue;
    const isAway = one.reason instanceof EurusError && one.reason.code === 'ENDPOINT_UNREACHABLE';
    server.standing = { is: isAway ? 'away' : 'excluded', why: messageOf(one.reason) };
  }
  excludeOthers(checked, model);
  const used = checked.filter(({ server }) => server.standing.is === 'there');
  if (used.length === 0) throw noneLeft(tried, servers);
  const names = used.flatMap(({ check }) => check.models ?? []);
  return {
    reachable: true,
    authorised: used.some(({ check }) => check.authorised),
    ...(names.length === 0 ? {} : { models: [...new Set(names)] }),
    notes: [...new Set(used.flatMap(({ check }) => check.notes ?? [])), ...servers.flatMap(lineOf)],
  };
};

/** Excludes servers that are the same as one before them, and those whose models are none of the first one's. */
const excludeOthers = (checked: readonly Checked[], model: string): void => {
  const seen = new Map<string, Server>();
  for (const { server } of checked) {
    const same = seen.get(server.target.root);
    if (same === undefined) seen.set(server.target.root, server);
    else server.standing = { is: 'excluded', why: `it is the same server as ${same.url}` };
  }
  const listing = checked.filter(
    ({ server, check }) => server.standing.is === 'there' && (check.models ?? []).length > 0,
  );
  const first = listing.find(({ check }) => check.models?.includes(model)) ?? listing[0];
  if (first === undefined) return;
  const common = first.check.models?.includes(model) ? [model] : (first.check.models ?? []);
  for (const { server, check } of listing) {
    if (check.models?.some(name => common.includes(name))) continue;
    const why = `it serves ${few(check.models)}, and ${first.server.url} serves ${few(common)}`;
    server.standing = { is: 'excluded', why };
  }
};

const shownModels = 3;

const few = (models: readonly string[] = []): string =>
  `${models.slice(0, shownModels).join(', ')}${models.length > shownModels ? ', …' : ''}`;

const lineOf = ({ url, standing }: Server): readonly string[] => {
  switch (standing.is) {
    case 'away':
      return [`${url} is left out and tried again: ${standing.why}`];
    case 'excluded':
      return [`${url} is left out of this run: ${standing.why}`];
    default:
      return [];
  }
};

const noneLeft = (tried: readonly PromiseSettledResult<unknown>[], servers: readonly Server[]): unknown => {
  const reason: unknown = tried.find(one => one.status === 'rejected')?.reason;
  if (!(reason instanceof EurusError) || servers.length === 1) return reason;
  const { code, message, hint } = reason;
  const others = servers.length === 2 ? 'the other one' : `the other ${servers.length - 1}`;
  return new EurusError(code, `${message}; ${others} cannot be used either`, {
    ...(hint === null ? {} : { hint }),
    cause: reason,
  });
};
