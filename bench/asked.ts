import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asked } from './http-client.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a script of this folder and gives what it has printed up to the end of its first line. */
const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text;
  }
  throw new Error(`${child.spawnargs.slice(1).join(' ')} ended with nothing said`);
};

const start = (script: string, args: readonly (string | number)[]): ChildProcess =>
  spawn(process.execPath, [path(script), ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });

export type Kind = 'unlimited' | 'wall' | 'knee';

/** Does work with a server in a process of its own. */
export const withServer = async <T>(
  latencyMs: number,
  kind: Kind,
  work: (url: string) => Promise<T>,
): Promise<T> => {
  const server = start('./http-server.ts', [latencyMs, kind]);
  try {
    return await work(`http://127.0.0.1:${(await firstLine(server)).trim()}/v1`);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
};

/** The same with several servers of one kind. */
export const withServers = async <T>(
  count: number,
  latencyMs: number,
  kind: Kind,
  work: (urls: readonly string[]) => Promise<T>,
): Promise<T> =>
  count === 0
    ? work([])
    : withServer(latencyMs, kind, url =>
        withServers(count - 1, latencyMs, kind, urls => work([url, ...urls])),
      );

/** Asks a server so often, from a process of its own. */
export const ask = async (
  mode: 'run' | 'bare',
  url: string,
  concurrency: number | 'auto',
  requests: number,
): Promise<Asked> =>
  JSON.parse(await firstLine(start('./http-client.ts', [mode, url, concurrency, requests]))) as Asked;
