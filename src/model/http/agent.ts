import type { Dispatcher } from 'undici';
import type { Connector } from './connector.ts';
import type { HttpProxy } from './proxy.ts';
import { undici } from './undici.ts';

/** One pool of connections, straight to the server or through a proxy. */
export const createAgent = (
  connector: Connector,
  connections: number,
  connectTimeoutMs: number,
  proxy: HttpProxy | null,
): Dispatcher => {
  const { Agent, ProxyAgent } = undici();
  const shared = {
    connections,
    pipelining: 1,
    // Off: these limit silence, 300 s of which would cut long generations short. The deadline of the try limits all.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (proxy === null) return new Agent({ ...shared, connect: connector.connect });
  // Requests over http are handed to the proxy, those over https go through a tunnel.
  return new ProxyAgent({ ...shared, uri: proxy.url, connectTimeout: connectTimeoutMs, allowH2: false });
};
