import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';

it('a directory that is being written is read as far as that is true, and what would write says who is there', async () => {
  const folder = temporaryFolder();
  const benchmark = writeBenchmark(folder, 'sums', 40);
  let held = Promise.withResolvers<void>();
  const server = await startServer({
    models: ['m'],
    answer: async ({ lastUserText }) => {
      const n = Number(lastUserText.split(' ').at(-1));
      if (n >= 20) await held.promise;
      return `sums answer ${n}`;
    },
  });
  const directory = join(folder, 'busy');
  const command = (limit: number): readonly string[] => [
    ...['run', benchmark, '--model', 'vllm/m', '--base-url', server.url, '--limit', String(limit)],
    ...['--concurrency', '4', '--results', folder, '--run-name', 'busy'],
  ];
  const startedUpTo = async (limit: number) => {
    const started = startCli(command(limit));
    const path = join(directory, 'completions', 'sums.direct.jsonl');
    while (!existsSync(path) || readFileSync(path, 'utf8').split('\n').length < 21) await sleep(20);
    return started;
  };
  try {
    const first = await startedUpTo(30);
    const who = `busy is being written by process ${first.process.pid} on `;
    const refused = await Promise.all([runCli(command(30)), runCli(['score', directory])]);
    for (const { code, stderr } of refused) {
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(who) });
      expect(stderr).toContain('Wait for it, or choose another --run-name.');
    }
    const none = await runCli(['table', directory]);
    expect(none).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no summary yet; a command is writing there'),
    });
    held.resolve();
    expectCode(await first.ended, 0);

    held = Promise.withResolvers<void>();
    const second = startCli(command(40));
    while (!existsSync(join(directory, 'run.lock'))) await sleep(10);
    const table = await runCli(['table', directory]);
    expectCode(table, 0);
    expect(table.stderr).toContain('is being written: these are the numbers of the command before');
    expect(table.stdout).toMatch(/\bm\b.*100/);
    held.resolve();
    expectCode(await second.ended, 0);
    expect((await runCli(['table', directory])).stderr).toBe('');
  } finally {
    held.resolve();
    await server.close();
  }
});
