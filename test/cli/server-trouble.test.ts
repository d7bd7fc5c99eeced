import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type ScriptedAnswer,
  type ScriptedServer,
  startServer,
} from '../../src/scripted/index.ts';
import { runCli, runHere, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { freePort } from '../support/free-port.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const folder = mkdtempSync(join(tmpdir(), 'eurus-trouble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const serve = async (answer: Answer, more: { readonly port?: number } = {}): Promise<ScriptedServer> => {
  const server = await startServer({ answer, latencyMs: 20, models: ['m'], ...more });
  closing.push(server.close);
  return server;
};

/** A model that is told how many times it was asked, from 1. */
const counting = (answer: (asked: number) => ScriptedAnswer): Answer => {
  let asked = 0;
  return () => {
    asked += 1;
    return answer(asked);
  };
};

let names = 0;
const command = (server: ScriptedServer, ...flags: readonly string[]): readonly string[] => [
  ...['run', 'gsm8k', '--model', 'vllm/m', '--base-url', server.url, '--limit', '60', '--concurrency', '4'],
  ...['--data-dir', dataDirectory, '--results', folder, '--run-name', `r${names++}`, '--quiet', ...flags],
];

/** Closes a server under the program once it has answered so often. @returns resolves when it is closed */
const closingAfter = (count: number) => {
  let [left, server] = [count, null as ScriptedServer | null];
  let closed: (value: unknown) => void = () => {};
  const gone = new Promise(resolve => {
    closed = resolve;
  });
  const answer: Answer = () => {
    left -= 1;
    if (left === 0) void server?.close().then(closed);
    return 'The answer is 42.';
  };
  return {
    gone,
    start: async (): Promise<ScriptedServer> => {
      server = await serve(answer, { port: await freePort() });
      return server;
    },
  };
};

describeWithData('a server in trouble', () => {
  it('that goes away is waited for, and the run goes on by itself', async () => {
    const first = closingAfter(20);
    const server = await first.start();
    const cli = startCli(command(server));
    let said = '';
    const waiting = new Promise<void>(resolve => {
      cli.process.stderr?.on('data', (text: string) => {
        said += text;
        if (said.includes('has not answered since')) resolve();
      });
    });
    await first.gone;
    await waiting;
    await serve(() => 'The answer is 42.', { port: Number(new URL(server.url).port) });
    const { code, stderr } = await cli.ended;
    expect(stderr).toMatch(
      /^The server has not answered since \d\d:\d\d:\d\d \(connection refused\); waiting up to 30 min for it, Ctrl-C stops\nThe server answers again after \d+ s; going on$/m,
    );
    expect(stderr).not.toContain('unscored');
    expectCode({ code, stderr }, 0);
  });

  it('that stays away ends the run with one line and exit code 3, and the same command goes on', async () => {
    const first = closingAfter(20);
    const server = await first.start();
    const again = command(server, '--server-patience', '1');
    const { code, stderr } = await runCli(again);
    const lines = stderr.trim().split('\n');
    expectCode({ code, stderr }, 3);
    expect(lines.at(-2)).toMatch(
      /^eurus-eval: The server has not answered for \d+ s: Cannot reach http.*: connection refused/,
    );
    expect(lines.at(-1)).toContain('the same command goes on from here');

    const port = Number(new URL(server.url).port);
    const second = await serve(() => 'The answer is 42.', { port });
    expectCode(await runCli(again), 0);
    expect(second.requests()).toBeLessThan(60);
  });

  it('lets Ctrl-C end the run while it is away', async () => {
    const first = closingAfter(20);
    const cli = startCli(command(await first.start()));
    cli.process.stderr?.on('data', (text: string) => {
      if (text.includes('has not answered since')) cli.process.kill('SIGINT');
    });
    const { code, stderr } = await cli.ended;
    expectCode({ code, stderr }, 130);
    expect(stderr).toContain('goes on from');
  });

  it('is given up by --max-errors with exit code 3', async () => {
    const server = await serve(
      counting(asked =>
        asked <= 10 ? 'The answer is 42.' : { status: 400, body: { error: { message: 'too long' } } },
      ),
    );
    const { code, stderr } = await runHere(command(server, '--max-errors', '5'));
    expectCode({ code, stderr }, 3);
    expect(stderr).toMatch(
      /eurus-eval: Stopped by --max-errors 5: 5 of \d+ requests failed for good, the last one: .*too long/,
    );
  });

  it('costs only the samples it refuses, and the closing lines say why', async () => {
    const server = await serve(
      counting(asked =>
        asked % 20 === 0 ? { status: 400, body: { error: { message: `${asked} tokens` } } } : 'It is 42.',
      ),
    );
    const { code, stderr } = await runHere(command(server));
    expectCode({ code, stderr }, 1);
    expect(stderr).toMatch(/Warning: 3 requests failed for good \(ENDPOINT_REFUSED\), for example: .*tokens/);
    expect(stderr).toContain('3 of 60 could not be scored');
  });
});

describe('time limits of a stream', () => {
  it.each(['--first-token-timeout', '--idle-timeout'])('%s without --stream is refused', async flag => {
    const { code, stderr } = await runHere(['run', 'gsm8k', '--model', 'vllm/m', flag, '5']);
    expectCode({ code, stderr }, 2);
    expect(stderr).toBe(
      `eurus-eval: ${flag} watches a stream, and the answers are not streamed.\nAdd --stream, or leave the flag out.\n`,
    );
  });
});
