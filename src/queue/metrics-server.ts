import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { EurusError, messageOf } from '../core/index.ts';
import { type MetricsView, metricsText } from './metrics.ts';

export type MetricsAddress = {
  /** 127.0.0.1 unless it is opened on purpose. */
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
};

export type MetricsServer = { readonly url: string; close(): Promise<void> };

const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves metrics at `/metrics`, and nothing else.
 * @throws EurusError `USAGE` for an address that cannot be had
 */
export const openMetrics = async (
  { host, port }: MetricsAddress,
  view: () => MetricsView,
): Promise<MetricsServer> => {
  const guarded = isLoopback(host);
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 10_000 }, (request, response) =>
    answer(request, response, guarded, view),
  );
  server.maxConnections = 16;
  server.keepAliveTimeout = 5000;
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    throw refused(thrown, host, port);
  }
  server.on('error', () => {});
  // Nothing of this keeps a worker that is done from ending.
  server.unref();
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${bound}/metrics`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const answer = (
  request: IncomingMessage,
  response: ServerResponse,
  guarded: boolean,
  view: () => MetricsView,
): void => {
  const { headers, socket } = request;
  // A body is never read: whoever sends one is cut off with the answer.
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (hasBody) response.once('finish', () => socket.destroy());
  const [status, text] = refusalOf(request, guarded) ?? [200, metricsText(view())];
  response.writeHead(status, {
    'content-type': status === 200 ? contentType : 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET' } : {}),
  });
  response.end(text);
};

const refusalOf = (
  { method, url, headers }: IncomingMessage,
  guarded: boolean,
): readonly [status: number, text: string] | null => {
  // A page of another site that has its name point here (DNS rebinding) still sends that name.
  if (guarded && !isOwnName(headers.host ?? '')) return [403, 'open it under 127.0.0.1 or localhost\n'];
  if (url?.split('?', 1)[0] !== '/metrics') return [404, 'there is /metrics only\n'];
  return method === 'GET' ? null : [405, 'GET only\n'];
};

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

const isOwnName = (host: string): boolean => {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
};

const refused = (thrown: unknown, host: string, port: number): EurusError => {
  const { code } = thrown as NodeJS.ErrnoException;
  const what =
    code === 'EADDRINUSE'
      ? `port ${port} of ${host} is taken`
      : code === 'EACCES'
        ? `port ${port} of ${host} may not be used by this user`
        : messageOf(thrown);
  return new EurusError('USAGE', `--metrics: ${what}.`, {
    cause: thrown,
    hint: 'Name another one; 0 takes a free one and says which.',
  });
};
