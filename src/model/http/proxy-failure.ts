import { EurusError, messageOf } from '../../core/index.ts';
import type { HttpProxy } from './proxy.ts';
import type { Failure } from './tried.ts';

const why: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ENOTFOUND: 'has a host name that is not known',
  EAI_AGAIN: 'has a host name that cannot be looked up now',
  EHOSTUNREACH: 'is out of reach',
  ENETUNREACH: 'is out of reach',
  ETIMEDOUT: 'takes too long to connect to',
  UND_ERR_CONNECT_TIMEOUT: 'takes too long to connect to',
  UND_ERR_PRX_CONN: 'broke the connection',
  UND_ERR_PRX_TLS: 'has a certificate that does not fit',
};

/** What was thrown on the way to the proxy, or by what the proxy said; null when it is not the proxy's doing. */
export const proxyFailure = (
  proxy: HttpProxy,
  url: string,
  thrown: unknown,
  code: string,
): Failure | null => {
  const { host, hostname } = new URL(url);
  const fail = (what: string, hint: string, transient: boolean): Failure => ({
    transient,
    outcome: transient ? 'unreachable' : 'refused',
    retryAfterMs: null,
    status: null,
    brief: 'the proxy',
    error: new EurusError('ENDPOINT_UNREACHABLE', `Cannot reach ${url}: the proxy ${proxy.shown} ${what}`, {
      hint,
      cause: thrown,
    }),
  });
  const without = `Check ${proxy.variable}, or name ${hostname} in NO_PROXY to go there directly`;
  const problem = Object.hasOwn(why, code) ? why[code] : undefined;
  if (problem !== undefined) return fail(`${problem} (${code})`, without, code !== 'UND_ERR_PRX_TLS');
  // undici tells the status that a proxy answered with in its messages alone.
  const [, status] =
    /(?:^Proxy response|^Proxy Authentication Required) \((\d{3})\)/.exec(messageOf(thrown)) ?? [];
  if (status === undefined) return null;
  if (status === '407') {
    const hint = `Put them into ${proxy.variable}, like http://USER:PASSWORD@${new URL(proxy.shown).host}`;
    return fail('wants a user name and a password (HTTP 407)', hint, false);
  }
  return fail(`does not connect to ${host} (HTTP ${status})`, without, status.startsWith('5'));
};
