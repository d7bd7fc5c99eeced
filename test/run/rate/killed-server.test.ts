import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/run/index.ts';
import { createServerProcess, type ServerProcess } from '../../support/server-process.ts';
import { runSeeded } from './seeded-run.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const serverProcess = async (latencyMs: number, poison?: string): Promise<ServerProcess> => {
  const server = await createServerProcess(latencyMs, poison);
  closing.push(server.kill);
  await server.start();
  return server;
};

/** Short looks, so that the test need not wait. */
const serverPatience = { waitMs: 60_000, firstProbeMs: 20, maxProbeMs: 100 };

describe('a server that is killed and started again', () => {
  it('three times on the same port changes nothing', async () => {
    const server = await serverProcess(20);
    const healthy = await runSeeded(server.url);

    const restarts: Promise<void>[] = [];
    const states = new Set<string | null>();
    const restart = async () => {
      await server.kill();
      await server.start();
    };
    const onProgress = ({ generated, planned, state }: Progress) => {
      states.add(state);
      if (restarts.length < 3 && generated > ((restarts.length + 1) / 4) * planned) restarts.push(restart());
    };
    const notices: string[] = [];
    // Few retries: the outages alone must not cost a sample.
    const troubled = await runSeeded(server.url, {
      ...{ serverPatience, onProgress, maxRetries: 2, timeoutMs: 30_000 },
      onNotice: line => notices.push(line),
    });
    await Promise.all(restarts);

    expect(server.starts()).toBe(4);
    expect(healthy.keys.length).toBeGreaterThan(400);
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.result).toMatchObject({ unscored: 0, completed: healthy.keys.length });
    expect(troubled.cells).toEqual(healthy.cells);
    expect(troubled.result.warnings).toEqual([]);
    expect(states).toContain('waiting for the server: connection refused');
    expect(notices).toHaveLength(6);
    for (const [index, notice] of notices.entries()) {
      expect(notice).toMatch(
        index % 2 === 0
          ? /^The server has not answered since \d\d:\d\d:\d\d \(connection refused\); waiting up to 1 min for it, Ctrl-C stops$/
          : /^The server answers again after \d+ s; going on$/,
      );
    }
  });

  it('by one prompt gives up that prompt and nothing else', async () => {
    // One of the sample rows of SVAMP.
    const server = await serverProcess(5, 'stamps from Peru');
    server.supervise();
    const { result, keys } = await runSeeded(server.url, { serverPatience, trials: 1, ks: [1] });
    expect(new Set(keys).size).toBe(keys.length);
    expect(result).toMatchObject({ unscored: 1, completed: keys.length });
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toMatch(
      /^1 request failed for good \(ENDPOINT_FAILED\), for example: .* \(tried \d+ times; the server went away during 5 of them\)$/,
    );
  });

  it('too late ends the run with all that is done', async () => {
    const server = await serverProcess(5);
    let killed = false;
    const running = runSeeded(server.url, {
      serverPatience: { ...serverPatience, waitMs: 300 },
      onProgress: ({ generated }) => {
        if (generated < 50 || killed) return;
        killed = true;
        void server.kill();
      },
    });
    await expect(running).rejects.toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: expect.stringMatching(
        /^The server has not answered for \d+ s: Cannot reach .*: connection refused/,
      ),
      hint: expect.stringContaining('--server-patience'),
    });
  });
});
