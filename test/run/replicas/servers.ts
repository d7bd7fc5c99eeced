import { onTestFinished } from 'vitest';
import {
  type Answer,
  type ScriptedRequest,
  type ServerOptions,
  startServer,
} from '../../../src/scripted/index.ts';
import { createSeededModel } from '../../support/sample-questions.ts';
import { createServerProcess, type ServerProcess } from '../../support/server-process.ts';
import { runSeeded } from '../rate/seeded-run.ts';

/** A server of the seeded model, and what it was asked. */
export type SeededServer = {
  readonly url: string;
  readonly asked: readonly ScriptedRequest[];
  close(): Promise<void>;
};

/** @param answer of one's own; false: as the seeded model does */
export const seededServer = async (
  options: Partial<ServerOptions> = {},
  answer: (request: ScriptedRequest, count: number) => ReturnType<Answer> | Promise<boolean> | false = () =>
    false,
): Promise<SeededServer> => {
  const model = await createSeededModel();
  const asked: ScriptedRequest[] = [];
  const server = await startServer({
    ...options,
    answer: async request => {
      asked.push(request);
      const own = await answer(request, asked.length);
      return typeof own === 'boolean' ? model(request) : own;
    },
  });
  onTestFinished(() => server.close());
  return { url: server.url, asked, close: server.close };
};

/** One in a process of its own, to be killed. */
export const killableServer = async (latencyMs: number, poison?: string): Promise<ServerProcess> => {
  const server = await createServerProcess(latencyMs, poison);
  onTestFinished(() => server.kill());
  await server.start();
  return server;
};

/** Replicas of equal weight. */
export const replicas = (...urls: readonly string[]) => urls.map(url => ({ url, weight: 1 }));

/** Short looks, so that tests need not wait. */
export const serverPatience = { waitMs: 60_000, firstProbeMs: 20, maxProbeMs: 100 };

/** A run with as long a time for each request as a busy machine may need. */
export const runReplicas: typeof runSeeded = (at, more = {}) =>
  runSeeded(at, { timeoutMs: 60_000, trials: 10, serverPatience, ...more });
