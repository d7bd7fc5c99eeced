import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Longest path with its query, in characters. */
const maxUrl = 8192;

/** Names by which the page is reached on this machine; any port, for a tunnel may have another at its other end. */
const ownNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * What a request asks for, when it is one that a page of this server could have sent.
 * @throws Refusal for another method, another name of the host (DNS rebinding), another site's page, a damaged address
 */
export const guarded = ({ method, headers, url = '' }: IncomingMessage): URL => {
  if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405, 'only GET and HEAD are answered');
  if (!ownNames.has(nameIn(headers.host ?? ''))) {
    throw new Refusal(
      403,
      'the name of the host is not one of this server: open the address that it printed',
    );
  }
  if (url.length > maxUrl) throw new Refusal(414, `the address is longer than ${maxUrl} characters`);
  const asked = URL.parse(url, 'http://localhost');
  if (asked === null || !url.startsWith('/')) throw new Refusal(400, 'the address is damaged');
  const site = headers['sec-fetch-site'] ?? 'none';
  if (asked.pathname !== '/' && (site === 'cross-site' || site === 'same-site')) {
    throw new Refusal(403, 'pages of other sites are not answered');
  }
  return asked;
};

const nameIn = (host: string): string => host.replace(/:\d{1,5}$/, '').toLowerCase();
