import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { hasTerminals, onTerminal } from '../support/pty.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis.ts';

const withServer = async (work: (server: RedisServer) => Promise<void>): Promise<void> => {
  const server = await startRedis();
  try {
    await work(server);
  } finally {
    await server.stop();
  }
};

/** Collects what a program writes, and waits for it. */
const heard = (stream: NodeJS.ReadableStream | null) => {
  let text = '';
  stream?.on('data', (piece: string) => {
    text += piece;
  });
  return async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) await sleep(20);
  };
};

describeWithRedis('status --watch', () => {
  it('prints one block after the other where there is no terminal, until Ctrl-C', async () => {
    await withServer(async ({ url }) => {
      const { process, ended } = startCli(['status', '--queue', url, '--watch', '0.2']);
      await heard(process.stdout)(/(Queue at [\s\S]*){3}/);
      process.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      expect([code, stderr]).toEqual([0, '']);
      const [first] = stdout.split('\n\n');
      expect(first).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}Queue at 127\.0\.0\.1:\d+: .*\nNothing is going on/,
      );
    });
  });

  it('prints a document a line with --json', async () => {
    await withServer(async ({ url }) => {
      const { process, ended } = startCli(['status', '--queue', url, '--json', '--watch=0.2']);
      await heard(process.stdout)(/(\n[\s\S]*){2}/);
      process.kill('SIGTERM');
      const { code, stdout, stderr } = await ended;
      expectCode({ code, stderr }, 0);
      const documents = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(documents.length).toBeGreaterThanOrEqual(2);
      expect(documents[0]).toMatchObject({ queue: expect.stringMatching(/^127/), runs: [], workers: [] });
    });
  });

  it('waits for a server that goes away', async () => {
    await withServer(async ({ url, kill, start }) => {
      const { process, ended } = startCli(['status', '--queue', url, '--watch', '0.2']);
      const [onOut, onErr] = [heard(process.stdout), heard(process.stderr)];
      await onOut(/Queue at/);
      await kill();
      await onErr(/Redis at 127\.0\.0\.1:\d+ is away\. Looking again\./);
      await start();
      await onOut(/Queue at [\s\S]*Queue at [\s\S]*Queue at/);
      process.kill('SIGINT');
      expectCode(await ended, 0);
    });
  });

  it('ends when nobody reads it any longer', async () => {
    await withServer(async ({ url }) => {
      const { process, ended } = startCli(['status', '--queue', url, '--watch', '0.2']);
      await heard(process.stdout)(/Queue at/);
      process.stdout?.destroy();
      await once(process, 'exit');
      expectCode(await ended, 0);
    });
  });

  it.skipIf(!hasTerminals)('redraws in place on a terminal, and leaves the last look there', async () => {
    await withServer(async ({ url }) => {
      const terminal = onTerminal(['status', '--queue', url, '--watch', '0.2'], { columns: 100, rows: 12 });
      try {
        await terminal.shows('Nothing is going on here');
        while ((terminal.raw().match(/Queue at/g)?.length ?? 0) < 4) await sleep(20);
        // Between two drawings.
        await terminal.shows('Nothing is going on here');
        expect(terminal.screen.visible().filter(line => line.includes('Queue at'))).toHaveLength(1);
        expect(terminal.screen.cursorShown).toBe(false);
        terminal.press('\u0003');
        expect(await terminal.ended).toBe(0);
        expect(terminal.screen.cursorShown).toBe(true);
        const left = terminal.screen.text().join('\n');
        expect(left.match(/Queue at/g)).toHaveLength(1);
      } finally {
        terminal.close();
      }
    });
  });
});
