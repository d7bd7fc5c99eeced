import { EurusError } from '../../core/index.ts';
import type { Client } from './client.ts';
import { slowToConnect } from './network-failure.ts';
import type { Failure } from './tried.ts';

/** How web servers answer a request without TLS where they expect one with it: nginx, Go's and Apache's. */
const plainToSecure =
  /plain HTTP request was sent to HTTPS|HTTP request to an HTTPS server|plain HTTP to an SSL/i;

const probeTimeoutMs = 5_000;

/**
 * Whether a request over http failed because https is spoken there. Some servers say so; others only break the
 * connection, so the other protocol is tried.
 */
export const isSecureThere = async (
  url: string,
  { status, error }: Failure,
  client: Client,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  if (!url.startsWith('http:') || error.code === 'ENDPOINT_UNREACHABLE') return false;
  if (plainToSecure.test(error.message)) return true;
  if (status !== null && status !== 400) return false;
  const tried = await client.get(url.replace('http:', 'https:'), probeTimeoutMs, signal);
  // Any answer came over TLS; a certificate that does not fit was shown by someone who speaks it.
  return tried.ok || tried.failure.status !== null || /certificate/.test(tried.failure.error.message);
};

/**
 * Whether a request over https got no answer because http is spoken there: some servers wait for the rest of what they
 * take for a request, so that nothing is said of TLS.
 */
export const isPlainThere = async (
  url: string,
  { error, brief }: Failure,
  client: Client,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  if (!url.startsWith('https:') || error.code !== 'ENDPOINT_UNREACHABLE' || brief !== slowToConnect)
    return false;
  const tried = await client.get(url.replace('https:', 'http:'), probeTimeoutMs, signal);
  return tried.ok || tried.failure.status !== null;
};

export const plainThere = (root: string): EurusError =>
  new EurusError('ENDPOINT_UNREACHABLE', `${root} speaks http, not https`, {
    hint: `Give --base-url ${root.replace('https:', 'http:')}`,
  });

export const secureThere = (root: string): EurusError =>
  new EurusError('ENDPOINT_UNREACHABLE', `${root} speaks https, not http`, {
    hint: `Give --base-url ${root.replace('http:', 'https:')}`,
  });
