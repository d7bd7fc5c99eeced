import { EurusError, messageOf } from '../../core/index.ts';
import type { Target } from '../target.ts';
import { quoted } from './failure.ts';
import { proxyFailure } from './proxy-failure.ts';
import type { Failure } from './retry.ts';

/** Why nothing came of connecting within its time. */
export const slowToConnect = 'connecting took too long';

/** No way to the server: nothing was sent. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: slowToConnect,
  UND_ERR_CONNECT_TIMEOUT: slowToConnect,
};

const tookTooLong: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** The connection went away after it stood. */
const lost: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);

/** Why there is no secure connection, in words. Other codes of TLS are named as they are. */
const insecure: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not known here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
};

/** Times that a try may take, each with its flag. */
const limits = {
  whole: { flag: '--timeout', missed: 'did not finish its answer in' },
  firstToken: { flag: '--first-token-timeout', missed: 'did not begin its answer in' },
  idle: { flag: '--idle-timeout', missed: 'said nothing within its answer for' },
} as const;

export type TimeLimit = keyof typeof limits;

/** The try took longer than it may, whether the server was silent or went on for ever. */
export const tooSlow = (url: string, limit: TimeLimit, limitMs: number, cause: unknown): Failure => {
  const { flag, missed } = limits[limit];
  return {
    transient: true,
    outcome: 'broken',
    retryAfterMs: null,
    status: null,
    brief: 'too slow',
    error: new EurusError('ENDPOINT_FAILED', `${url} ${missed} ${limitMs / 1000} s`, {
      hint: `Allow more with ${flag}`,
      cause,
    }),
    ...(limit === 'whole' ? { usedUp: true } : {}),
  };
};

/** The request or the reading of its answer threw. Rethrows what is not the network's doing. */
export const networkFailure = (target: Target, url: string, thrown: unknown): Failure => {
  const code = codeOf(thrown);
  const ofProxy =
    code === null || target.proxy === null ? null : proxyFailure(target.proxy, url, thrown, code);
  if (ofProxy !== null) return ofProxy;
  if (code === null || code.startsWith('ERR_INVALID') || code.startsWith('UND_ERR_INVALID')) throw thrown;
  const why = Object.hasOwn(unreachable, code) ? unreachable[code] : undefined;
  if (why !== undefined) {
    const hint = tookTooLong.has(code)
      ? 'Check --base-url, or allow more with --connect-timeout'
      : 'Start the server, or point --base-url at it';
    const error = new EurusError('ENDPOINT_UNREACHABLE', `Cannot reach ${url}: ${why} (${code})`, {
      hint,
      cause: thrown,
    });
    return { ...broke, transient: true, outcome: 'unreachable', error, brief: why };
  }
  const unsafe = whyInsecure(code);
  if (unsafe !== null) {
    const message = `Cannot reach ${url}: no secure connection, ${unsafe} (${code})`;
    const error = new EurusError('ENDPOINT_UNREACHABLE', message, {
      hint: secureHint(unsafe, target.root),
      cause: thrown,
    });
    return { ...broke, transient: false, outcome: 'refused', error, brief: 'no secure connection' };
  }
  const closed = code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED';
  const message = `The connection to ${url} broke: ${quoted(messageOf(thrown), target)} (${code})`;
  const error = new EurusError('ENDPOINT_FAILED', message, { cause: thrown });
  if (closed) return { ...broke, transient: false, outcome: 'refused', error };
  return { ...broke, transient: true, outcome: lost.has(code) ? 'lost' : 'broken', error };
};

const broke = { retryAfterMs: null, status: null, brief: 'the connection broke' };

const whyInsecure = (code: string): string | null => {
  if (Object.hasOwn(insecure, code)) return insecure[code] ?? null;
  return /CERT|SSL|TLS|EPROTO/.test(code) ? 'the handshake failed' : null;
};

const secureHint = (why: string, root: string): string => {
  if (why.includes('authority') || why.includes('self-signed')) {
    return 'If you trust it, name a file with its certificate in the environment variable NODE_EXTRA_CA_CERTS';
  }
  return why.includes('does not speak TLS')
    ? `If it has no certificate, give --base-url ${root.replace('https:', 'http:')}`
    : 'Check http:// or https:// in --base-url, and the server certificate';
};

/** The stable code of a Node or undici error, also one level down. */
const codeOf = (thrown: unknown): string | null => {
  if (!(thrown instanceof Error)) return null;
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  // undici's parser says what was no HTTP, but not always by a code.
  if (thrown.name === 'HTTPParserError') return 'HPE';
  return cause instanceof Error ? codeOf(cause) : null;
};
