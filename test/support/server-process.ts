import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { projectRoot } from './requires.ts';

const script = join(projectRoot, 'test', 'support', 'seeded-server.ts');

/** A server in a process of its own, which can be killed and started anew on the same port. */
export type ServerProcess = {
  readonly url: string;
  /** How often it was started. */
  starts(): number;
  /** Resolves once it listens. */
  start(): Promise<void>;
  /** Ends it as a crash would. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again whenever it dies, as a supervisor would. */
  supervise(): void;
};

export const createServerProcess = async (latencyMs: number, poison = ''): Promise<ServerProcess> => {
  const port = await freePort();
  let child: ChildProcess | null = null;
  let [starts, supervised] = [0, false];
  const start = async (): Promise<void> => {
    starts += 1;
    const started = spawn(process.execPath, [script, String(port), String(latencyMs), poison], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    started.once('exit', () => {
      if (supervised) void start();
    });
    await Promise.race([once(started.stdout, 'data'), once(started, 'exit')]);
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    starts: () => starts,
    start,
    supervise: () => {
      supervised = true;
    },
    kill: async () => {
      supervised = false;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};
