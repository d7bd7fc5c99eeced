import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../core/index.ts';
import { type RewardedItem, rewardSpeeches } from './reward-speech.ts';

/** One request that came, as a script sees it. */
export type RewardRequest = {
  /** Below the root: `/classify`. */
  readonly path: string;
  readonly items: readonly RewardedItem[];
  readonly body: Readonly<Record<string, unknown>>;
  /** How many came before it. */
  readonly asked: number;
};

/**
 * What goes wrong with a request: a status with a body, bytes in place of an answer, an answer that is cut or never
 * comes, or the list of results made into another.
 */
export type RewardFault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | { readonly raw: string | Uint8Array }
  | { readonly results: (results: readonly unknown[]) => readonly unknown[] }
  | 'cut'
  | 'reset'
  | 'stall';

export type RewardServerOptions = {
  /** The scripted reward: what is no number is sent as it is, NaN and Infinity as Python writes them. */
  readonly reward: (item: RewardedItem) => unknown;
  readonly fault?: (request: RewardRequest) => RewardFault | null;
  /** When given, requests without this key are refused. */
  readonly apiKey?: string;
  readonly latencyMs?: number;
};

export type RewardServer = {
  /** `http://127.0.0.1:<port>`, without `/v1`. */
  readonly url: string;
  requests(): number;
  close(): Promise<void>;
};

const maxBodyBytes = 64 * 1024 * 1024;

/**
 * A server on loopback that speaks the reward APIs of vLLM and TEI, and the chat API as far as a judge needs it. It
 * stands in for a reward model in tests; no model is behind it.
 */
export const startRewardServer = async (options: RewardServerOptions): Promise<RewardServer> => {
  let asked = 0;
  const server = createServer((request, response) => {
    respond(request, response, options, () => asked++).catch((cause: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: `the script failed: ${String(cause)}` });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: RewardServerOptions,
  count: () => number,
): Promise<void> => {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = pathname.replace(/^\/v1(?=\/)/, '');
  const speech = Object.hasOwn(rewardSpeeches, path) ? rewardSpeeches[path] : undefined;
  const body = await readBody(request);
  if (speech === undefined) return sendJson(response, 404, { detail: 'Not Found' });
  if (options.apiKey !== undefined && request.headers.authorization !== `Bearer ${options.apiKey}`) {
    return sendJson(response, 401, { error: 'Unauthorized' });
  }
  const items = body === null ? null : speech.items(body);
  if (body === null || items === null)
    return sendJson(response, 422, { error: 'the request has another shape' });
  const asked = count();
  const fault = options.fault?.({ path, items, body, asked }) ?? null;
  if (options.latencyMs !== undefined) await sleep(options.latencyMs);
  const results = items.map((item, index) => speech.result(options.reward(item), index));
  const json = (list: readonly unknown[]): string => pythonJson(speech.document(list, body));
  if (fault === null) return send(response, 200, json(results));
  if (fault === 'reset') return void request.socket.destroy();
  if (fault === 'stall') return;
  if (fault === 'cut') return cut(response, json(results));
  if ('results' in fault) return send(response, 200, json(fault.results(results)));
  if ('raw' in fault) return send(response, 200, fault.raw);
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
  response.end(JSON.stringify(fault.body ?? { error: 'scripted' }));
};

/** JSON as Python's own writer gives it, with NaN and Infinity in it. */
const pythonJson = (value: unknown): string => {
  const mark = 'not-a-json-number:';
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? `${mark}${part}` : part,
  );
  return text.replace(new RegExp(`"${mark}(-?\\w+)"`, 'g'), '$1');
};

const cut = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
};

const send = (response: ServerResponse, status: number, body: string | Uint8Array): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
};

const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, JSON.stringify(value));

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown> | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};
