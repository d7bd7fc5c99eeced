import { EurusError } from '../../core/index.ts';
import type { Client } from './client.ts';
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

export const secureThere = (root: string): EurusError =>
  new EurusError('ENDPOINT_UNREACHABLE', `${root} speaks https, not http`, {
    hint: `Give --base-url ${root.replace('http:', 'https:')}`,
  });
